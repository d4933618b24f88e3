-- Inventory: where stock lies, when it is low, and the whole history of its changes.
alter table sellers add column low_stock_at bigint;

-- `low_stock_at` is the threshold in force: the variant's own, or else the shop's, brought here so that one
-- index finds what is low. `archived_at` mirrors the product's status for the same reason. `low_since` says that
-- falling to the threshold has been told.
alter table variants add column own_low_stock_at bigint;
alter table variants add column archived_at bigint;
alter table variants add column low_since bigint;
update variants set archived_at = updated_at
    where product_id in (select product_id from products where status = 'archived');

-- SQLite finds these only with the column on the left, and the queries have to say it in the same way.
-- The inventory page: everything, what is low, what is out, what orders hold; newest first.
create index variants_of_seller on variants (seller_id, variant_id)
    where removed_at is null and archived_at is null;
create index variants_low on variants (seller_id, variant_id)
    where removed_at is null and archived_at is null and low_stock_at >= on_hand - reserved;
create index variants_out on variants (seller_id, variant_id)
    where removed_at is null and archived_at is null and on_hand <= reserved;
create index variants_held on variants (seller_id, variant_id)
    where removed_at is null and archived_at is null and reserved > 0;
-- The watch over stock: what has fallen and is not told yet, what is above its threshold again.
create index variants_fallen on variants (variant_id)
    where removed_at is null and archived_at is null and low_since is null and low_stock_at >= on_hand - reserved;
create index variants_risen on variants (variant_id)
    where low_since is not null and low_stock_at < on_hand - reserved;

-- A seller's main location has the seller's own ULID and whatever is not elsewhere; it has a row once it is renamed.
create table locations (
    location_id text primary key,
    seller_id text not null references sellers (seller_id),
    name text not null,
    address text,
    archived_at bigint,
    created_at bigint not null
);
create unique index locations_seller_id_name_key on locations (seller_id, name) where archived_at is null;
create index locations_by_seller on locations (seller_id, location_id);

-- What lies at the further locations; never more than the variant has on hand.
create table stock_items (
    variant_id text not null references variants (variant_id) on delete cascade,
    location_id text not null references locations (location_id),
    seller_id text not null,
    on_hand bigint not null check (on_hand >= 0),
    primary key (variant_id, location_id)
);
create index stock_items_by_location on stock_items (location_id, variant_id);

alter table adjustments add column location_id text;
alter table adjustments add column note text;
alter table adjustments add column on_hand_after bigint;
alter table adjustments add column bulk_edit_id text;
