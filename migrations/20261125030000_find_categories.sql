-- The tree's paths in their order, for the fields that offer them: all of a small tree, the top levels of a large one.
create index categories_by_path on categories (path) where merged_into is null;
create index categories_at_top on categories (path) where merged_into is null and parent_id is null;
-- The path in small letters without accents, to be found by; where there is none yet, its small letters do.
alter table categories add column folded text;
