-- Saved views: a filter of a list that a member of a shop gave a name. They go with the membership.
create table saved_views (
    view_id text primary key,
    seller_id text not null,
    user_id text not null,
    -- products or orders
    list text not null,
    name text not null,
    -- The name in small letters: a member has one view of it in each list.
    name_folded text not null,
    -- What stands after the ? of the list's address.
    query text not null,
    created_at bigint not null,
    -- Kept for a while, so that the removal can be undone.
    removed_at bigint,
    foreign key (user_id, seller_id) references members (user_id, seller_id) on delete cascade
);
-- A member's views of a list, the oldest first; and what goes with a membership.
create index saved_views_of_member on saved_views (user_id, seller_id, list, view_id);
create unique index saved_views_name_folded_key on saved_views (user_id, seller_id, list, name_folded)
    where removed_at is null;
