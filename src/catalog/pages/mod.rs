//! The catalogue's pages: products, one product, imports.

mod bulk;
mod categories;
mod category_field;
mod differences;
mod fee;
mod files;
mod grid;
mod import;
mod inventory;
mod list;
mod new_product;
mod options;
mod pictures;
mod product;
mod review;
mod search_fields;
mod step;
mod variant;

pub use bulk::{BulkEditPage, BulkPage, GridPage};
pub use categories::CategoriesPage;
pub use files::{media, routes};
pub use import::{ImportPage, ImportsPage};
pub use inventory::{InventoryPage, LocationsPage, StockPage, StockSheetPage, StockSheetsPage};
pub use list::ProductsPage;
pub use new_product::NewProductPage;
pub use product::ProductPage;
pub use review::{ReviewPage, ReviewsPage};

use crate::problem::Problem;
use crate::web::context::here;

/// The id that the page's address ends with.
fn id_of_page<T: std::str::FromStr>() -> Result<T, Problem> {
    let here = here();
    let path = here.split('?').next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.parse().map_err(|_| Problem::not_found())
}
