//! The audit log: who did what, when, from where; written in the transaction of the act, never changed after.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{AuditId, SellerId, UserId};
use serde_json::Value;

/// One act to be remembered.
#[derive(Debug, Clone, Default)]
pub struct Act<'a> {
    /// Such as `seller.approved`.
    pub action: &'a str,
    pub seller_id: Option<&'a SellerId>,
    pub user_id: Option<&'a UserId>,
    /// The id of what was acted on.
    pub subject: Option<&'a str>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Notes an act in its transaction.
pub async fn note(tx: &mut Tx, at: Millis, act: Act<'_>) -> sqlx::Result<()> {
    sqlx::query(
        "insert into audit_entries (audit_id, seller_id, user_id, action, subject, before_json, after_json, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(AuditId::new(at).as_str())
    .bind(act.seller_id.map(SellerId::as_str))
    .bind(act.user_id.map(UserId::as_str))
    .bind(act.action)
    .bind(act.subject)
    .bind(act.before.map(|before| before.to_string()))
    .bind(act.after.map(|after| after.to_string()))
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row!(Entry {
    action,
    who,
    before_json,
    after_json,
    at
});

/// One remembered act, as it is shown.
#[derive(Debug, Clone)]
pub struct Entry {
    pub action: String,
    /// The address of who did it, while the account exists.
    pub who: Option<String>,
    pub before_json: Option<String>,
    pub after_json: Option<String>,
    pub at: Millis,
}

/// What an act made of a seller, by when it was; what is told of it later is what was true then.
pub async fn after_of(
    db: &Db,
    seller_id: &SellerId,
    action: &str,
    at: Millis,
) -> sqlx::Result<Option<Value>> {
    let row: Option<(Option<String>,)> = sqlx::query_as(
        "select after_json from audit_entries
         where seller_id = $1 and audit_id >= $2 and action = $3 and at = $4 order by audit_id limit 1",
    )
    .bind(seller_id.as_str())
    .bind(AuditId::first_at(at).as_str())
    .bind(action)
    .bind(at.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(row
        .and_then(|(after,)| after)
        .and_then(|after| serde_json::from_str(&after).ok()))
}

/// What happened to a seller, the newest first.
pub async fn of_seller(db: &Db, seller_id: &SellerId, limit: i64) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as(
        "select a.action, u.email as who, a.before_json, a.after_json, a.at
         from audit_entries a left join users u on u.user_id = a.user_id and u.disabled_at is null
         where a.seller_id = $1 order by a.audit_id desc limit $2",
    )
    .bind(seller_id.as_str())
    .bind(limit)
    .fetch_all(db.reader())
    .await
}
