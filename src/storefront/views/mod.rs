//! The public pages' markup: a document without script, a light frame, the shop and the product.

mod document;
mod frame;
mod product;
mod shop;

pub use document::{Head, document};
pub use frame::Missing;
pub use product::ProductView;
pub use shop::{ShopList, ShopView};
