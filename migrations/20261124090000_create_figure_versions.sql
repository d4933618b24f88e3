-- What a shop's figures were read at: raised by whatever changes them, so that they are read once and kept until then.
create table figure_versions (
    seller_id text primary key references sellers (seller_id),
    version bigint not null
);
