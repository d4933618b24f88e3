//! The outbox: events written in the transaction of their facts.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{EventId, SellerId};
use serde::de::DeserializeOwned;

/// An event, with ids but never personal data.
#[derive(Debug, Clone)]
pub struct Event {
    pub event_id: EventId,
    /// Such as `order.placed`.
    pub kind: String,
    pub seller_id: Option<SellerId>,
    /// A JSON object.
    pub content: String,
    pub at: Millis,
}

impl sqlx::FromRow<'_, sqlx::any::AnyRow> for Event {
    fn from_row(row: &sqlx::any::AnyRow) -> sqlx::Result<Self> {
        use crate::db::Column;
        Ok(Self {
            event_id: Column::read(row, "event_id")?,
            kind: Column::read(row, "type")?,
            seller_id: Column::read(row, "seller_id")?,
            content: Column::read(row, "content")?,
            at: Column::read(row, "at")?,
        })
    }
}

impl Event {
    /// The event's content as the consumer knows it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.content)
    }
}

/// Notes an event in the transaction of its fact; once that commits, the dispatcher is woken.
pub async fn emit(
    tx: &mut Tx,
    at: Millis,
    kind: &str,
    seller_id: Option<&SellerId>,
    content: &serde_json::Value,
) -> sqlx::Result<EventId> {
    let event_id = EventId::new(at);
    sqlx::query("insert into events (event_id, type, seller_id, content, at) values ($1, $2, $3, $4, $5)")
        .bind(event_id.as_str())
        .bind(kind)
        .bind(seller_id.map(SellerId::as_str))
        .bind(content.to_string())
        .bind(at.0)
        .execute(&mut **tx)
        .await?;
    content
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| name.ends_with("_id"))
        .filter_map(|(_, id)| id.as_str())
        .for_each(|id| tx.note_made(id));
    tx.wake_dispatcher();
    Ok(event_id)
}
