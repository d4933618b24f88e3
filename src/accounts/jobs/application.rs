//! Mails about the steps of an application.

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
            format!("We are reviewing {name} again"),
            format!(
                "{name} is waiting for approval again. We'll email you as soon as it is decided.\n\nSee its \
                    status: {settings}\n"
            ),
        ),
        _ => (
            format!("We have your application for {name}"),
            format!(
                "Your application is complete: {name} is waiting for approval. We'll email you as soon as \
                    it is decided; you can set up your products in the meantime.\n\nSee its status: \
                    {settings}\n"
            ),
        ),
    };
    mail_owners(&app, &event, seller_id, &subject, &text).await
}

/// A document was accepted or refused.
pub(super) async fn mail_document(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct DecisionEvent {
        document_id: DocumentId,
    }
    let decided: DecisionEvent = event.read()?;
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
            format!("We could not accept “{name}”.\n\nReason: {reason}\n\nUpload another one: {settings}\n"),
        ),
        None => (
            "A document was accepted".to_owned(),
            format!("“{name}” has been accepted. Thank you.\n\nSee what is left to do: {settings}\n"),
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

/// A decision as it was made: the reason and what to change, for a mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionNotice {
    pub reason: Option<String>,
    to_mend: Vec<String>,
}

impl DecisionNotice {
    pub(super) async fn of(app: &App, event: &Event, seller_id: &SellerId) -> Result<Self, JobError> {
        let after = audit::after_of(&app.db, &app.secrets, seller_id, &event.kind, event.at).await?;
        Ok(match after {
            Some(after) => serde_json::from_value(after)?,
            None => Self::default(),
        })
    }

    /// The items to change, as lines.
    pub(super) fn lines(&self) -> String {
        match self.to_mend.as_slice() {
            [] => String::new(),
            labels => format!("Please fix:\n- {}\n\n", labels.join("\n- ")),
        }
    }
}
