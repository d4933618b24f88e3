-- One payment pays one checkout: each payment that came in is one row, under its provider's normalised name ('' when
-- none was named) and its reference. What came in and pays nothing waits here for a person.
create table payments (
    payment_id text primary key,
    provider text not null,
    reference text not null,
    order_group_id text,
    offered_for text not null,
    amount_minor bigint,
    currency text not null,
    state text not null,
    reason text not null,
    received_at bigint not null,
    settled_at bigint,
    settled_by text,
    settled_reason text,
    constraint payments_provider_reference_key unique (provider, reference)
);
-- A payment without a provider may be any provider's: all that bear one reference are looked at.
create index payments_by_reference on payments (reference);
-- Those that a person looks at, newest first.
create index payments_by_state on payments (state, payment_id);
-- Taken hold of before a payment is looked for, so that two of one reference come one after the other.
create table payment_references (reference text primary key);

insert into payments (payment_id, provider, reference, order_group_id, offered_for, amount_minor, currency, state,
    reason, received_at)
select 'pay_' || substr(order_group_id, 5),
    replace(replace(replace(replace(lower(coalesce(payment_provider, '')), ' ', ''), '-', ''), '_', ''), '.', ''),
    payment_reference, order_group_id, reference, total_minor, currency,
    case when payment_status = 'paid' then 'paid' else 'expected' end, '', coalesce(paid_at, created_at)
from order_groups where payment_reference is not null order by created_at on conflict do nothing;
