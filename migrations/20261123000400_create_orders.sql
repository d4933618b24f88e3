-- Checkouts, each seller's part of them, lines, shipments, cancellations and the timeline.
create table order_groups (
    order_group_id text primary key,
    reference text not null,
    body_hash text not null,
    currency text not null,
    placed_at bigint not null,
    buyer_name text not null,
    buyer_email text not null,
    buyer_phone text,
    ship_to text not null,
    shipping_minor bigint not null,
    tax_minor bigint not null,
    discount_minor bigint not null,
    total_minor bigint not null,
    payment_status text not null,
    payment_provider text,
    payment_reference text,
    coupon text,
    answer text not null,
    created_at bigint not null,
    paid_at bigint,
    constraint order_groups_reference_key unique (reference),
    constraint order_groups_payment_key unique (payment_provider, payment_reference)
);

create table orders (
    order_id text primary key,
    order_group_id text not null references order_groups (order_group_id),
    seller_id text not null references sellers (seller_id),
    number bigint not null,
    status text not null,
    currency text not null,
    reference text not null,
    buyer_name text not null,
    buyer_email text not null,
    search_text text not null,
    units bigint not null,
    goods_minor bigint not null,
    discount_minor bigint not null,
    shipping_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    commission_minor bigint not null,
    commission_tax_minor bigint not null,
    refunded_minor bigint not null default 0,
    commission_returned_minor bigint not null default 0,
    hold_days bigint not null,
    unproven_hold_days bigint not null,
    held_minor bigint not null default 0 check (held_minor >= 0),
    day text not null,
    placed_at bigint not null,
    updated_at bigint not null,
    paid_at bigint,
    shipped_at bigint,
    delivered_at bigint,
    completed_at bigint,
    cancelled_at bigint,
    pay_by bigint,
    release_at bigint,
    released_at bigint,
    note text,
    constraint orders_seller_id_number_key unique (seller_id, number)
);
create index orders_by_group on orders (order_group_id);
-- The orders page: all of a seller's, or of one status, newest first.
create index orders_by_seller on orders (seller_id, placed_at, order_id);
create index orders_by_status on orders (seller_id, status, placed_at, order_id);
-- Search: by the buyer's address and by the storefront's reference; numbers have their unique key.
create index orders_by_email on orders (seller_id, buyer_email, placed_at, order_id);
create index orders_by_reference on orders (seller_id, reference);
-- The schedules: money that becomes available, unpaid orders that let their stock go.
create index orders_to_release on orders (release_at, order_id) where release_at is not null;
create index orders_to_expire on orders (pay_by, order_id) where pay_by is not null;

create table lines (
    line_id text primary key,
    order_id text not null references orders (order_id),
    seller_id text not null,
    position bigint not null,
    product_id text not null,
    variant_id text not null,
    name text not null,
    variant_name text not null,
    sku text,
    quantity bigint not null check (quantity > 0),
    unit_price_minor bigint not null,
    goods_minor bigint not null,
    discount_minor bigint not null,
    shipping_minor bigint not null,
    tax_minor bigint not null,
    commission_minor bigint not null,
    commission_tax_minor bigint not null,
    commission_basis_points bigint not null,
    shipped_quantity bigint not null default 0,
    cancelled_quantity bigint not null default 0
);
create index lines_by_order on lines (order_id, position);

create table shipments (
    shipment_id text primary key,
    order_id text not null references orders (order_id),
    seller_id text not null,
    carrier text not null,
    tracking_number text,
    tracking_url text,
    shipped_at bigint not null,
    delivered_at bigint
);
create index shipments_by_order on shipments (order_id, shipment_id);

create table shipment_lines (
    shipment_id text not null references shipments (shipment_id),
    line_id text not null references lines (line_id),
    quantity bigint not null check (quantity > 0),
    primary key (shipment_id, line_id)
);

-- What happened to an order, in words and figures; append-only by trigger.
create table order_events (
    order_event_id text primary key,
    order_id text not null references orders (order_id),
    seller_id text not null,
    kind text not null,
    actor text not null,
    user_id text,
    amount_minor bigint,
    detail text,
    at bigint not null
);
create index order_events_by_order on order_events (order_id, order_event_id);
