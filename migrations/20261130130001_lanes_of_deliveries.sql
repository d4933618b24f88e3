-- A delivery waits in the lane of its consumer, and in the long one with its seller, so that sellers take turns.
-- A version before this one writes neither: its deliveries stand in the short lane until a worker moves them.
alter table deliveries add column lane text not null default 'short';
alter table deliveries add column seller_id text not null default '-';
create index deliveries_short on deliveries (next_at, delivery_id) where status = 'waiting' and lane = 'short';
create index deliveries_long on deliveries (next_at, delivery_id) where status = 'waiting' and lane = 'long';
create index deliveries_long_by_seller on deliveries (seller_id, next_at, delivery_id)
    where status = 'waiting' and lane = 'long';
