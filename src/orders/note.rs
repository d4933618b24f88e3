//! Private notes on an order: what its seller's members write down for each other. Buyers never see them.

use super::store;
use crate::form::{self, FieldErrors};
use crate::id::{OrderEventId, OrderId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde::Deserialize;

/// The longest note, in characters.
pub const LONGEST: usize = 2_000;

/// A note as it is sent.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = OrderNote)]
#[serde(default)]
pub struct NoteForm {
    /// 1 to 2,000 characters.
    pub text: Option<String>,
}

/// A note that can be kept.
#[derive(Debug, Clone)]
pub struct Note(String);

impl Note {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NoteForm {
    /// Reads the text of a note, which has to say something.
    pub fn parse(self) -> Result<Note, FieldErrors> {
        let wrong = |message: String| FieldErrors::of("text", message);
        let text =
            form::text(self.text.as_deref().unwrap_or_default(), "The note", LONGEST).map_err(wrong)?;
        match text.is_empty() {
            true => Err(wrong("Write something to note.".to_owned())),
            false => Ok(Note(text)),
        }
    }
}

/// Adds a note to one of the seller's orders.
pub async fn add(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    note: &Note,
) -> Result<OrderEventId, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::lock_order(&mut tx, &member.seller_id, order_id).await? {
        return Err(Problem::not_found());
    }
    let note_id = OrderEventId::new(now);
    store::insert_note(&mut tx, member, order_id, &note_id, note.as_str(), now).await?;
    tx.commit().await?;
    Ok(note_id)
}
