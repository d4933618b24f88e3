//! Public storefront: shop pages, product pages, and the sitemap.
//!
//! Only active products of approved shops are read, and of them only what a buyer may know: no drafts, no costs, no
//! counts beyond "Only 3 left". The pages know no session: who asks makes no difference.

mod availability;
mod conditional;
mod gtin;
pub mod jobs;
mod linked_data;
pub mod pages;
mod pictures;
mod product;
mod shop;
mod sitemap;
mod sitemap_file;
mod store;
mod views;

pub use sitemap_file::remove_left_over;

#[cfg(test)]
mod tests;
