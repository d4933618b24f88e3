//! The policy's versions.

use super::{Policy, ProductReview};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::UserId;

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

/// The policy of a document that was read with something else; none stands for the first policy of all.
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

/// Tells the triggers that hold products back what the policy says.
pub async fn set_review_rule(tx: &mut Tx, rule: ProductReview) -> sqlx::Result<()> {
    sqlx::query("delete from review_rules").execute(&mut **tx).await?;
    if rule == ProductReview::Off {
        return Ok(());
    }
    sqlx::query("insert into review_rules (rule) values ($1)")
        .bind(rule.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}
