//! Pages of the catalogue: the product list and the product editor.

mod fee;
mod files;
mod grid;
mod list;
mod new_product;
mod options;
mod pictures;
mod product;
mod search_fields;
mod step;
mod variant;

pub use files::routes;
pub use list::{SAVED_LIST, products};
pub use new_product::new_product;
pub use product::product;
