-- Roll-ups, written in the transaction that changes the order, by the day it was placed in the seller's zone.
create table daily_statuses (
    seller_id text not null references sellers (seller_id),
    day text not null,
    status text not null,
    orders bigint not null default 0,
    units bigint not null default 0,
    total_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    refunded_orders bigint not null default 0,
    primary key (seller_id, day, status)
);

create table daily_products (
    seller_id text not null references sellers (seller_id),
    day text not null,
    product_id text not null,
    units bigint not null default 0,
    revenue_minor bigint not null default 0,
    primary key (seller_id, day, product_id)
);

-- How many orders stand in each status now: the counts in the navigation and on the tabs.
create table order_counts (
    seller_id text not null references sellers (seller_id),
    status text not null,
    orders bigint not null default 0,
    primary key (seller_id, status)
);
