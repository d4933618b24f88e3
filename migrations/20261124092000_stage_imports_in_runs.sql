-- A file is staged in runs: rows of one product that stand together are one row here, their cells a JSON list, so
-- that staging costs by the product and not by the variant. What the index by SKU told is kept in import_skus.
drop index import_rows_by_sku;
alter table import_rows add column row_count bigint not null default 1;
alter table import_products add column row_count bigint not null default 1;

-- SKUs that several products of a file name, with the line that names each first.
create table import_skus (
    import_id text not null references imports (import_id),
    sku text not null,
    line bigint not null,
    primary key (import_id, sku)
);

-- A dry run tells which prices would change: a JSON list for each product that has some.
alter table import_products add column price_changes text;

-- When it was queued, which is when a person had said what its columns mean; when it was last worked on, so that one
-- that was given up is seen; the dry run that came before it; when its file and rows were let go.
alter table imports add column queued_at bigint;
alter table imports add column worked_at bigint;
alter table imports add column checked_by text;
alter table imports add column tidied_at bigint;
-- A seller's imports are carried out one after the other.
create index imports_unfinished on imports (seller_id, status, import_id) where status in ('queued', 'running');
-- A dry run is carried out once.
create unique index imports_checked_by_key on imports (checked_by) where checked_by is not null;
-- The schedule that tidies up.
create index imports_to_tidy on imports (created_at) where tidied_at is null;
