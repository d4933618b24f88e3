-- What waits for an admin: a new product, or what was changed of one that is for sale and stays as it is meanwhile.
-- `place` is when it began to wait, with the product's id: the queue's order.
create table product_reviews (
    product_id text primary key references products (product_id) on delete cascade,
    seller_id text not null references sellers (seller_id),
    -- new or edit
    kind text not null,
    place text not null,
    -- What an edit changes; null where it changes nothing, and a category that is taken away is blank.
    name text,
    description text,
    category text,
    -- What the admin asked for; the product waits for its seller then.
    reason text,
    returned_at bigint
);
-- The queue, and all of it; oldest first.
create index product_reviews_waiting on product_reviews (place) where returned_at is null;
create index product_reviews_by_place on product_reviews (place);

-- What the policy in force holds back, for the triggers: nothing, `new`, or `risky`.
create table review_rules (
    rule text primary key
);

alter table products add column approved_at bigint;
