-- An event's place in the order in which events were committed, given to it after its commit by one transaction at a
-- time. Events from before this have none and are never asked for; so has one that is a day old without having one.
alter table events add column place bigint;
create unique index events_place_key on events (place) where place is not null;
-- Those that wait for a place, the oldest first.
create index events_unplaced on events (at, event_id) where place is null;
-- What one seller has missed.
create index events_by_seller on events (seller_id, place) where place is not null;

create table commit_orders (
    name text primary key,
    place bigint not null
);
insert into commit_orders (name, place) values ('events', 0);
