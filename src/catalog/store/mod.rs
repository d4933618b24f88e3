//! The catalogue's SQL. Every finder takes the seller; removed variants are never read.

mod batch;
mod bulk;
mod bulk_edit;
mod bulk_edit_undo;
mod bulk_variant;
mod by_keys;
mod category;
mod filter;
mod image;
mod image_change;
mod image_file;
mod image_job;
mod image_review;
mod image_want;
mod import;
mod import_outcome;
mod import_row;
mod import_turn;
mod list;
mod location;
mod lookup;
mod low_stock;
mod old_handle;
mod overview;
mod read;
mod request;
mod review;
mod review_before;
mod review_count;
mod search;
mod stock;
mod stock_list;
mod stock_sheet;
mod variant;
mod write;

pub use bulk::{NewProduct, Rewrite, delete_many, insert_many, update_many};
pub use bulk_edit::{
    BulkEditRow, EditOutcome, NewBulkEdit, bulk_edit, bulk_edit_for_job, bulk_edits, finish_bulk_edit,
    finish_collecting, hold_bulk_edit, insert_bulk_edit, mean_products, products_to_edit, set_cursor,
    set_edit_outcomes,
};
pub use bulk_edit_undo::{
    EditedProduct, RefusedEdit, add_undone, ask_undo_edit, edits_to_undo, finish_undo_edit, hold_undo,
    refused_edits, set_edit_undone,
};
pub use category::{
    CategoryRow, OwnText, add_category, all_categories, category_of_path, category_paths,
    category_paths_with, delete_category, has_products, hold_tree, lead_path, merge_category, move_products,
    move_text, own_texts, path_meant, place_category, products_of_category, top_category_paths,
};
pub use filter::ProductFilter;
pub use image::{StoredImage, images_in, images_of, main_images, release_product, release_seller};
pub use image_change::{
    NewImage, insert_images, retry_image, set_alt, set_position, set_variants, touch, variant_images,
};
pub use image_file::{
    FilesRow, NewFiles, SUM_OF_FILES, file_removed, files_to_remove, images_with_upload, insert_files,
    keep_files, let_files_go, measure_files, shown_files, unmeasured_files,
};
pub use image_job::{
    ImageJob, claim_image, fail_image, image_for_job, images_to_fetch, postpone_image, ready_image,
};
pub use image_review::{
    hold_images, public_images, public_main_images, release_images, restore_images, settle_images,
};
pub use image_want::{ImageWant, Wanted, images_differ, unwant_images, want_images};
pub use import::{
    Counts, ImportRow, NewImport, add_counts, ask_undo, fail_import, finish_import, finish_undo, hold_import,
    import, import_for_job, imports, insert_import, note_staged_rows,
};
pub use import_outcome::{
    Outcome, PriceRow, ProblemRow, Touched, insert_problems, price_changes, problems_after, products_to_undo,
    refusals, refusals_of, set_outcomes, set_undone, undone_counts, warnings,
};
pub use import_row::{
    DoubleSku, Due, StagedRun, finish_staging, forget_runs, insert_runs, last_line, products_due,
    refused_runs, runs_of,
};
pub use import_turn::{
    SUM_OF_IMPORT_FILES, begin_import, delete_import, import_checked_by, import_file_removed,
    imports_given_up, imports_never_begun, imports_to_tidy, is_file_needed, is_its_turn, measure_import,
    next_import, set_mapping, tidy_import, unmeasured_imports,
};
pub use list::{StatusCounts, categories, count_by_status, list, matching_ids};
pub use location::{
    ItemRow, LocationRow, MOST_LOCATIONS, archive_location, hold_location, is_stocked, items_of, locations,
    lock_locations, put_location,
};
pub use lookup::{
    SkuHolder, by_handle, by_name, by_sku, come_to, doubled_skus, import_changes, named_handles,
};
pub use low_stock::{
    forget_risen, has_moved, set_shop_threshold, set_threshold, shop_threshold, spread_threshold,
    take_fallen, thresholds,
};
pub use overview::{Overview, overview};
pub use read::{find, find_in, lock, lock_many, products_by_ids, seller_terms};
pub use request::{RequestRow, finish_request, hold_request, insert_request, request};
pub use review::{
    ReviewPlace, ReviewRow, approve, count_reviews, end_review, hold_review, return_review, review,
    review_of, reviews, some_reviews,
};
pub use review_before::{WaitingTexts, restore_waiting, waiting_texts};
pub use review_count::{edited_waiting, imported_waiting, some_waiting};
pub use stock::{
    Adjustment, HeldStock, Shipped, change_on_hand, hold_stock, insert_adjustment, put_item, set_on_hand,
    ship_stock, variants_by_sku,
};
pub use stock_list::{
    AdjustmentRow, StockFilter, StockListRow, StockShow, adjustments, count_stock, stock_list, stock_of,
};
pub use stock_sheet::{
    CountRow, StockSheetRow, add_count_outcomes, counts_due, finish_stock_sheet, hold_stock_sheet,
    insert_stock_sheet, refused_counts, set_count_outcome, stock_sheet, stock_sheets,
};
pub use write::{Cause, WriteError, archive, archive_all, delete, insert, update};

