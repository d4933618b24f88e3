//! Statements that remove what ended long ago, for [`crate::db::Db::remove_old`].

/// Refresh tokens that have expired, and those of sessions that were ended or have expired.
pub const REMOVE_REFRESH_TOKENS: [&str; 3] = [
    "delete from refresh_tokens where token_hash in (
         select token_hash from refresh_tokens where expires_at < $1 order by expires_at limit $2)",
    "delete from refresh_tokens where token_hash in (
         select r.token_hash from sessions s join refresh_tokens r on r.session_id = s.session_id
         where s.ended_at < $1 order by s.ended_at limit $2)",
    "delete from refresh_tokens where token_hash in (
         select r.token_hash from sessions s join refresh_tokens r on r.session_id = s.session_id
         where s.expires_at < $1 order by s.expires_at limit $2)",
];

/// Sessions that were ended or have expired, once their tokens are gone.
pub const REMOVE_SESSIONS: [&str; 2] = [
    "delete from sessions where session_id in (
         select s.session_id from sessions s where s.ended_at < $1
             and not exists (select 1 from refresh_tokens r where r.session_id = s.session_id)
         order by s.ended_at limit $2)",
    "delete from sessions where session_id in (
         select s.session_id from sessions s where s.expires_at < $1
             and not exists (select 1 from refresh_tokens r where r.session_id = s.session_id)
         order by s.expires_at limit $2)",
];

/// One-time codes that have expired.
pub const REMOVE_CODES: &str = "delete from one_time_codes where code_id in (
    select code_id from one_time_codes where expires_at < $1 order by expires_at limit $2)";

/// Invitations that have expired, whatever came of them.
pub const REMOVE_INVITATIONS: &str = "delete from invitations where invitation_id in (
    select invitation_id from invitations where expires_at < $1 order by expires_at limit $2)";

/// Registrations that nobody verified in time.
pub const REMOVE_REGISTRATIONS: &str = "delete from registrations where seller_id in (
    select seller_id from registrations where created_at <= $1 order by created_at limit $2)";

/// Counts of tries, and locks, that are over.
pub const REMOVE_LOCKOUTS: &str = "delete from lockouts where since <= $1 and locked_until <= $1
    and (account_hash, guess, place) in (
        select account_hash, guess, place from lockouts where since <= $1 and locked_until <= $1
        order by since limit $2)";

/// Device cookies that were last used long ago.
pub const REMOVE_DEVICES: &str = "delete from trusted_devices where signed_in_at <= $1
    and (account_hash, device_hash) in (
        select account_hash, device_hash from trusted_devices where signed_in_at <= $1
        order by signed_in_at limit $2)";
