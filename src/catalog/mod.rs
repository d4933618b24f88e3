//! The catalogue: what a seller sells.
//!
//! A [`Product`] is built from a [`ProductForm`] or changed by a [`ProductPatch`], and every way in (page, API,
//! CSV import) goes through the same rules, so that a wrong product cannot be built. A product has one variant
//! without options, or up to 100 that differ in up to 3 options; price, SKU and stock stand on the variant.

mod assortment;
mod change;
mod description;
mod figure;
mod handle;
pub mod imports;
mod listed;
mod option;
mod patch;
mod product;
mod reshape;
mod status;
mod variant;
mod yes_no;

pub use change::Change;
pub use handle::Handle;
pub use listed::Listed;
pub use option::{MAX_OPTIONS, OptionForm, ProductOption};
pub use patch::{ProductPatch, VariantPatch};
pub use product::{Product, ProductFacts, ProductForm};
pub use status::ProductStatus;
pub use variant::{MAX_STOCK, MAX_VARIANTS, Variant, VariantForm};
pub use yes_no::YesNo;
