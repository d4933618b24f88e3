//! A product, its options and variants, and the rules of all three.
//!
//! A [`Product`] is built from a [`ProductForm`] or changed by a [`ProductPatch`]: whatever the way in (page, API, CSV
//! import, bulk edit), a wrong product cannot be built. A product has one variant without options, or up to 100 that
//! differ in up to 3 options; price, SKU and stock are the variant's.

mod assortment;
mod change;
mod description;
mod figure;
mod handle;
mod listed;
mod option;
mod patch;
mod product;
mod reshape;
mod status;
mod variant;

pub use change::Change;
pub use description::{MAX_DESCRIPTION, is_markup, plain};
pub use handle::Handle;
pub use listed::Listed;
pub use option::{MAX_OPTIONS, OptionForm, ProductOption, combinations, parse as parse_options};
pub use patch::{ProductPatch, Renamed, Shown, VariantPatch, is_same};
pub use product::{
    MAX_CATEGORY, MAX_IMAGES, MAX_NAME, MAX_SEO_DESCRIPTION, MAX_SEO_TITLE, MAX_TAG, MAX_TAGS, Product,
    ProductFacts, ProductForm,
};
pub use status::ProductStatus;
pub use variant::{MAX_BARCODE, MAX_SKU, MAX_STOCK, MAX_VARIANTS, MAX_WEIGHT_GRAMS, Variant, VariantForm};

// The values' modules stand at the root, as in the whole house: `crate::money` is the same everywhere.
#[cfg(test)]
use stallholder_values::clock;
use stallholder_values::{form, id, money, yes_no};
