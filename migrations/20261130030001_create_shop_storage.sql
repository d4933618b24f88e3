-- Bytes of files that are kept for each shop, so that they have an end: counted in the transaction of the file's row.
create table shop_storage (
    seller_id text not null references sellers (seller_id),
    -- all, or what the files are: product_pictures, shop_pictures, documents, import_files
    kind text not null,
    bytes bigint not null,
    primary key (seller_id, kind)
);
-- The recount goes through the shops kind by kind.
create index shop_storage_by_kind on shop_storage (kind, seller_id);
-- Of files from before this, the recount finds out.
alter table image_files add column size_bytes bigint;
create index image_files_unmeasured on image_files (name) where size_bytes is null;
alter table imports add column size_bytes bigint;
create index imports_unmeasured on imports (import_id) where size_bytes is null and tidied_at is null;
-- The file of an import can be read by others that were begun from it.
create index imports_by_file on imports (file_path);

insert into shop_storage (seller_id, kind, bytes) select seller_id, 'all', 0 from sellers;
insert into shop_storage (seller_id, kind, bytes) select seller_id, 'product_pictures', 0 from sellers;
insert into shop_storage (seller_id, kind, bytes) select seller_id, 'shop_pictures', 0 from sellers;
insert into shop_storage (seller_id, kind, bytes) select seller_id, 'documents', 0 from sellers;
insert into shop_storage (seller_id, kind, bytes) select seller_id, 'import_files', 0 from sellers;
