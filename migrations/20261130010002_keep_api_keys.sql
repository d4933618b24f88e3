-- A key works for as long as whoever holds it may hold it: its maker, or an owner or admin who kept it when the maker had to go.
alter table api_keys add column kept_by text references users (user_id);
create index api_keys_by_holder on api_keys (coalesce(kept_by, created_by)) where revoked_at is null;
-- Invitations end with the rights of whoever sent them.
create index invitations_by_inviter on invitations (invited_by) where accepted_at is null and revoked_at is null;
