//! Products: what a seller sells, with its options and variants, and the rules of both.
//!
//! A [`Product`] is built from a [`ProductForm`] or changed by a [`ProductPatch`], and every way in (page, API,
//! CSV import, bulk edit) goes through the same rules, so that a wrong product cannot be built. A product has one
//! variant without options, or up to 100 that differ in up to 3 options; price, SKU and stock are the variant's.

pub mod api;
mod assortment;
mod change;
mod creation;
mod description;
mod duplicate;
mod figure;
mod handle;
pub mod jobs;
mod listed;
mod option;
mod patch;
mod preview;
mod product;
mod product_query;
mod removal;
mod request;
mod reshape;
mod review_rule;
mod revision;
mod search_text;
mod shown;
mod status;
mod stock_state;
mod stock_watch;
mod store;
mod variant;
mod views;

pub use change::Change;
pub use creation::{create, may_be, parse};
pub use description::{MAX_DESCRIPTION, is_markup, plain};
pub use duplicate::duplicate;
pub use handle::Handle;
pub use listed::Listed;
pub use option::{MAX_OPTIONS, OptionForm, ProductOption, combinations, parse as parse_options};
pub use patch::{ProductPatch, Shown, VariantPatch, is_same};
pub use preview::{Renamed, Reshaping, patch, preview, renamed};
pub use product::{
    MAX_CATEGORY, MAX_IMAGES, MAX_NAME, MAX_SEO_DESCRIPTION, MAX_SEO_TITLE, MAX_TAG, MAX_TAGS, Product,
    ProductFacts, ProductForm,
};
pub use product_query::{ProductQuery, list_address};
pub use removal::{Removed, remove_named};
pub use review_rule::{QueueChange, ReviewState, Reviewed, WaitingTexts};
pub use revision::{revise, set_status, write};
pub use status::ProductStatus;
pub use stock_state::StockState;
pub use stock_watch::{StockWatch, archived_at};
pub use store::{
    NewProduct, Overview, ProductFilter, Rewrite, StatusCounts, StoredProduct, WriteError, approve,
    by_handle, by_name, by_sku, categories, count_by_status, delete_many, find, find_in, insert_many, list,
    lock, lock_many, mark_sold, matching_ids, overview, point_at_category, products_by_ids,
    put_into_category, seller_terms, update, update_many,
};
pub use variant::{MAX_BARCODE, MAX_SKU, MAX_VARIANTS, MAX_WEIGHT_GRAMS, Variant, VariantForm};
pub use views::{ProductState, price_range, product_state, status_choices};

#[cfg(test)]
mod tests;
