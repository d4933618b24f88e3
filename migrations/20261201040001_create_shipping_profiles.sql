-- Where each shop ships, for how much, and how many days it takes to hand a parcel over. Read by seller_id, its key.
create table shipping_profiles (
    seller_id text primary key references sellers (seller_id),
    -- Days from the order to the carrier.
    handling_days bigint not null,
    -- The zones with their rates, a JSON list in the seller's order; amounts in minor units of the seller's currency.
    zones text not null,
    updated_at bigint not null
);
-- The rate that the buyer chose, by its name at the sale; none when the storefront sent its own amount.
alter table orders add column shipping_name text;
