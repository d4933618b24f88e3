-- What a shop shows and does before it is approved: the operator's list, the answers, and the words of a refusal.
create table checklist_items (
    item_id text primary key,
    -- field, document, terms, verified_email, payout_method
    kind text not null,
    label text not null,
    help text,
    terms text,
    terms_version text,
    -- required or optional
    need text not null,
    position bigint not null,
    created_at bigint not null,
    archived_at bigint
);
create index checklist_items_in_use on checklist_items (position, item_id) where archived_at is null;
insert into checklist_items (item_id, kind, label, need, position, created_at)
values ('chk_00000000000000000000000000', 'verified_email', 'The owner''s email address is verified', 'required', 0, 0);

create table checklist_answers (
    seller_id text not null references sellers (seller_id),
    item_id text not null references checklist_items (item_id),
    answer text,
    terms_version text,
    answered_by text not null references users (user_id),
    answered_at bigint not null,
    -- An admin wants it mended; answering again clears it.
    mend_asked_at bigint,
    primary key (seller_id, item_id)
);

-- Reasons that an admin picks instead of typing them each time.
create table decision_reasons (
    reason_id text primary key,
    code text not null,
    -- rejection or suspension
    decision text not null,
    words text not null,
    created_at bigint not null,
    constraint decision_reasons_code_key unique (code)
);
insert into decision_reasons (reason_id, code, decision, words, created_at)
values
    ('rsn_00000000000000000000000001', 'documents_unreadable', 'rejection', 'The documents cannot be read.', 0),
    ('rsn_00000000000000000000000002', 'documents_do_not_match', 'rejection', 'The documents do not match the shop''s name or address.', 0),
    ('rsn_00000000000000000000000003', 'name_breaks_rules', 'rejection', 'The shop''s name breaks our rules.', 0),
    ('rsn_00000000000000000000000004', 'answers_incomplete', 'rejection', 'Some answers are incomplete.', 0),
    ('rsn_00000000000000000000000005', 'late_parcels', 'suspension', 'Too many orders were shipped late.', 0),
    ('rsn_00000000000000000000000006', 'forbidden_goods', 'suspension', 'It offers goods that are not allowed here.', 0),
    ('rsn_00000000000000000000000007', 'under_review', 'suspension', 'We are looking into complaints of buyers.', 0);

-- When everything required was there for the first time since the application (again) waits; told to the seller once.
alter table sellers add column ready_at bigint;
