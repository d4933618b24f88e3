-- What SQLite needs of its own, sent once per version. The database itself refuses to change what is only ever added to.
create trigger if not exists transfers_no_update before update on transfers
begin select raise(abort, 'transfers are only ever added to'); end;
create trigger if not exists transfers_no_delete before delete on transfers
begin select raise(abort, 'transfers are only ever added to'); end;
create trigger if not exists audit_entries_no_update before update on audit_entries
begin select raise(abort, 'audit_entries are only ever added to'); end;
create trigger if not exists audit_entries_no_delete before delete on audit_entries
begin select raise(abort, 'audit_entries are only ever added to'); end;
create trigger if not exists policies_no_update before update on policies
begin select raise(abort, 'policies are only ever added to'); end;
create trigger if not exists policies_no_delete before delete on policies
begin select raise(abort, 'policies are only ever added to'); end;
create trigger if not exists order_events_no_update before update on order_events
begin select raise(abort, 'order_events are only ever added to'); end;
create trigger if not exists order_events_no_delete before delete on order_events
begin select raise(abort, 'order_events are only ever added to'); end;
-- `insert or replace` would delete what stands there without asking the trigger of a deletion.
create trigger if not exists transfers_no_replace before insert on transfers
when exists (select 1 from transfers where rowid = new.rowid or transaction_id = new.transaction_id or idempotency_id = new.idempotency_id)
begin select raise(abort, 'transfers are only ever added to'); end;
create trigger if not exists audit_entries_no_replace before insert on audit_entries
when exists (select 1 from audit_entries where rowid = new.rowid or audit_id = new.audit_id)
begin select raise(abort, 'audit_entries are only ever added to'); end;
create trigger if not exists policies_no_replace before insert on policies
when exists (select 1 from policies where rowid = new.rowid or policy_id = new.policy_id)
begin select raise(abort, 'policies are only ever added to'); end;
create trigger if not exists order_events_no_replace before insert on order_events
when exists (select 1 from order_events where rowid = new.rowid or order_event_id = new.order_event_id)
begin select raise(abort, 'order_events are only ever added to'); end;

-- Products are found by the words of products.search_text, which stands in an index of SQLite's own. Each seller's
-- products have a span of numbers to themselves, newest last, so that a search walks nobody else's.
create virtual table if not exists product_search using fts5(
    words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'",
    prefix='1 2 3 4 5 6 7 8 9 10 11 12');

create trigger if not exists products_search_insert after insert on products
begin
    update products set search_no = 1 + coalesce(
        (select max(search_no) from products where seller_id = new.seller_id),
        (((select coalesce(max(search_no), 0) from products) >> 32) + 1) << 32)
    where product_id = new.product_id;
end;
create trigger if not exists products_search_numbered after update of search_no on products
when old.search_no is null and new.search_no is not null
begin insert into product_search (rowid, words) values (new.search_no, new.search_text); end;
create trigger if not exists products_search_update after update of search_text on products
when new.search_text <> old.search_text and new.search_no is not null
begin
    delete from product_search where rowid = old.search_no;
    insert into product_search (rowid, words) values (new.search_no, new.search_text);
end;
create trigger if not exists products_search_delete after delete on products
when old.search_no is not null
begin delete from product_search where rowid = old.search_no; end;

-- Whoever writes a product gives its search_text too. What is written past that is put right here.
create view if not exists product_words as
    select p.product_id, lower(p.name) || char(10) || p.handle || char(10) || lower(coalesce(p.category, '')) || char(10)
        || lower(p.tags) || char(10) || coalesce((
            select group_concat(lower(coalesce(v.sku, '')) || char(10) || coalesce(v.barcode, ''), char(10))
            from variants v where v.product_id = p.product_id and v.removed_at is null), '') || char(10) as search_text
    from products p;
create trigger if not exists products_search_forgotten after update of name, handle, category, tags on products
when new.search_text = old.search_text and (new.name <> old.name or new.handle <> old.handle
    or new.category is not old.category or new.tags <> old.tags)
begin
    update products set search_text = (select w.search_text from product_words w where w.product_id = new.product_id)
    where product_id = new.product_id;
end;
create trigger if not exists variants_search_insert after insert on variants
when (new.sku is not null or new.barcode is not null) and exists (
    select 1 from products p where p.product_id = new.product_id
    and (instr(p.search_text, char(10) || lower(new.sku) || char(10)) = 0
        or instr(p.search_text, char(10) || new.barcode || char(10)) = 0))
begin
    update products set search_text = (select w.search_text from product_words w where w.product_id = new.product_id)
    where product_id = new.product_id;
end;
create trigger if not exists variants_search_update after update of sku, barcode, removed_at on variants
when (new.sku is not old.sku or new.barcode is not old.barcode or new.removed_at is not old.removed_at) and exists (
    select 1 from products p where p.product_id = new.product_id
    and ((new.removed_at is null and (
            instr(p.search_text, char(10) || lower(new.sku) || char(10)) = 0
            or instr(p.search_text, char(10) || new.barcode || char(10)) = 0))
        or (old.sku is not null and (new.sku is not old.sku or new.removed_at is not null)
            and instr(p.search_text, char(10) || lower(old.sku) || char(10)) > 0)
        or (old.barcode is not null and (new.barcode is not old.barcode or new.removed_at is not null)
            and instr(p.search_text, char(10) || old.barcode || char(10)) > 0)))
begin
    update products set search_text = (select w.search_text from product_words w where w.product_id = new.product_id)
    where product_id = new.product_id;
end;

-- What was written before there were these triggers, or in bulk without them.
update products set search_no = numbered.search_no
from (
    select p.product_id, row_number() over (partition by p.seller_id order by p.product_id) + coalesce(
        (select max(q.search_no) from products q where q.seller_id = p.seller_id),
        (dense_rank() over (order by p.seller_id) + ((select coalesce(max(q.search_no), 0) from products q) >> 32)) << 32
    ) as search_no
    from products p where p.search_no is null
) numbered
where numbered.product_id = products.product_id and products.search_no is null;

-- What SQLite is to reckon with: a seller may have very many products and variants. Without, it takes them for ten, and
-- a statement that names the seller and some of them walks through all of the shop. Every index that begins with the
-- seller has to stand here: one that does not is taken for the best of all.
analyze sqlite_schema;
delete from sqlite_stat1 where tbl in ('products', 'variants');
insert into sqlite_stat1 (tbl, idx, stat) values
    ('products', 'sqlite_autoindex_products_2', '1000000 5000 1'),
    ('products', 'products_by_seller', '1000000 5000 1'),
    ('products', 'products_by_name', '1000000 5000 1'),
    ('products', 'products_by_seller_and_search_no', '1000000 5000 1'),
    ('products', 'products_by_status', '1000000 5000 1000 1'),
    ('products', 'products_by_category', '1000000 5000 100 1'),
    ('variants', 'sqlite_autoindex_variants_2', '1000000 20000 1');
analyze sqlite_schema;
