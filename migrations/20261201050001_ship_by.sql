-- Until when an order should be shipped; orders of before have the day after they were placed.
alter table orders add column ship_by bigint;
-- To ship: what is open, by the time it should be shipped by, late ones first.
create index orders_to_ship on orders (seller_id, coalesce(ship_by, placed_at + 86400000), order_id)
    where status in ('paid', 'processing', 'partially_shipped');
