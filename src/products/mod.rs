//! Products with options and variants, and their rules.
//!
//! A [`Product`] is built from a [`ProductForm`] or changed by a [`ProductPatch`], and every way in (page, API,
//! CSV import, bulk edit) goes through the same rules, so that a wrong product cannot be built. A product has one
//! variant without options, or up to 100 that differ in up to 3 options; price, SKU and stock are the variant's.
//! These rules are a crate of their own, `crates/product`; here they meet the database, HTTP and the pages.

pub mod api;
mod creation;
mod duplicate;
pub mod jobs;
mod json;
mod preview;
mod product_query;
mod removal;
mod request;
mod review_rule;
mod revision;
mod search_text;
mod status;
mod stock_state;
mod stock_watch;
mod store;
mod views;

pub use creation::{create, may_be, parse};
pub use duplicate::duplicate;
pub use preview::{Reshaping, patch, preview, renamed};
pub use product_query::{ProductQuery, list_address};
pub use removal::{Removed, remove_named};
pub use review_rule::{QueueChange, ReviewState, Reviewed, WaitingTexts};
pub use revision::{revise, set_status, write};
pub use stallholder_product::{
    Change, Handle, Listed, MAX_BARCODE, MAX_CATEGORY, MAX_DESCRIPTION, MAX_IMAGES, MAX_NAME, MAX_OPTIONS,
    MAX_SEO_DESCRIPTION, MAX_SEO_TITLE, MAX_SKU, MAX_TAG, MAX_TAGS, MAX_VARIANTS, MAX_WEIGHT_GRAMS,
    OptionForm, Product, ProductFacts, ProductForm, ProductOption, ProductPatch, ProductStatus, Renamed,
    Shown, Variant, VariantForm, VariantPatch, combinations, is_markup, is_same, parse_options, plain,
};
pub use stock_state::StockState;
pub use stock_watch::{StockWatch, archived_at};
pub use store::{
    NewProduct, Overview, ProductFilter, Rewrite, StatusCounts, StoredProduct, WriteError, approve,
    by_handle, by_name, by_sku, categories, count_by_status, delete_many, find, find_in, insert_many, list,
    lock, lock_many, mark_sold, matching_ids, overview, point_at_category, products_by_ids,
    put_into_category, seller_terms, update, update_many,
};
pub use views::{ProductState, price_range, product_state, status_choices};

#[cfg(test)]
mod tests;
