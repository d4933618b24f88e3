-- Papers that admins check before a shop is approved. The file goes on schedule, the row stays.
create table verification_documents (
    document_id text primary key,
    seller_id text not null references sellers (seller_id),
    item_id text references checklist_items (item_id),
    file_name text not null,
    content_type text not null,
    size_bytes bigint not null,
    sha256 text not null,
    storage_key text not null,
    -- arriving (its file is on its way), waiting, accepted, refused, withdrawn
    status text not null,
    reason text,
    uploaded_by text not null references users (user_id),
    uploaded_at bigint not null,
    decided_by text references users (user_id),
    decided_at bigint,
    removal_due_at bigint,
    removed_at bigint
);
create index verification_documents_by_seller on verification_documents (seller_id, document_id);
-- Files that have to go.
create index verification_documents_to_remove on verification_documents (removal_due_at)
    where removal_due_at is not null and removed_at is null;
