//! The audit log: who did what, when, from where; written in the transaction of the act, never changed after.

use crate::clock::Millis;
use crate::db::Tx;
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
