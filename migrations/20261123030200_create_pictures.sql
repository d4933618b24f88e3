-- A shop's logo and banner: one row for each that was ever shown, so that no file is forgotten in the storage.
create table shop_pictures (
    picture_id text primary key,
    seller_id text not null references sellers (seller_id),
    -- logo or banner
    kind text not null,
    -- The last part of its address: a hash and an ending.
    name text not null,
    content_type text not null,
    size_bytes bigint not null,
    created_at bigint not null,
    removal_due_at bigint,
    removed_at bigint,
    constraint shop_pictures_name_key unique (name)
);
create index shop_pictures_by_seller on shop_pictures (seller_id, picture_id);
create index shop_pictures_to_remove on shop_pictures (removal_due_at)
    where removal_due_at is not null and removed_at is null;
alter table sellers add column logo text;
alter table sellers add column banner text;
