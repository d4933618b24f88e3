-- What goes back to buyers: refunds, cancellations of paid orders, and payments that came too late, one row each, with
-- what they took from the seller's balances and whether the buyer has the money.
create table refunds (
    refund_id text primary key,
    seller_id text not null,
    order_id text not null,
    cause text not null,
    status text not null,
    currency text not null,
    amount_minor bigint not null,
    goods_minor bigint not null,
    tax_minor bigint not null,
    shipping_minor bigint not null,
    commission_minor bigint not null,
    commission_tax_minor bigint not null,
    pending_minor bigint not null,
    reserved_minor bigint not null,
    available_minor bigint not null,
    debt_minor bigint not null,
    reason text not null,
    user_id text,
    created_at bigint not null,
    paid_at bigint,
    reference text
);
-- A seller's refunds, newest first.
create index refunds_by_seller on refunds (seller_id, refund_id);
-- The same of one status.
create index refunds_by_seller_and_status on refunds (seller_id, status, refund_id);
-- An order's refunds, on its page.
create index refunds_by_order on refunds (order_id, refund_id);
-- What is owed to buyers, for finance.
create index refunds_by_status on refunds (status, refund_id);

create table refund_lines (
    refund_id text not null,
    line_id text not null,
    quantity bigint not null,
    goods_minor bigint not null,
    tax_minor bigint not null,
    shipping_minor bigint not null,
    commission_minor bigint not null,
    commission_tax_minor bigint not null,
    primary key (refund_id, line_id)
);
create index refund_lines_by_line on refund_lines (line_id);

-- What of a line went back, by cancellations and refunds; `cancelled_minor` by cancellations alone, paid or not.
alter table lines add column refunded_quantity bigint not null default 0;
alter table lines add column cancelled_minor bigint not null default 0;
alter table lines add column returned_goods_minor bigint not null default 0;
alter table lines add column returned_shipping_minor bigint not null default 0;
alter table lines add column returned_tax_minor bigint not null default 0;
alter table lines add column returned_commission_minor bigint not null default 0;
alter table lines add column returned_commission_tax_minor bigint not null default 0;

update lines set cancelled_minor = (goods_minor - discount_minor) * cancelled_quantity / quantity
    + shipping_minor * cancelled_quantity / quantity + tax_minor * cancelled_quantity / quantity
where cancelled_quantity > 0;

update lines set returned_goods_minor = (goods_minor - discount_minor) * cancelled_quantity / quantity,
    returned_shipping_minor = shipping_minor * cancelled_quantity / quantity,
    returned_tax_minor = tax_minor * cancelled_quantity / quantity,
    returned_commission_minor = commission_minor - commission_minor * (quantity - cancelled_quantity) / quantity,
    returned_commission_tax_minor =
        commission_tax_minor - commission_tax_minor * (quantity - cancelled_quantity) / quantity
where cancelled_quantity > 0
    and exists (select 1 from orders where orders.order_id = lines.order_id and orders.paid_at is not null);
