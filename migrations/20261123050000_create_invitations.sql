-- People are invited into a shop by mail. The link's token is made from the invitation's id and the server's
-- secret; here is its hash.
create table invitations (
    invitation_id text primary key,
    seller_id text not null references sellers (seller_id),
    email text not null,
    role text not null,
    permissions text not null,
    token_hash text not null,
    invited_by text not null references users (user_id),
    created_at bigint not null,
    expires_at bigint not null,
    accepted_at bigint,
    revoked_at bigint,
    constraint invitations_token_hash_key unique (token_hash)
);
-- One open invitation of an address per shop, and the list of a shop's.
create unique index invitations_open_key on invitations (seller_id, email)
    where accepted_at is null and revoked_at is null;
create index invitations_by_seller on invitations (seller_id, invitation_id);
-- A seller's own API keys, newest first.
create index api_keys_by_seller on api_keys (seller_id, api_key_id);
