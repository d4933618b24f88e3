//! The reading half of the import and the rules of a product, which are pure: the same files as in the product,
//! without its database and pages, so that the fuzzer builds in a minute and sees nothing else.

#![allow(dead_code, unused_imports)]

#[path = "../../src"]
mod product {
    pub mod clock;
    pub mod form;
    pub mod id;
    pub mod money;
    pub mod sheet;
    pub mod yes_no;
}

pub use product::{clock, form, id, money, sheet, yes_no};

#[path = "../../src/products"]
pub mod products {
    mod assortment;
    mod change;
    mod description;
    mod figure;
    mod handle;
    mod listed;
    mod option;
    mod patch;
    mod preview;
    mod product;
    mod reshape;
    mod status;
    mod variant;

    /// As the store gives a product, as far as what is pure looks at it.
    mod store {
        pub struct StoredProduct {
            pub product: super::Product,
            pub reserved: Vec<i64>,
        }
    }

    pub use change::Change;
    pub use description::{MAX_DESCRIPTION, is_markup, plain};
    pub use handle::Handle;
    pub use listed::Listed;
    pub use option::{MAX_OPTIONS, OptionForm, ProductOption, combinations, parse as parse_options};
    pub use patch::{ProductPatch, Shown, VariantPatch, is_same};
    pub use preview::{Renamed, Reshaping, patch, preview, renamed};
    pub use product::{MAX_CATEGORY, MAX_IMAGES, MAX_NAME, MAX_SEO_DESCRIPTION, MAX_SEO_TITLE, MAX_TAG, MAX_TAGS, Product, ProductFacts, ProductForm};
    pub use status::ProductStatus;
    pub use variant::{MAX_BARCODE, MAX_SKU, MAX_VARIANTS, MAX_WEIGHT_GRAMS, Variant, VariantForm};
}

/// Of stock, which is not read here.
mod stock {
    pub const MAX_STOCK: i64 = 1_000_000_000;
}

#[path = "../../src/product_files/mod.rs"]
pub mod product_files;

pub mod whole;
