-- Pictures wait for an admin like texts: what buyers see of them meanwhile is kept with the review, and one that is
-- taken off the product stays until then. What waited before an import or a bulk edit is kept for undo.
alter table product_reviews add column images text;
alter table product_images add column removed_at bigint;
alter table import_products add column review_before text;
alter table bulk_edit_products add column review_before text;
