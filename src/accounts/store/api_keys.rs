//! SQL of API keys of the marketplace and of sellers.

use crate::clock::Millis;
use crate::db::{Db, Json, Tx};
use crate::id::{ApiKeyId, SellerId, UserId};
use crate::viewer::permission::Duty;
use crate::viewer::{AdminRole, MemberRole};
use sqlx::AssertSqlSafe;

/// A key about to be written.
pub struct NewApiKey<'a> {
    pub api_key_id: &'a ApiKeyId,
    pub name: &'a str,
    pub key_hash: &'a str,
    pub hint: &'a str,
    pub scopes: &'a str,
    /// The seller; none for marketplace keys.
    pub seller_id: Option<&'a SellerId>,
    pub created_by: &'a UserId,
}

pub async fn insert_api_key(tx: &mut Tx, new: &NewApiKey<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into api_keys (api_key_id, name, key_hash, hint, scopes, seller_id, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.api_key_id.as_str())
    .bind(new.name)
    .bind(new.key_hash)
    .bind(new.hint)
    .bind(new.scopes)
    .bind(new.seller_id.map(SellerId::as_str))
    .bind(new.created_by.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row! {
    /// A key as it is listed; the key itself is not known any more.
    #[derive(Debug, Clone)]
    pub struct ApiKeyRow {
        pub api_key_id: ApiKeyId,
        pub name: String,
        /// The last four characters.
        pub hint: String,
        /// Scopes of the key.
        pub scopes: Json<Vec<String>>,
        /// The seller; none for marketplace keys.
        pub seller_id: Option<SellerId>,
        pub created_by: UserId,
        pub created_at: Millis,
        pub last_used_at: Option<Millis>,
        pub revoked_at: Option<Millis>,
    }
}

crate::row! {
    /// A key in use, with the current rights of its holder.
    pub struct UsedKey {
        pub api_key_id: ApiKeyId,
        /// Scopes of the key.
        pub scopes: Json<Vec<String>>,
        /// The seller; none for marketplace keys.
        pub seller_id: Option<SellerId>,
        /// Its creator, or whoever took it over.
        pub held_by: UserId,
        pub last_used_at: Option<Millis>,
        admin_role: Option<AdminRole>,
        member_role: Option<MemberRole>,
    }
}

impl UsedKey {
    /// Whether its holder may still hold it: as an owner of the shop, or an admin who may manage marketplace
    /// keys.
    pub fn is_held(&self) -> bool {
        match self.seller_id {
            Some(_) => self.member_role == Some(MemberRole::Owner),
            None => self.admin_role.is_some_and(|role| role.has(Duty::Keys)),
        }
    }
}

/// A key that is not revoked and whose holder's account is active.
pub async fn api_key_by_hash(db: &Db, key_hash: &str) -> sqlx::Result<Option<UsedKey>> {
    sqlx::query_as(
        "select k.api_key_id, k.scopes, k.seller_id, u.user_id as held_by, k.last_used_at,
                u.role as admin_role, m.role as member_role
         from api_keys k
         join users u on u.user_id = coalesce(k.kept_by, k.created_by) and u.disabled_at is null
         left join members m on m.user_id = u.user_id and m.seller_id = k.seller_id
         where k.key_hash = $1 and k.revoked_at is null",
    )
    .bind(key_hash)
    .fetch_optional(db.reader())
    .await
}

pub async fn api_keys(db: &Db) -> sqlx::Result<Vec<ApiKeyRow>> {
    sqlx::query_as(
        "select api_key_id, name, hint, scopes, seller_id, created_by, created_at, last_used_at, revoked_at from api_keys
         where seller_id is null order by api_key_id desc limit 200",
    )
    .fetch_all(db.reader())
    .await
}

/// A seller's own keys, newest first, the revoked ones too.
pub async fn api_keys_of(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<ApiKeyRow>> {
    sqlx::query_as(
        "select api_key_id, name, hint, scopes, seller_id, created_by, created_at, last_used_at, revoked_at from api_keys
         where seller_id = $1 order by api_key_id desc limit 200",
    )
    .bind(seller_id.as_str())
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

/// Condition for the live keys that person `$1` holds of seller `$2`, or of the marketplace when `$2` is `''`.
const HELD: &str =
    "where coalesce(kept_by, created_by) = $1 and coalesce(seller_id, '') = $2 and revoked_at is null
     returning api_key_id, name";

/// Revokes someone's keys of a seller or, without one, of the marketplace; returns ids and names.
pub async fn end_api_keys_of(
    tx: &mut Tx,
    held_by: &UserId,
    seller_id: Option<&SellerId>,
    now: Millis,
) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "update api_keys set revoked_at = $3 {HELD}"
    )))
    .bind(held_by.as_str())
    .bind(seller_id.map_or("", SellerId::as_str))
    .bind(now.0)
    .fetch_all(&mut **tx)
    .await
}

/// Transfers those keys to someone else; returns ids and names.
pub async fn keep_api_keys_of(
    tx: &mut Tx,
    held_by: &UserId,
    seller_id: Option<&SellerId>,
    kept_by: &UserId,
) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(AssertSqlSafe(format!("update api_keys set kept_by = $3 {HELD}")))
        .bind(held_by.as_str())
        .bind(seller_id.map_or("", SellerId::as_str))
        .bind(kept_by.as_str())
        .fetch_all(&mut **tx)
        .await
}

/// Shops whose keys someone holds, in order.
pub async fn shops_of_keys_held(tx: &mut Tx, held_by: &UserId) -> sqlx::Result<Vec<SellerId>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select distinct seller_id from api_keys
         where coalesce(kept_by, created_by) = $1 and seller_id is not null and revoked_at is null
         order by seller_id",
    )
    .bind(held_by.as_str())
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| SellerId::stored(id)).collect())
}

/// Ends a key, the seller's or, without one, the marketplace's; its name, if there was one.
pub async fn revoke_api_key(
    tx: &mut Tx,
    seller_id: Option<&SellerId>,
    api_key_id: &ApiKeyId,
    now: Millis,
) -> sqlx::Result<Option<String>> {
    let revoked: Option<(String,)> = sqlx::query_as(
        "update api_keys set revoked_at = $2
         where api_key_id = $1 and coalesce(seller_id, '') = $3 and revoked_at is null
         returning name",
    )
    .bind(api_key_id.as_str())
    .bind(now.0)
    .bind(seller_id.map_or("", SellerId::as_str))
    .fetch_optional(&mut **tx)
    .await?;
    Ok(revoked.map(|(name,)| name))
}
