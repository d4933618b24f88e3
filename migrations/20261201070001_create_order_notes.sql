-- Private notes on orders, which the shop's members write and read; shown in the order's timeline by their ids.
create table order_notes (
    order_event_id text primary key,
    order_id text not null references orders (order_id),
    seller_id text not null,
    user_id text not null,
    body text not null,
    at bigint not null
);
create index order_notes_by_order on order_notes (order_id, order_event_id);
