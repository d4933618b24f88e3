-- Products, their variants with stock, every change of stock, and imports with their staged rows.
create table products (
    product_id text primary key,
    seller_id text not null references sellers (seller_id),
    handle text not null,
    name text not null,
    search_text text not null,
    description text not null default '',
    category text,
    tags text not null default '[]',
    status text not null,
    options text not null default '[]',
    seo_title text,
    seo_description text,
    image_addresses text not null default '[]',
    sold_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null default 1,
    constraint products_seller_id_handle_key unique (seller_id, handle)
);
-- The products page: all of a seller's, or those of one status, newest first.
create index products_by_seller on products (seller_id, product_id);
create index products_by_status on products (seller_id, status, product_id);

create table variants (
    variant_id text primary key,
    product_id text not null references products (product_id),
    seller_id text not null references sellers (seller_id),
    position bigint not null,
    options text not null default '[]',
    sku text,
    price_minor bigint not null check (price_minor > 0),
    compare_at_minor bigint,
    cost_minor bigint,
    barcode text,
    weight_grams bigint,
    on_hand bigint not null default 0 check (on_hand >= 0),
    reserved bigint not null default 0 check (reserved >= 0),
    backorder_at bigint,
    low_stock_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    removed_at bigint,
    constraint variants_seller_id_sku_key unique (seller_id, sku)
);
create index variants_by_product on variants (product_id, position);

create table adjustments (
    adjustment_id text primary key,
    seller_id text not null,
    variant_id text not null references variants (variant_id),
    on_hand_change bigint not null,
    reason text not null,
    order_id text,
    import_id text,
    user_id text,
    at bigint not null
);
create index adjustments_by_variant on adjustments (variant_id, adjustment_id);

create table imports (
    import_id text primary key,
    seller_id text not null references sellers (seller_id),
    user_id text,
    file_name text not null,
    file_path text not null,
    dialect text,
    dialect_asked text,
    encoding text,
    delimiter text,
    mapping text,
    dry_run_at bigint,
    retry_of text,
    status text not null,
    failure text,
    header text,
    rows_read bigint not null default 0,
    products bigint not null default 0,
    products_done bigint not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    failed bigint not null default 0,
    skipped bigint not null default 0,
    warnings bigint not null default 0,
    staged_at bigint,
    created_at bigint not null,
    finished_at bigint,
    undo_asked_at bigint,
    undone_at bigint
);
create index imports_by_seller on imports (seller_id, import_id);

-- The file as read, one row each, so that a product's rows need not stand together.
create table import_rows (
    import_id text not null references imports (import_id),
    line bigint not null,
    product_key text not null,
    sku text,
    fields text not null,
    primary key (import_id, line)
);
create index import_rows_by_key on import_rows (import_id, product_key, line);
-- Which line of the file names an SKU first.
create index import_rows_by_sku on import_rows (import_id, sku, line);

-- One product of a file, numbered by its first line: what came of it, and what it was before, for undo.
create table import_products (
    import_id text not null references imports (import_id),
    product_number bigint not null,
    product_key text not null,
    outcome text,
    product_id text,
    before_json text,
    after_version bigint,
    undone text,
    primary key (import_id, product_number)
);
create index import_products_by_key on import_products (import_id, product_key);

create table import_problems (
    import_id text not null references imports (import_id),
    product_number bigint not null,
    problem_number bigint not null,
    line bigint not null,
    column_name text,
    severity text not null,
    message text not null,
    primary key (import_id, product_number, problem_number)
);
-- The report: what was refused, and what was mended, in the order of the file.
create index import_problems_by_line on import_problems (import_id, severity, line, problem_number);
