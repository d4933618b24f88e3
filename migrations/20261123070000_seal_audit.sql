-- The audit log says from where and by whom, and keeps what is personal sealed with a key per person: when an
-- account is closed its key goes, and what it sealed cannot be read any more.
create table person_keys (
    person_id text primary key,
    sealed_key text,
    created_at bigint not null,
    discarded_at bigint
);

alter table audit_entries add column acted_as text;
alter table audit_entries add column api_key_id text;
alter table audit_entries add column request_id text;
alter table audit_entries add column sealed_origin text;
alter table audit_entries add column origin_of text;
alter table audit_entries add column sealed_change text;
alter table audit_entries add column change_of text;
-- The log of one person, of one key, of one thing, of one act, and of one kind of act, which is what stands before
-- the dot: of all shops and of one.
create index audit_entries_by_user on audit_entries (user_id, audit_id);
create index audit_entries_by_key on audit_entries (api_key_id, audit_id);
create index audit_entries_by_subject on audit_entries (subject, audit_id);
create index audit_entries_by_action on audit_entries (action, audit_id);
create index audit_entries_by_area on audit_entries
    ((replace(action, ltrim(action, 'abcdefghijklmnopqrstuvwxyz_'), '')), audit_id);
create index audit_entries_by_seller_and_area on audit_entries
    (seller_id, (replace(action, ltrim(action, 'abcdefghijklmnopqrstuvwxyz_'), '')), audit_id);

-- An account that an admin disabled can be enabled again; one that was removed has nobody here.
alter table users add column disabled_by text;
alter table users add column disabled_reason text;
-- People of one role, newest first.
create index users_by_role on users (role, user_id);

-- The shop that an admin looks at in this session, and until when.
alter table sessions add column looking_at text;
alter table sessions add column looking_until bigint;