use crate::catalog::{Handle, Product, ProductFacts, ProductOption, ProductStatus, Variant};
use crate::clock::Millis;
use crate::db::Json;
use crate::id::{ProductId, VariantId};
use std::collections::HashMap;

/// A product as the database has it.
#[derive(Debug, Clone)]
pub struct StoredProduct {
    pub product_id: ProductId,
    pub product: Product,
    /// Pieces that orders hold, by the place of the variant.
    pub reserved: Vec<i64>,
    pub sold_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Waits for an admin, and is not for sale.
    pub held: bool,
    /// Goes up with every change of the product, so that undo can tell whether it was touched since.
    pub version: i64,
}

impl StoredProduct {
    /// On hand and not held by an order, by the place of the variant.
    pub fn available(&self, place: usize) -> i64 {
        let on_hand = self
            .product
            .variants
            .get(place)
            .map_or(0, |variant| variant.on_hand);
        (on_hand - self.reserved.get(place).copied().unwrap_or(0)).max(0)
    }

    /// Whether a buyer could have one of it.
    pub fn in_stock(&self) -> bool {
        (0..self.product.variants.len())
            .any(|place| self.product.variants[place].backorder || self.available(place) > 0)
    }
}

crate::row!(ProductRow {
    product_id,
    handle,
    name,
    description,
    category,
    tags,
    status,
    options,
    seo_title,
    seo_description,
    sold_at,
    created_at,
    updated_at,
    version,
    held_at,
});

struct ProductRow {
    product_id: ProductId,
    handle: String,
    name: String,
    description: String,
    category: Option<String>,
    tags: Json<Vec<String>>,
    status: ProductStatus,
    options: Json<Vec<ProductOption>>,
    seo_title: Option<String>,
    seo_description: Option<String>,
    sold_at: Option<Millis>,
    created_at: Millis,
    updated_at: Millis,
    version: i64,
    held_at: Option<Millis>,
}

crate::row!(VariantRow {
    variant_id,
    product_id,
    position,
    options,
    sku,
    price_minor,
    compare_at_minor,
    cost_minor,
    barcode,
    weight_grams,
    on_hand,
    reserved,
    backorder_at,
});

struct VariantRow {
    variant_id: VariantId,
    product_id: ProductId,
    position: i64,
    options: Json<Vec<String>>,
    sku: Option<String>,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    cost_minor: Option<i64>,
    barcode: Option<String>,
    weight_grams: Option<i64>,
    on_hand: i64,
    reserved: i64,
    backorder_at: Option<i64>,
}

/// Puts products and their variants together, both in their order.
fn joined(products: Vec<ProductRow>, variants: Vec<VariantRow>) -> Vec<StoredProduct> {
    let mut by_product: HashMap<ProductId, Vec<VariantRow>> = HashMap::with_capacity(products.len());
    for variant in variants {
        by_product
            .entry(variant.product_id.clone())
            .or_default()
            .push(variant);
    }
    products
        .into_iter()
        .map(|row| {
            let mut variants = by_product.remove(&row.product_id).unwrap_or_default();
            variants.sort_by(|a, b| (a.position, &a.variant_id).cmp(&(b.position, &b.variant_id)));
            stored(row, variants)
        })
        .collect()
}

fn stored(row: ProductRow, variants: Vec<VariantRow>) -> StoredProduct {
    let reserved = variants.iter().map(|variant| variant.reserved).collect();
    let product = Product::stored(ProductFacts {
        name: row.name,
        handle: Handle::stored(row.handle),
        description: row.description,
        category: row.category,
        status: row.status,
        tags: row.tags.0,
        seo_title: row.seo_title,
        seo_description: row.seo_description,
        options: row.options.0,
        variants: variants
            .into_iter()
            .map(|row| Variant {
                variant_id: Some(row.variant_id),
                values: row.options.0,
                sku: row.sku,
                price_minor: row.price_minor,
                compare_at_minor: row.compare_at_minor,
                cost_minor: row.cost_minor,
                barcode: row.barcode,
                weight_grams: row.weight_grams,
                on_hand: row.on_hand,
                backorder: row.backorder_at.is_some(),
            })
            .collect(),
    });
    StoredProduct {
        product_id: row.product_id,
        product,
        reserved,
        sold_at: row.sold_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        held: row.held_at.is_some(),
    }
}

/// The values of a statement whose number of rows is [`rounded`] up, the last one repeated.
fn padded<T>(values: &[T]) -> impl Iterator<Item = &T> {
    let last = values.last();
    values
        .iter()
        .chain(last.into_iter().cycle())
        .take(rounded(values.len()))
}

/// A round number of rows, so that a few statements serve for all.
fn rounded(count: usize) -> usize {
    count.next_power_of_two()
}
