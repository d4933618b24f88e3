-- What retention removes is found by its age.
create index events_by_age on events (at) where routed_at is not null;
create index requests_by_age on requests (finished_at) where finished_at is not null;
create index sessions_ended on sessions (ended_at) where ended_at is not null;
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);
create index one_time_codes_by_expiry on one_time_codes (expires_at);
create index invitations_by_expiry on invitations (expires_at);
