//! Effects of decisions: mails to sellers, and release of everything when review is turned off.

use super::approve_in;
use crate::events::{Event, JobError};
use crate::id::ProductId;
use crate::policies::{self, ProductReview};
use crate::product_review::store;
use crate::state::App;
use crate::{accounts, products};
use serde::Deserialize;

#[derive(Deserialize)]
struct ReviewDecision {
    product_id: ProductId,
}

/// Mails the owners an approval or requested changes.
pub async fn mail_decision(app: App, event: Event) -> Result<(), JobError> {
    let decided: ReviewDecision = event.read()?;
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let Some(stored) = products::find(&app.db, seller_id, &decided.product_id).await? else {
        return Ok(());
    };
    let name = &stored.product.name;
    let address = app.address_of(&format!("/products/{}", decided.product_id));
    let asked = store::review_of(&app.db, seller_id, &decided.product_id).await?;
    let (subject, text) = match (event.kind.as_str(), asked.and_then(|row| row.reason)) {
        ("product.changes_asked", Some(reason)) => (
            format!("Please change “{name}”"),
            format!(
                "We reviewed “{name}” and ask for a change:\n\n{reason}\n\nChange it and we'll review it \
                    again: {address}\n"
            ),
        ),
        ("product.approved", _) => (
            format!("“{name}” is approved"),
            format!("Your changes to “{name}” are approved.\n\nSee it: {address}\n"),
        ),
        _ => return Ok(()),
    };
    accounts::mail_owners(&app, &event, seller_id, &subject, &text).await
}

/// Products released per transaction.
const AT_ONCE: i64 = 100;

/// The policy changed. When nothing is reviewed any more, what waits is approved as it is.
pub async fn release(app: App, _event: Event) -> Result<(), JobError> {
    if policies::current(&app.db).await?.product_review != ProductReview::Off {
        return Ok(());
    }
    loop {
        let ids = store::some_reviews(&app.db, AT_ONCE).await?;
        let mut tx = app.db.begin().await?;
        for product_id in &ids {
            if let Some(row) = store::hold_review(&mut tx, product_id).await? {
                approve_in(&mut tx, &row, None, app.clock.now()).await?;
            }
        }
        tx.commit().await?;
        if (ids.len() as i64) < AT_ONCE {
            return Ok(());
        }
    }
}
