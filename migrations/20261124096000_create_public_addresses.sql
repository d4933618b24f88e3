-- Handles that products once had, so that old addresses lead on; and where each file of the sitemap begins.
create table old_handles (
    seller_id text not null references sellers (seller_id),
    handle text not null,
    product_id text not null,
    replaced_at bigint not null,
    primary key (seller_id, handle)
);
create index old_handles_by_product on old_handles (product_id);

-- A file lists what lies from its first id to the next one's. Products get rising ids, so that only the last file
-- grows, and what an address of a file holds stays the same.
create table sitemap_parts (
    kind text not null,
    part bigint not null,
    first_id text not null,
    primary key (kind, part)
);
insert into sitemap_parts (kind, part, first_id) values ('shops', 1, ''), ('products', 1, '');
-- The sitemap's products, part by part.
create index products_for_sale on products (product_id) where status = 'active';
