-- The ledger. Transfers are insert-only by trigger; the balances beside them can be recomputed from them.
create table transfers (
    transaction_id text primary key,
    seller_id text not null references sellers (seller_id),
    currency text not null,
    kind text not null,
    debit_account text not null,
    credit_account text not null,
    amount_minor bigint not null check (amount_minor > 0),
    wallet_change_minor bigint not null,
    wallet_balance_minor bigint not null,
    debit_balance_minor bigint not null,
    credit_balance_minor bigint not null,
    order_id text,
    line_id text,
    payout_id text,
    description text not null,
    idempotency_id text not null,
    at bigint not null,
    check (debit_account <> credit_account),
    constraint transfers_idempotency_id_key unique (idempotency_id)
);
-- The wallet's history: what changed its sum, newest first; and the entries of one account.
create index transfers_by_seller on transfers (seller_id, transaction_id) where wallet_change_minor <> 0;
create index transfers_by_debit on transfers (seller_id, debit_account, transaction_id);
create index transfers_by_credit on transfers (seller_id, credit_account, transaction_id);
create index transfers_by_order on transfers (order_id, transaction_id);
create index transfers_by_payout on transfers (payout_id, transaction_id);

-- One row per seller: every account the seller's transfers touch, in its normal sign.
create table balances (
    seller_id text primary key references sellers (seller_id),
    currency text not null,
    buyers_minor bigint not null default 0,
    pending_minor bigint not null default 0 check (pending_minor >= 0),
    available_minor bigint not null default 0 check (available_minor >= 0),
    reserved_minor bigint not null default 0 check (reserved_minor >= 0),
    in_payout_minor bigint not null default 0 check (in_payout_minor >= 0),
    debt_minor bigint not null default 0 check (debt_minor >= 0),
    commission_minor bigint not null default 0,
    commission_tax_minor bigint not null default 0,
    fees_minor bigint not null default 0,
    bank_minor bigint not null default 0,
    last_transaction_id text
);

create table payout_methods (
    payout_method_id text primary key,
    seller_id text not null references sellers (seller_id),
    kind text not null,
    masked text not null,
    sealed text not null,
    usable_at bigint not null,
    created_at bigint not null,
    removed_at bigint
);
create index payout_methods_by_seller on payout_methods (seller_id, payout_method_id);

create table payouts (
    payout_id text primary key,
    seller_id text not null references sellers (seller_id),
    currency text not null,
    amount_minor bigint not null check (amount_minor > 0),
    fee_minor bigint not null,
    status text not null,
    provider text not null,
    payout_method_id text,
    method_masked text,
    reference text,
    requested_by text,
    requested_at bigint not null,
    settled_by text,
    settled_at bigint
);
create index payouts_by_seller on payouts (seller_id, payout_id);
-- The finance people's queue.
create index payouts_by_status on payouts (status, payout_id);
