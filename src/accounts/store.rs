//! The accounts' SQL.

use super::registration::Registration;
use super::sign_in::Origin;
use super::{SellerRow, TERMS_VERSION};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ApiKeyId, SellerId, SessionId, UserId};
use crate::money::Currency;
use crate::viewer::{AdminRole, Member, SellerStatus, User, Viewer};
use crate::web::list::Listed;

crate::row!(UserRow {
    user_id,
    email,
    name,
    password_hash,
    role,
    verified_at,
    disabled_at
});

/// A person as stored.
#[derive(Debug, Clone)]
pub struct UserRow {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    pub password_hash: String,
    pub role: Option<String>,
    pub verified_at: Option<Millis>,
    pub disabled_at: Option<Millis>,
}

const USER: &str =
    "select user_id, email, name, password_hash, role, verified_at, disabled_at from users where email = $1";

pub async fn find_user(db: &Db, email: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(USER).bind(email).fetch_optional(db.reader()).await
}

pub async fn user_by_email(tx: &mut Tx, email: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(USER).bind(email).fetch_optional(&mut **tx).await
}

pub async fn user_by_id(db: &Db, user_id: &UserId) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(
        "select user_id, email, name, password_hash, role, verified_at, disabled_at from users where user_id = $1",
    )
    .bind(user_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// A person about to be written.
pub struct NewUser<'a> {
    pub user_id: &'a UserId,
    pub email: &'a str,
    pub password_hash: &'a str,
    pub role: Option<AdminRole>,
    pub verified: bool,
}

