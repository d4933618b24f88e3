-- A registration whose address is not proven yet. The account and the shop are made by its own code; others may wait
-- for the same address. `tries` counts those that name this registration, `open_tries` those that name the address only.
create table registrations (
    seller_id text primary key,
    email text not null,
    password_hash text not null,
    shop_name text not null,
    country text not null,
    currency text not null,
    timezone text not null,
    phone text,
    terms_version text not null,
    created_at bigint not null,
    code_id text,
    code_hash text,
    code_at bigint not null default 0,
    tries bigint not null default 0,
    open_tries bigint not null default 0
);
create index registrations_by_email on registrations (email, created_at);
-- What is not verified in time is removed by its age.
create index registrations_by_age on registrations (created_at);
-- A mailed link serves like its code, needs no count and lives longer.
alter table one_time_codes add column link_hash text;
create unique index one_time_codes_link_hash_key on one_time_codes (link_hash);
