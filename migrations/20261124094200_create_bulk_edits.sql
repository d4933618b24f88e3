-- Changes of many products at once: which products, what came of each, and what it was before, for undo.
create table bulk_edits (
    bulk_edit_id text primary key,
    seller_id text not null references sellers (seller_id),
    user_id text not null,
    changes text not null,
    filter text,
    newest_product_id text not null,
    cursor text,
    status text not null,
    products bigint not null default 0,
    products_done bigint not null default 0,
    changed bigint not null default 0,
    unchanged bigint not null default 0,
    refused bigint not null default 0,
    collected_at bigint,
    created_at bigint not null,
    finished_at bigint,
    undo_asked_at bigint,
    restored bigint not null default 0,
    kept bigint not null default 0,
    undone_at bigint
);
create index bulk_edits_by_seller on bulk_edits (seller_id, bulk_edit_id);

create table bulk_edit_products (
    bulk_edit_id text not null references bulk_edits (bulk_edit_id),
    product_id text not null,
    outcome text,
    message text,
    name text,
    before_json text,
    stock_json text,
    after_version bigint,
    undone text,
    primary key (bulk_edit_id, product_id)
);
-- What is still to be done, to be undone, and the report.
create index bulk_edit_products_due on bulk_edit_products (bulk_edit_id, product_id) where outcome is null;
create index bulk_edit_products_to_undo on bulk_edit_products (bulk_edit_id, product_id)
    where outcome = 'changed' and undone is null;
create index bulk_edit_products_refused on bulk_edit_products (bulk_edit_id, product_id) where outcome = 'refused';
