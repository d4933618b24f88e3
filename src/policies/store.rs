//! SQL of policy versions.

use super::{Policy, ProductReview};
use crate::clock::Millis;
use crate::db::{Db, Engine, Tx};
use crate::id::UserId;

/// Name of the policy's lock.
const NAME: &str = "policy";

const LATEST: &str = "select document from policies order by policy_id desc limit 1";

/// The policy in force.
pub async fn current(db: &Db) -> sqlx::Result<Policy> {
    let row: Option<(String,)> = sqlx::query_as(LATEST).fetch_optional(db.reader()).await?;
    stored(row.map(|(document,)| document))
}

/// The policy in force, inside a transaction that depends on it.
pub async fn current_in(tx: &mut Tx) -> sqlx::Result<Policy> {
    let row: Option<(String,)> = sqlx::query_as(LATEST).fetch_optional(&mut **tx).await?;
    stored(row.map(|(document,)| document))
}

/// Which products wait for an admin. Where any do, that stays so until the transaction ends: what is queued by it is
/// there when a policy that reviews nothing lets everything go.
pub async fn review_rule(tx: &mut Tx) -> sqlx::Result<ProductReview> {
    let rule = current_in(tx).await?.product_review;
    if rule == ProductReview::Off || tx.engine() == Engine::Sqlite {
        return Ok(rule);
    }
    tx.share_name(NAME).await?;
    Ok(current_in(tx).await?.product_review)
}

/// Holds the policy until the transaction ends, to change it.
pub async fn hold(tx: &mut Tx) -> sqlx::Result<Policy> {
    tx.lock_name(NAME).await?;
    current_in(tx).await
}

/// The policy of a stored document; none means the initial policy.
pub fn stored(document: Option<String>) -> sqlx::Result<Policy> {
    match document {
        Some(document) => serde_json::from_str(&document).map_err(|error| sqlx::Error::Decode(error.into())),
        None => Ok(Policy::default()),
    }
}

pub async fn insert(tx: &mut Tx, policy: &Policy, by: &UserId, at: Millis) -> sqlx::Result<()> {
    let document = serde_json::to_string(policy).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "insert into policies (policy_id, document, changed_by, at)
         select coalesce(max(policy_id), 0) + 1, $1, $2, $3 from policies",
    )
    .bind(document)
    .bind(by.as_str())
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
