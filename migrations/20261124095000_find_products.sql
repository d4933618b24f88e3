-- Products are found by their words: where SQLite's full-text index has each of them (PostgreSQL needs no number).
alter table products add column search_no bigint;
create unique index products_by_search_no on products (search_no);
-- The newest number of a seller's: the next product gets the one after it, and a search keeps within their span.
create index products_by_seller_and_search_no on products (seller_id, search_no);
-- The products page: those of one category, newest first.
create index products_by_category on products (seller_id, category, product_id);
