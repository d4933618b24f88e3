-- A product that waits for an admin is not for sale.
alter table products add column held_at bigint;
-- The products page: those that wait, newest first; and the admins' queue, oldest first.
create index products_held on products (seller_id, product_id) where held_at is not null;
create index products_by_held_at on products (held_at, product_id) where held_at is not null;
