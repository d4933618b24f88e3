-- Second factors: the TOTP secret of a person, sealed, and recovery codes, hashed. `last_step` is the newest time
-- step that served: it and those before it never serve again.
create table second_factors (
    user_id text primary key references users (user_id),
    sealed_secret text not null,
    last_step bigint not null,
    confirmed_at bigint not null
);

create table recovery_codes (
    user_id text not null references users (user_id),
    code_hash text not null,
    created_at bigint not null,
    used_at bigint,
    primary key (user_id, code_hash)
);
