-- What PostgreSQL needs of its own. Sent once per version, statement by statement: one ends with its line.

-- The database itself refuses to change what is only ever added to.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% are only ever added to', tg_table_name;
end $$;
create or replace trigger transfers_append_only before update or delete on transfers
    for each row execute function refuse_change();
create or replace trigger transfers_no_truncate before truncate on transfers
    for each statement execute function refuse_change();
create or replace trigger audit_entries_append_only before update or delete on audit_entries
    for each row execute function refuse_change();
create or replace trigger audit_entries_no_truncate before truncate on audit_entries
    for each statement execute function refuse_change();
create or replace trigger policies_append_only before update or delete on policies
    for each row execute function refuse_change();
create or replace trigger policies_no_truncate before truncate on policies
    for each statement execute function refuse_change();
create or replace trigger order_events_append_only before update or delete on order_events
    for each row execute function refuse_change();
create or replace trigger order_events_no_truncate before truncate on order_events
    for each statement execute function refuse_change();

-- Other processes hear at once that events were placed.
create or replace function announce_events() returns trigger language plpgsql as $$
begin
    perform pg_notify('events_placed', '');
    return null;
end $$;
create or replace trigger commit_orders_announce after update on commit_orders
    for each row execute function announce_events();

-- Products are found by the words of products.search_text, which stand in an index apart, so that a change of stock
-- or status touches none of it. A word carries the seller it belongs to: a search walks nobody else's.
do $$
declare letters text;
begin
    -- Capitals of every alphabet, whatever the database was created with.
    select quote_ident(collname) into letters from pg_collation
    where collname in ('und-x-icu', 'C.utf8') and collencoding in (-1, 6) order by collname desc limit 1;
    execute format($make$
        create or replace function folded(said text) returns text language sql immutable parallel safe as $body$
            select replace(replace(replace(replace(translate(
                normalize(regexp_replace(normalize(lower(said collate %s), nfkd), '[\u0300-\u036f]', '', 'g'), nfc),
                'łøđı', 'lodi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
        $body$ $make$, coalesce(letters, '"default"'));
end $$;
create or replace function words_of(seller text, said text) returns text[] language sql immutable parallel safe as $$
    select array(
        select distinct right(seller, 8) || left(word, 100)
        from regexp_split_to_table(folded(said), '[^a-z0-9\u0080-\U0010ffff]+') word where word <> '')
$$;
create or replace function words_asked(seller text, said text) returns tsquery language sql immutable parallel safe as $$
    select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(words_of(seller, said)) word
$$;

-- A word that many have is found sooner by walking through the seller's newest: the key leads there, and there is
-- no index by the product alone that would lead through everybody's.
create table if not exists product_search (
    seller_id text collate "C" not null,
    product_id text collate "C" not null,
    words tsvector not null,
    primary key (seller_id, product_id)
);
create index if not exists product_search_by_words on product_search using gin (words) with (gin_pending_list_limit = 256);

create or replace function index_products() returns trigger language plpgsql as $$
begin
    insert into product_search (product_id, seller_id, words)
    select product_id, seller_id, array_to_tsvector(words_of(seller_id, search_text)) from added;
    return null;
end $$;
create or replace trigger products_search_insert after insert on products referencing new table as added
    for each statement execute function index_products();
create or replace function index_product() returns trigger language plpgsql as $$
begin
    update product_search set words = array_to_tsvector(words_of(new.seller_id, new.search_text))
    where seller_id = new.seller_id and product_id = new.product_id;
    return null;
end $$;
create or replace function forget_product() returns trigger language plpgsql as $$
begin
    delete from product_search where seller_id = old.seller_id and product_id = old.product_id;
    return null;
end $$;
create or replace trigger products_search_delete after delete on products
    for each row execute function forget_product();
create or replace trigger products_search_update after update of search_text on products
    for each row when (new.search_text <> old.search_text) execute function index_product();

-- Whoever writes a product gives its search_text too. What is written past that is put right here.
create or replace function put_words_right(ids text[]) returns void language sql as $$
    update products p set search_text = folded(concat_ws(e'\n', p.name, p.handle, coalesce(p.category, ''), p.tags, (
        select string_agg(concat_ws(e'\n', v.sku, v.barcode), e'\n')
        from variants v where v.product_id = p.product_id and v.removed_at is null), ''))
    where p.product_id = any (ids)
$$;
create or replace function has_line(search_text text, line text) returns boolean language sql immutable parallel safe as $$
    select position(e'\n' || lower(line) || e'\n' in search_text) > 0
$$;
create or replace function product_forgotten() returns trigger language plpgsql as $$
begin
    perform put_words_right(array[new.product_id]);
    return null;
end $$;
create or replace trigger products_search_forgotten after update of name, handle, category, tags on products
    for each row when (new.search_text = old.search_text and (new.name <> old.name or new.handle <> old.handle
        or new.category is distinct from old.category or new.tags <> old.tags))
    execute function product_forgotten();
create or replace function variants_forgotten() returns trigger language plpgsql as $$
declare ids text[];
begin
    select array_agg(distinct p.product_id) into ids from added v join products p using (product_id)
    where not has_line(p.search_text, v.sku) or not has_line(p.search_text, v.barcode);
    if ids is not null then
        perform put_words_right(ids);
    end if;
    return null;
end $$;
create or replace trigger variants_search_insert after insert on variants referencing new table as added
    for each statement execute function variants_forgotten();
create or replace function variant_forgotten() returns trigger language plpgsql as $$
declare known text;
begin
    select search_text into known from products where product_id = new.product_id;
    if (new.removed_at is null and (not has_line(known, new.sku) or not has_line(known, new.barcode)))
        or (old.sku is distinct from new.sku or new.removed_at is not null) and has_line(known, old.sku)
        or (old.barcode is distinct from new.barcode or new.removed_at is not null) and has_line(known, old.barcode)
    then
        perform put_words_right(array[new.product_id]);
    end if;
    return null;
end $$;
create or replace trigger variants_search_update after update of sku, barcode, removed_at on variants
    for each row when (new.sku is distinct from old.sku or new.barcode is distinct from old.barcode
        or new.removed_at is distinct from old.removed_at)
    execute function variant_forgotten();

-- What was written before there were these triggers, or in bulk without them.
insert into product_search (product_id, seller_id, words)
select p.product_id, p.seller_id, array_to_tsvector(words_of(p.seller_id, p.search_text)) from products p
where not exists (
    select 1 from product_search s where s.seller_id = p.seller_id and s.product_id = p.product_id);

-- What a product's category means, what of it waits for an admin and what its variants come in with were decided by
-- triggers once; `src/products` decides it now.
drop trigger if exists products_category_insert on products;
drop trigger if exists products_category_update on products;
drop trigger if exists products_review_insert on products;
drop trigger if exists products_review_queued on products;
drop trigger if exists products_review_update on products;
drop trigger if exists products_archived on products;
drop trigger if exists variants_come_in on variants;
drop function if exists find_category();
drop function if exists hold_new_product();
drop function if exists queue_new_product();
drop function if exists hold_change();
drop function if exists archive_variants();
drop function if exists place_variant();
drop function if exists review_place(bigint, text);

-- Pieces left the locations by a trigger until stock/spill.rs decided which.
do $$ begin
    if exists (select 1 from pg_trigger where tgname = 'variants_go_down' and tgrelid = 'variants'::regclass) then
        drop trigger variants_go_down on variants;
    end if;
end $$;
drop function if exists trim_stock_items();
