//! The catalogue: what a seller sells.
//!
//! A [`Product`] is built from a [`ProductForm`] or changed by a [`ProductPatch`], and every way in (page, API,
//! CSV import) goes through the same rules, so that a wrong product cannot be built. A product has one variant
//! without options, or up to 100 that differ in up to 3 options; price, SKU and stock stand on the variant.

mod actions;
pub mod api;
mod assortment;
mod bulk_edit;
mod category;
mod change;
mod creation;
mod description;
pub mod downloads;
mod duplicate;
mod figure;
mod handle;
mod images;
mod importing;
pub mod imports;
mod inventory;
pub mod jobs;
mod listed;
mod option;
pub mod pages;
mod patch;
mod preview;
mod product;
mod product_query;
mod removal;
mod request;
mod reshape;
mod review;
mod revision;
mod search_text;
mod shown;
mod status;
mod stock_state;
pub mod store;
mod variant;
mod views;
mod yes_no;

pub use change::Change;
pub use creation::create;
pub use handle::Handle;
pub use images::{MAX_IMAGES, ShownImage, exported, hang, own_prefix, photo, thumb};
pub use inventory::{Place, Places, Shipped, StockShow, count_stock, pieces_at, ship_stock};
pub use listed::Listed;
pub use option::{MAX_OPTIONS, OptionForm, ProductOption};
pub use patch::{ProductPatch, VariantPatch};
pub use product::{Product, ProductFacts, ProductForm};
pub use product_query::list_address;
pub use removal::remove;
pub use revision::revise;
pub use shown::{ShownProduct, ShownVariant};
pub use status::ProductStatus;
pub use stock_state::StockState;
pub use store::{count_reviews, public_images, public_main_images};
pub use variant::{MAX_STOCK, MAX_VARIANTS, Variant, VariantForm};
pub use yes_no::YesNo;

#[cfg(test)]
mod tests;
