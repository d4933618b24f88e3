-- Which version of the program prepared this database: what an engine needs of its own is sent once per version.
create table schema_version (
    only_row bigint primary key check (only_row = 1),
    fingerprint text not null
);
