//! What follows for the figures from events of other slices.

use super::recount::recount;
use crate::events::{Consumer, Event, JobError};
use crate::id::SellerId;
use crate::state::App;
use serde::Deserialize;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer::long(
        "analytics.recount",
        &["seller.timezone_changed"],
        recount_seller,
    )]
}

/// A seller's days begin and end elsewhere now.
async fn recount_seller(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Changed {
        seller_id: SellerId,
    }
    let changed: Changed = event.read()?;
    app.db.retrying(|| recount(&app.db, &changed.seller_id)).await?;
    Ok(())
}
