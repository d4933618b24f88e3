-- Orders are found by the beginnings of their words (buyer, address, reference), folded in Rust; numbers by their key.
create table order_words (
    seller_id text not null,
    word text not null,
    number bigint not null
);
create index order_words_by_word on order_words (seller_id, word, number);
-- When an order was given its words. Orders of before have none yet; a schedule gives them theirs.
alter table orders add column words_at bigint;
create index orders_without_words on orders (order_id) where words_at is null;
-- An address or a reference is a word like any other.
drop index orders_by_email;
drop index orders_by_reference;
