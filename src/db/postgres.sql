-- What PostgreSQL needs of its own.

-- Text compares bytewise, as it does on SQLite: ids and cursors sort alike on both engines.
do $$
declare found record;
begin
    for found in
        select c.table_name, c.column_name
        from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
          and c.data_type = 'text' and c.collation_name is null
          and c.table_name <> '_sqlx_migrations'
    loop
        execute format('alter table %I alter column %I type text collate "C"', found.table_name, found.column_name);
    end loop;
end $$;

-- The database itself refuses to change what is only ever added to.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% are only ever added to', tg_table_name;
end $$;
create or replace trigger transfers_append_only before update or delete on transfers
    for each row execute function refuse_change();
create or replace trigger audit_entries_append_only before update or delete on audit_entries
    for each row execute function refuse_change();
create or replace trigger policies_append_only before update or delete on policies
    for each row execute function refuse_change();
create or replace trigger order_events_append_only before update or delete on order_events
    for each row execute function refuse_change();
