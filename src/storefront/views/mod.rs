//! Views of the public pages: document without script, frame, shop and product.

mod document;
mod frame;
mod product;
mod shop;

pub use document::{Head, document};
pub use frame::Missing;
pub use product::ProductView;
pub use shop::{ShopList, ShopView};
