-- Files of counts: one row each, with what came of it, so that a big one goes on in the background.
create table stock_sheets (
    stock_sheet_id text primary key,
    seller_id text not null references sellers (seller_id),
    user_id text not null,
    file_name text not null,
    status text not null,
    rows bigint not null,
    rows_done bigint not null default 0,
    changed bigint not null default 0,
    unchanged bigint not null default 0,
    refused bigint not null default 0,
    created_at bigint not null,
    finished_at bigint
);
create index stock_sheets_by_seller on stock_sheets (seller_id, stock_sheet_id);

create table stock_sheet_rows (
    stock_sheet_id text not null references stock_sheets (stock_sheet_id),
    line bigint not null,
    sku text,
    cells text not null,
    outcome text,
    message text,
    primary key (stock_sheet_id, line)
);
-- What is still to be done, and the report.
create index stock_sheet_rows_due on stock_sheet_rows (stock_sheet_id, line) where outcome is null;
create index stock_sheet_rows_refused on stock_sheet_rows (stock_sheet_id, line) where outcome = 'refused';
