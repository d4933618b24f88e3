-- Products' pictures: what is shown, what waits to be fetched or prepared, and every file, so that none is forgotten.
create table product_images (
    image_id text primary key,
    seller_id text not null references sellers (seller_id),
    product_id text not null references products (product_id),
    position bigint not null,
    alt text not null default '',
    -- What its sender called it.
    file_name text,
    -- Where an import says that it is to be fetched from, and which import said so.
    source text,
    import_id text,
    -- What an import found as the text when it changed it, for undo.
    alt_import_id text,
    alt_before text,
    -- waiting, ready or failed
    state text not null,
    -- Why it failed, as a sentence for its seller.
    failure text,
    attempts bigint not null default 0,
    -- When it is fetched, for one that has a source.
    next_at bigint,
    -- What the names of its files begin with; with its size once it is ready, and the ending of the largest file.
    name text,
    width bigint,
    height bigint,
    ending text,
    created_at bigint not null,
    updated_at bigint not null,
    -- The same address twice is one picture.
    constraint product_images_source_key unique (product_id, source)
);
-- The pictures of one product, and the first of each of a list.
create index product_images_by_product on product_images (seller_id, product_id, position, image_id);
create index product_images_to_fetch on product_images (next_at, image_id)
    where state = 'waiting' and next_at is not null;
-- What undo takes back.
create index product_images_by_import on product_images (import_id, product_id) where import_id is not null;
create index product_images_by_alt_import on product_images (alt_import_id, product_id) where alt_import_id is not null;

-- One row for each set of files in the storage: written before them, taken away after them.
create table image_files (
    name text primary key,
    seller_id text not null references sellers (seller_id),
    image_id text not null,
    -- upload (as it was sent; seen by nobody) or shown (written anew, in every width)
    kind text not null,
    width bigint,
    ending text,
    created_at bigint not null,
    removal_due_at bigint
);
create index image_files_by_image on image_files (seller_id, image_id);
create index image_files_to_remove on image_files (removal_due_at) where removal_due_at is not null;

-- The picture that a variant is shown by.
alter table variants add column image_id text;
create index variants_by_image on variants (image_id) where image_id is not null;
