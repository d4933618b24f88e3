//! The audit log: who did what, when, from where; written in the transaction of the act, never changed after.
//!
//! What is personal in it (the address, before and after) is sealed with a key of the person or shop it is about;
//! closing the account discards the key. Buyers are not in it at all.

mod entry;
mod filter;
mod keys;
mod origin;
mod sheet;
pub mod views;
mod words;

#[cfg(test)]
mod tests;

pub use entry::{Entry, after_of, find, of_seller};
pub use filter::{AuditForm, Filter};
pub use keys::discard;
pub use origin::{asked_by, asking_network};
pub use sheet::download;
pub use words::{AREAS, in_words};

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{AuditId, SellerId, UserId};
use serde_json::{Value, json};

/// One act to be remembered. Who asks, from where and with which key is known of the request under way.
#[derive(Debug, Clone, Default)]
pub struct Act<'a> {
    /// Such as `seller.approved`.
    pub action: &'a str,
    pub seller_id: Option<&'a SellerId>,
    pub user_id: Option<&'a UserId>,
    /// Id of the subject.
    pub subject: Option<&'a str>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Act<'_> {
    /// Owner of the change's data: the shop, or else the affected person. The marketplace's own rules are
    /// nobody's.
    fn concerns(&self) -> Option<&str> {
        let person = self.subject.filter(|subject| subject.starts_with(UserId::PREFIX));
        self.seller_id.map(SellerId::as_str).or(person)
    }

    /// Owner of the address: the actor, or else the affected person.
    fn comes_from(&self) -> Option<&str> {
        let person = self.subject.filter(|subject| subject.starts_with(UserId::PREFIX));
        self.user_id.map(UserId::as_str).or(person)
    }
}

/// Notes an act in its transaction.
pub async fn note(tx: &mut Tx, at: Millis, act: Act<'_>) -> sqlx::Result<()> {
    act.subject.iter().for_each(|id| tx.note_made(id));
    let origin = origin::current();
    let changed = (act.before.is_some() || act.after.is_some())
        .then(|| json!({ "before": act.before, "after": act.after }).to_string());
    let (mut sealed_change, mut plain) = (None, None);
    let change_of = changed.as_ref().and_then(|_| act.concerns());
    match (&changed, change_of) {
        (Some(changed), Some(person_id)) => {
            sealed_change = keys::seal(tx, person_id, changed, at).await?;
        }
        (Some(_), None) => plain = Some((act.before.clone(), act.after.clone())),
        (None, _) => {}
    }
    let address = origin.address();
    let origin_of = address.as_ref().and_then(|_| act.comes_from());
    let sealed_origin = match (&address, origin_of) {
        (Some(address), Some(person_id)) => keys::seal(tx, person_id, address, at).await?,
        _ => None,
    };
    let (before, after) = plain.unwrap_or_default();
    sqlx::query(
        "insert into audit_entries (audit_id, seller_id, user_id, action, subject, before_json, after_json, at,
             acted_as, api_key_id, request_id, sealed_origin, origin_of, sealed_change, change_of)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(AuditId::new(at).as_str())
    .bind(act.seller_id.map(SellerId::as_str))
    .bind(act.user_id.map(UserId::as_str))
    .bind(act.action)
    .bind(act.subject)
    .bind(before.map(|before| before.to_string()))
    .bind(after.map(|after| after.to_string()))
    .bind(at.0)
    .bind(origin.acted_as(&act).as_str())
    .bind(origin.api_key_id())
    .bind(origin.request_id())
    .bind(sealed_origin)
    .bind(origin_of)
    .bind(sealed_change)
    .bind(change_of)
    .execute(&mut **tx)
    .await
    .map(drop)
}