pub async fn insert_user(tx: &mut Tx, user: &NewUser<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into users (user_id, email, password_hash, role, verified_at, terms_version, terms_accepted_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(user.user_id.as_str())
    .bind(user.email)
    .bind(user.password_hash)
    .bind(user.role.map(AdminRole::as_str))
    .bind(user.verified.then_some(now.0))
    .bind(TERMS_VERSION)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn verify_user(tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update users set verified_at = $2 where user_id = $1 and verified_at is null")
        .bind(user_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn set_password(tx: &mut Tx, user_id: &UserId, hash: &str) -> sqlx::Result<()> {
    sqlx::query("update users set password_hash = $2 where user_id = $1")
        .bind(user_id.as_str())
        .bind(hash)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// A handle no other seller has: the wish, or the wish with a number.
pub async fn free_handle(tx: &mut Tx, wish: &str) -> sqlx::Result<String> {
    let mut handle = wish.to_owned();
    for number in 2.. {
        let taken: Option<(String,)> = sqlx::query_as("select handle from sellers where handle = $1")
            .bind(&handle)
            .fetch_optional(&mut **tx)
            .await?;
        if taken.is_none() {
            break;
        }
        handle = if number < 20 {
            format!("{wish}-{number}")
        } else {
            format!("{wish}-{}", crate::secret::random_text(4))
        };
    }
    Ok(handle)
}

pub async fn insert_seller(
    tx: &mut Tx,
    seller_id: &SellerId,
    handle: &str,
    registration: &Registration,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sellers (seller_id, handle, shop_name, country, currency, timezone, phone, status, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $8)",
    )
    .bind(seller_id.as_str())
    .bind(handle)
    .bind(&registration.shop_name)
    .bind(&registration.country)
    .bind(registration.currency.code())
    .bind(&registration.timezone)
    .bind(registration.phone.as_deref())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    sqlx::query("insert into balances (seller_id, currency) values ($1, $2)")
        .bind(seller_id.as_str())
        .bind(registration.currency.code())
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn insert_member(
    tx: &mut Tx,
    user_id: &UserId,
    seller_id: &SellerId,
    role: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query("insert into members (user_id, seller_id, role, created_at) values ($1, $2, $3, $4)")
        .bind(user_id.as_str())
        .bind(seller_id.as_str())
        .bind(role)
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The shops a person belongs to, the first joined first.
pub async fn sellers_of(db: &Db, user_id: &UserId) -> sqlx::Result<Vec<(SellerId, String)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select m.seller_id, s.shop_name from members m join sellers s on s.seller_id = m.seller_id
         where m.user_id = $1 order by m.created_at, m.seller_id",
    )
    .bind(user_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (SellerId::stored(id), name))
        .collect())
}

/// The addresses of a seller's owners, for mail.
pub async fn owners_of(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select u.email from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and m.role = 'owner' and u.disabled_at is null order by u.user_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

crate::row!(Seen {
    session_id,
    user_id,
    email,
    name,
    role,
    authenticated_at,
    seller_id,
    shop_name,
    seller_status,
    currency,
    timezone,
    shops,
});

struct Seen {
    session_id: SessionId,
    user_id: UserId,
    email: String,
    name: Option<String>,
    role: Option<String>,
    authenticated_at: Millis,
    seller_id: Option<SellerId>,
    shop_name: Option<String>,
    seller_status: Option<String>,
    currency: Option<Currency>,
    timezone: Option<String>,
    shops: i64,
}

/// The viewer a session stands for, read anew on each request: ending a session, disabling a user and
/// suspending a seller act at once.
pub async fn viewer_of_session(db: &Db, session_id: &str, now: Millis) -> sqlx::Result<Viewer> {
    let seen: Option<Seen> = sqlx::query_as(
        "select n.session_id, u.user_id, u.email, u.name, u.role, n.authenticated_at,
                s.seller_id, s.shop_name, s.status as seller_status, s.currency, s.timezone,
                (select count(*) from members c where c.user_id = u.user_id) as shops
         from sessions n
         join users u on u.user_id = n.user_id
         left join members m on m.user_id = u.user_id and m.seller_id = n.seller_id
         left join sellers s on s.seller_id = m.seller_id
         where n.session_id = $1 and n.ended_at is null and n.expires_at > $2 and u.disabled_at is null",
    )
    .bind(session_id)
    .bind(now.0)
    .fetch_optional(db.reader())
    .await?;
    let Some(seen) = seen else {
        return Ok(Viewer::Anonymous);
    };
    let member = match (
        seen.seller_id,
        seen.shop_name,
        seen.seller_status,
        seen.currency,
        seen.timezone,
    ) {
        (Some(seller_id), Some(shop_name), Some(status), Some(currency), Some(timezone)) => Some(Member {
            user_id: seen.user_id.clone(),
            seller_id,
            shop_name,
            seller_status: SellerStatus::parse(&status).unwrap_or(SellerStatus::Suspended),
            currency,
            timezone,
            authenticated_at: seen.authenticated_at,
        }),
        _ => None,
    };
    let sellers = match &member {
        Some(member) if seen.shops < 2 => vec![(member.seller_id.clone(), member.shop_name.clone())],
        _ if seen.shops == 0 => Vec::new(),
        _ => sellers_of(db, &seen.user_id).await?,
    };
    Ok(Viewer::User(User {
        role: seen.role.as_deref().and_then(AdminRole::parse),
        user_id: seen.user_id,
        email: seen.email,
        name: seen.name,
        session_id: seen.session_id,
        authenticated_at: seen.authenticated_at,
        member,
        sellers,
    }))
}

/// A session of the API about to be written.
pub struct NewSession<'a> {
    pub session_id: &'a SessionId,
    pub user_id: &'a UserId,
    pub seller_id: Option<&'a SellerId>,
    pub origin: &'a Origin,
}

pub async fn insert_api_session(
    tx: &mut Tx,
    new: &NewSession<'_>,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sessions (session_id, token_hash, kind, user_id, seller_id, content, device, address,
             created_at, last_seen_at, authenticated_at, expires_at)
         values ($1, $1, 'api', $2, $3, '{}', $4, $5, $6, $6, $6, $7)",
    )
    .bind(new.session_id.as_str())
    .bind(new.user_id.as_str())
    .bind(new.seller_id.map(SellerId::as_str))
    .bind(new.origin.device.as_deref())
    .bind(new.origin.address.as_deref())
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Notes that a session was renewed, which lets it live on.
pub async fn touch_session(tx: &mut Tx, session_id: &SessionId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update sessions set last_seen_at = $2, expires_at = $3 where session_id = $1")
        .bind(session_id.as_str())
        .bind(now.0)
        .bind(now.plus(super::token::REFRESH_FOR_MS).0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn end_session(tx: &mut Tx, session_id: &SessionId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update sessions set ended_at = $2 where session_id = $1 and ended_at is null")
        .bind(session_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Ends a person's sessions but the one given.
pub async fn end_other_sessions(
    tx: &mut Tx,
    user_id: &UserId,
    keep: Option<&SessionId>,
    now: Millis,
) -> sqlx::Result<u64> {
    sqlx::query(
        "update sessions set ended_at = $3 where user_id = $1 and session_id <> $2 and ended_at is null",
    )
    .bind(user_id.as_str())
    .bind(keep.map_or("", SessionId::as_str))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(|done| done.rows_affected())
}

crate::row!(SessionRow {
    session_id,
    kind,
    device,
    address,
    created_at,
    last_seen_at
});

/// One of a person's sessions, for the list of them.
#[derive(Debug, Clone)]
pub struct SessionRow {
    pub session_id: SessionId,
    pub kind: String,
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: Millis,
    pub last_seen_at: Millis,
}

pub async fn sessions_of(db: &Db, user_id: &UserId, now: Millis) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as(
        "select session_id, kind, device, address, created_at, last_seen_at from sessions
         where user_id = $1 and ended_at is null and expires_at > $2 order by session_id desc limit 100",
    )
    .bind(user_id.as_str())
    .bind(now.0)
    .fetch_all(db.reader())
    .await
}

/// Ends one of the person's own sessions; says whether there was one.
pub async fn end_own_session(
    tx: &mut Tx,
    user_id: &UserId,
    session_id: &SessionId,
    now: Millis,
) -> sqlx::Result<bool> {
    let ended = sqlx::query(
        "update sessions set ended_at = $3 where session_id = $2 and user_id = $1 and ended_at is null",
    )
    .bind(user_id.as_str())
    .bind(session_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}

pub async fn insert_refresh_token(
    tx: &mut Tx,
    token_hash: &str,
    session_id: &SessionId,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into refresh_tokens (token_hash, session_id, created_at, expires_at) values ($1, $2, $3, $4)",
    )
    .bind(token_hash)
    .bind(session_id.as_str())
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Uses a refresh token up, when it is unused, in time, and its session stands.
pub async fn use_refresh_token(
    tx: &mut Tx,
    token_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<SessionId>> {
    let row: Option<(String,)> = sqlx::query_as(
        "update refresh_tokens set used_at = $2
         where token_hash = $1 and used_at is null and expires_at > $2
           and exists (select 1 from sessions s where s.session_id = refresh_tokens.session_id and s.ended_at is null)
         returning session_id",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|(id,)| SessionId::stored(id)))
}

pub async fn session_of_used_token(tx: &mut Tx, token_hash: &str) -> sqlx::Result<Option<SessionId>> {
    let row: Option<(String,)> =
        sqlx::query_as("select session_id from refresh_tokens where token_hash = $1 and used_at is not null")
            .bind(token_hash)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|(id,)| SessionId::stored(id)))
}

crate::row!(CodeRow {
    code_id,
    code_hash,
    expires_at,
    tries,
    used_at
});

pub struct CodeRow {
    pub code_id: String,
    pub code_hash: String,
    pub expires_at: Millis,
    pub tries: i64,
    pub used_at: Option<Millis>,
}

pub async fn codes_since(tx: &mut Tx, user_id: &UserId, purpose: &str, since: Millis) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from one_time_codes where user_id = $1 and purpose = $2 and created_at > $3",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .bind(since.0)
    .fetch_one(&mut **tx)
    .await?;
    Ok(count)
}

pub async fn insert_code(
    tx: &mut Tx,
    code_id: &str,
    user_id: &UserId,
    purpose: &str,
    code_hash: &str,
    now: Millis,
    until: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into one_time_codes (code_id, user_id, purpose, code_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(code_id)
    .bind(user_id.as_str())
    .bind(purpose)
    .bind(code_hash)
    .bind(now.0)
    .bind(until.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn newest_code(tx: &mut Tx, user_id: &UserId, purpose: &str) -> sqlx::Result<Option<CodeRow>> {
    sqlx::query_as(
        "select code_id, code_hash, expires_at, tries, used_at from one_time_codes
         where user_id = $1 and purpose = $2 order by created_at desc, code_id desc limit 1",
    )
    .bind(user_id.as_str())
    .bind(purpose)
    .fetch_optional(&mut **tx)
    .await
}

/// Counts a try, and uses the code up when it fitted.
pub async fn try_code(tx: &mut Tx, code_id: &str, used_at: Option<Millis>) -> sqlx::Result<()> {
    sqlx::query("update one_time_codes set tries = tries + 1, used_at = $2 where code_id = $1")
        .bind(code_id)
        .bind(used_at.map(|at| at.0))
        .execute(&mut **tx)
        .await
        .map(drop)
}

const SELLER: &str =
    "select seller_id, handle, shop_name, country, currency, timezone, phone, status, status_reason,
    description, shipping_policy, returns_policy, tax_id, address, created_at, updated_at, approved_at
    from sellers where seller_id = $1";

pub async fn seller(db: &Db, seller_id: &SellerId) -> sqlx::Result<Option<SellerRow>> {
    sqlx::query_as(SELLER)
        .bind(seller_id.as_str())
        .fetch_optional(db.reader())
        .await
}

pub async fn seller_in(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<SellerRow>> {
    sqlx::query_as(SELLER)
        .bind(seller_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

/// Sellers for the admins: of one status or of all, newest first.
pub async fn sellers(
    db: &Db,
    status: Option<SellerStatus>,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<SellerRow>> {
    let before = after.unwrap_or("sel_~");
    let rows: Vec<SellerRow> = match status {
        Some(status) => {
            sqlx::query_as(
                "select seller_id, handle, shop_name, country, currency, timezone, phone, status, status_reason,
                    description, shipping_policy, returns_policy, tax_id, address, created_at, updated_at, approved_at
                 from sellers where status = $1 and seller_id < $2 order by seller_id desc limit $3",
            )
            .bind(status.as_str())
            .bind(before)
            .bind(limit + 1)
            .fetch_all(db.reader())
            .await?
        }
        None => {
            sqlx::query_as(
                "select seller_id, handle, shop_name, country, currency, timezone, phone, status, status_reason,
                    description, shipping_policy, returns_policy, tax_id, address, created_at, updated_at, approved_at
                 from sellers where seller_id < $1 order by seller_id desc limit $2",
            )
            .bind(before)
            .bind(limit + 1)
            .fetch_all(db.reader())
            .await?
        }
    };
    Ok(Listed::cut(rows, limit, |row| row.seller_id.to_string()))
}

pub async fn has_verified_owner(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    let found: Option<(String,)> = sqlx::query_as(
        "select u.user_id from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and m.role = 'owner' and u.verified_at is not null limit 1",
    )
    .bind(seller_id.as_str())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

pub async fn set_seller_status(
    tx: &mut Tx,
    seller_id: &SellerId,
    status: SellerStatus,
    reason: Option<&str>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update sellers set status = $2, status_reason = $3, updated_at = $4,
             approved_at = case when $2 = 'approved' then coalesce(approved_at, $4) else approved_at end
         where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .bind(status.as_str())
    .bind(reason)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A key about to be written.
pub struct NewApiKey<'a> {
    pub api_key_id: &'a ApiKeyId,
    pub name: &'a str,
    pub key_hash: &'a str,
    pub hint: &'a str,
    pub scopes: &'a str,
    pub created_by: &'a UserId,
}

pub async fn insert_api_key(tx: &mut Tx, new: &NewApiKey<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into api_keys (api_key_id, name, key_hash, hint, scopes, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.api_key_id.as_str())
    .bind(new.name)
    .bind(new.key_hash)
    .bind(new.hint)
    .bind(new.scopes)
    .bind(new.created_by.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row!(ApiKeyRow {
    api_key_id,
    name,
    hint,
    scopes,
    created_at,
    last_used_at,
    revoked_at
});

/// A key as it is listed; the key itself is not known any more.
#[derive(Debug, Clone)]
pub struct ApiKeyRow {
    pub api_key_id: ApiKeyId,
    pub name: String,
    /// The last four characters.
    pub hint: String,
    /// JSON array.
    pub scopes: String,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
}

pub async fn api_key_by_hash(db: &Db, key_hash: &str) -> sqlx::Result<Option<ApiKeyRow>> {
    sqlx::query_as(
        "select api_key_id, name, hint, scopes, created_at, last_used_at, revoked_at from api_keys
         where key_hash = $1 and revoked_at is null",
    )
    .bind(key_hash)
    .fetch_optional(db.reader())
    .await
}

pub async fn api_keys(db: &Db) -> sqlx::Result<Vec<ApiKeyRow>> {
    sqlx::query_as(
        "select api_key_id, name, hint, scopes, created_at, last_used_at, revoked_at from api_keys
         where seller_id is null order by api_key_id desc limit 200",
    )
    .fetch_all(db.reader())
    .await
}

pub async fn touch_api_key(db: &Db, api_key_id: &ApiKeyId, now: Millis) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    sqlx::query("update api_keys set last_used_at = $2 where api_key_id = $1")
        .bind(api_key_id.as_str())
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

pub async fn revoke_api_key(tx: &mut Tx, api_key_id: &ApiKeyId, now: Millis) -> sqlx::Result<bool> {
    let revoked =
        sqlx::query("update api_keys set revoked_at = $2 where api_key_id = $1 and revoked_at is null")
            .bind(api_key_id.as_str())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
    Ok(revoked.rows_affected() == 1)
}
