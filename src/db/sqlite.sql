-- What SQLite needs of its own: the database itself refuses to change what is only ever added to.
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
