//! SQL of the storefront: approved shops' public data only.

mod product;
mod shop;
mod sitemap;

pub use product::{ListedRow, ProductRow, VariantRow, handle_now, list, product, variants};
pub use shop::{ShopRow, shop};
pub use sitemap::{AddressRow, Kind, Part, add_part, addresses, next_first_id, part, parts};
