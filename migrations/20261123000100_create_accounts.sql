-- People, sellers, who belongs where, and how they sign in.
create table users (
    user_id text primary key,
    email text not null,
    name text,
    password_hash text not null,
    role text,
    verified_at bigint,
    terms_version text,
    terms_accepted_at bigint,
    created_at bigint not null,
    disabled_at bigint,
    constraint users_email_key unique (email)
);

create table sellers (
    seller_id text primary key,
    handle text not null,
    shop_name text not null,
    country text not null,
    currency text not null,
    timezone text not null,
    phone text,
    status text not null,
    status_reason text,
    description text,
    shipping_policy text,
    returns_policy text,
    tax_id text,
    address text,
    next_order_number bigint not null default 1001,
    created_at bigint not null,
    updated_at bigint not null,
    approved_at bigint,
    constraint sellers_handle_key unique (handle)
);
-- The admins' list, newest first, of one status or of all.
create index sellers_by_status on sellers (status, seller_id);

create table members (
    user_id text not null references users (user_id),
    seller_id text not null references sellers (seller_id),
    role text not null,
    permissions text not null default '[]',
    created_at bigint not null,
    primary key (user_id, seller_id)
);
create index members_by_seller on members (seller_id);

-- One row per sign-in, in a browser (`web`) or by the API (`api`). `token_hash` is the hash of the cookie's value.
create table sessions (
    session_id text primary key,
    token_hash text not null,
    kind text not null,
    user_id text references users (user_id),
    seller_id text,
    content text not null,
    device text,
    address text,
    created_at bigint not null,
    last_seen_at bigint not null,
    authenticated_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    constraint sessions_token_hash_key unique (token_hash)
);
create index sessions_by_user on sessions (user_id, session_id);
create index sessions_by_expiry on sessions (expires_at);

create table refresh_tokens (
    token_hash text primary key,
    session_id text not null references sessions (session_id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

-- The code itself is derived from its id and the server's secret when it is mailed; here is its hash.
create table one_time_codes (
    code_id text primary key,
    user_id text not null references users (user_id),
    purpose text not null,
    code_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    tries bigint not null default 0,
    used_at bigint
);
create index one_time_codes_by_user on one_time_codes (user_id, purpose, created_at);

create table api_keys (
    api_key_id text primary key,
    name text not null,
    key_hash text not null,
    hint text not null,
    scopes text not null,
    seller_id text references sellers (seller_id),
    created_by text not null references users (user_id),
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint,
    constraint api_keys_key_hash_key unique (key_hash)
);

-- Who did what; append-only by trigger.
create table audit_entries (
    audit_id text primary key,
    seller_id text,
    user_id text,
    action text not null,
    subject text,
    address text,
    before_json text,
    after_json text,
    at bigint not null
);
create index audit_entries_by_seller on audit_entries (seller_id, audit_id);

-- The rules the super admin sets; each change is a new row, the last one is in force. Append-only by trigger.
create table policies (
    policy_id bigint primary key,
    document text not null,
    changed_by text,
    at bigint not null
);
