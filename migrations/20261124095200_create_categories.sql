-- The tree of categories that admins keep. A category keeps its id whatever it is called and wherever it stands; one
-- that was merged stays as a pointer to where it went.
create table categories (
    category_id text primary key,
    parent_id text references categories (category_id),
    name text not null,
    -- The names from the top: `Kitchen > Mugs`.
    path text not null,
    position bigint not null,
    merged_into text references categories (category_id),
    created_at bigint not null,
    updated_at bigint not null
);

-- What sellers may write for a category, in small letters: its path, those it had before, and what an admin said
-- means it.
create table category_paths (
    path_key text primary key,
    category_id text not null references categories (category_id)
);
create index category_paths_by_category on category_paths (category_id);

-- Which category of the tree the seller's own text means, if any.
alter table products add column category_id text;
-- A category's products, to carry them along.
create index products_by_category_id on products (category_id, product_id) where category_id is not null;
-- What is written for a category and is none.
create index products_by_own_category on products (lower(category), product_id)
    where category is not null and category_id is null;
