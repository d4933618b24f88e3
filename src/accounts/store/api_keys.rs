//! API keys, of the marketplace and of sellers.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ApiKeyId, SellerId, UserId};

/// A key about to be written.
pub struct NewApiKey<'a> {
    pub api_key_id: &'a ApiKeyId,
    pub name: &'a str,
    pub key_hash: &'a str,
    pub hint: &'a str,
    pub scopes: &'a str,
    /// None for the marketplace's.
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

crate::row!(ApiKeyRow {
    api_key_id,
    name,
    hint,
    scopes,
    seller_id,
    created_by,
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
    /// A seller's own key; none for the marketplace's.
    pub seller_id: Option<SellerId>,
    pub created_by: UserId,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
}

impl ApiKeyRow {
    /// What the key may be used for.
    pub fn scopes(&self) -> Vec<String> {
        serde_json::from_str(&self.scopes).unwrap_or_default()
    }
}

pub async fn api_key_by_hash(db: &Db, key_hash: &str) -> sqlx::Result<Option<ApiKeyRow>> {
    sqlx::query_as(
        "select api_key_id, name, hint, scopes, seller_id, created_by, created_at, last_used_at, revoked_at from api_keys
         where key_hash = $1 and revoked_at is null",
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
