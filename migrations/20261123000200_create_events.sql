-- Facts that others act on (the outbox), their deliveries, idempotency claims, and answers fetched later.
create table events (
    event_id text primary key,
    type text not null,
    seller_id text,
    content text not null,
    at bigint not null,
    routed_at bigint
);
-- What the dispatcher has not handed out yet.
create index events_unrouted on events (event_id) where routed_at is null;

create table deliveries (
    delivery_id text primary key,
    event_id text not null references events (event_id),
    consumer text not null,
    status text not null,
    attempts bigint not null default 0,
    next_at bigint not null,
    locked_by text,
    locked_until bigint not null default 0,
    last_error text,
    done_at bigint,
    constraint deliveries_event_id_consumer_key unique (event_id, consumer)
);
create index deliveries_waiting on deliveries (next_at, delivery_id) where status = 'waiting';
create index deliveries_dead on deliveries (delivery_id) where status = 'dead';

create table idempotency_keys (
    caller text not null,
    route text not null,
    idempotency_key text not null,
    body_hash text not null,
    created_at bigint not null,
    status bigint,
    headers text,
    answer text,
    constraint idempotency_keys_key primary key (caller, route, idempotency_key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- A creating call with `Prefer: respond-async`; the caller fetches what came of it.
create table requests (
    request_id text primary key,
    caller text not null,
    seller_id text,
    kind text not null,
    content text not null,
    status text not null,
    outcome text,
    created_at bigint not null,
    finished_at bigint
);
