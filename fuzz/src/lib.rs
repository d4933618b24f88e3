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
}

pub use product::{clock, form, id, money, sheet};

#[path = "../../src/catalog"]
pub mod catalog {
    mod assortment;
    mod change;
    mod description;
    mod figure;
    mod handle;
    pub mod imports;
    mod listed;
    mod option;
    mod patch;
    mod preview;
    mod product;
    mod reshape;
    mod status;
    mod variant;
    mod yes_no;

    /// As the store gives a product, as far as what is pure looks at it.
    mod store {
        pub struct StoredProduct {
            pub product: super::Product,
            pub reserved: Vec<i64>,
        }
    }

    /// Of the pictures, which are not read here.
    pub const MAX_IMAGES: usize = 30;

    pub use change::Change;
    pub use handle::Handle;
    pub use listed::Listed;
    pub use option::{MAX_OPTIONS, OptionForm, ProductOption};
    pub use patch::{ProductPatch, VariantPatch};
    pub use product::{Product, ProductFacts, ProductForm};
    pub use status::ProductStatus;
    pub use variant::{MAX_STOCK, MAX_VARIANTS, Variant, VariantForm};
    pub use yes_no::YesNo;
}

pub mod whole;
