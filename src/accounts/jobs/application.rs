//! The steps of an application, told to the seller.

use super::mail_owners;
use crate::accounts::{checklist, store, verification};
use crate::audit;
use crate::events::{Event, JobError};
use crate::id::{DocumentId, SellerId};
use crate::state::App;
use serde::Deserialize;

/// Everything is there (for the first time, or again after it was turned down).
pub(super) async fn mail_step(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let Some(seller) = store::seller(&app.db, seller_id).await? else {
        return Ok(());
    };
    let name = &seller.shop_name;
    let settings = app.address_of("/settings/approval");
    let (subject, text) = match event.kind.as_str() {
        "seller.resubmitted" => (
            format!("We look at {name} again"),
            format!(
                "{name} waits for approval again. We write as soon as it is decided.\n\nWhere it stands: {settings}\n"
            ),
        ),
        _ => (
            format!("We have your application for {name}"),
            format!(
                "Nothing is missing any more: {name} waits for approval. We write as soon as it is decided; you can \
                 prepare your products in the meantime.\n\nWhere it stands: {settings}\n"
            ),
        ),
    };
    mail_owners(&app, &event, seller_id, &subject, &text).await
}

/// A document was accepted or refused.
pub(super) async fn mail_document(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Decided {
        document_id: DocumentId,
    }
    let decided: Decided = event.read()?;
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let documents = verification::list(&app, seller_id).await?;
    let Some(document) = documents
        .into_iter()
        .find(|document| document.document_id == decided.document_id)
    else {
        return Ok(());
    };
    let (name, settings) = (document.file_name, app.address_of("/settings/approval"));
    let (subject, text) = match document.reason {
        Some(reason) => (
            "A document was not accepted".to_owned(),
            format!("We could not accept “{name}”.\n\nWhy: {reason}\n\nSend another one: {settings}\n"),
        ),
        None => (
            "A document was accepted".to_owned(),
            format!("“{name}” is accepted. Thank you.\n\nWhat else there is to do: {settings}\n"),
        ),
    };
    mail_owners(&app, &event, seller_id, &subject, &text).await
}

/// A payout method came or went, which the checklist may ask for.
pub(super) async fn note_ready(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    checklist::note_if_ready(&mut tx, seller_id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// What was decided, as it was when it was: the reason, and what has to be mended, for a mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub reason: Option<String>,
    to_mend: Vec<String>,
}

impl Told {
    pub(super) async fn of(app: &App, event: &Event, seller_id: &SellerId) -> Result<Self, JobError> {
        let after = audit::after_of(&app.db, &app.secrets, seller_id, &event.kind, event.at).await?;
        Ok(match after {
            Some(after) => serde_json::from_value(after)?,
            None => Self::default(),
        })
    }

    /// What has to be mended, as lines.
    pub(super) fn lines(&self) -> String {
        match self.to_mend.as_slice() {
            [] => String::new(),
            labels => format!("To be mended:\n- {}\n\n", labels.join("\n- ")),
        }
    }
}
