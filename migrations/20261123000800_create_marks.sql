-- What was done once to the whole database, such as filling it with the demo.
create table marks (
    name text primary key,
    at bigint not null
);
