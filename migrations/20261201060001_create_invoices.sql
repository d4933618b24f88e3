-- Invoices of orders, numbered without gaps per seller; each keeps who issued it, as the shop's profile was then.
create table invoice_numbers (
    seller_id text primary key,
    last_number bigint not null
);
-- Read by seller and order through the primary key.
create table invoices (
    order_id text primary key references orders (order_id),
    seller_id text not null,
    number bigint not null,
    issued_at bigint not null,
    seller_name text not null,
    seller_address text,
    seller_tax_id text
);
create unique index invoices_by_number on invoices (seller_id, number);
