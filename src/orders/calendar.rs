//! The seller's calendar: when the shop's timezone changes, its orders fall on other days.

use super::store;
use crate::analytics;
use crate::db::Db;
use crate::events::{Event, JobError};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// Recounts the seller whose days begin and end elsewhere now.
pub(super) async fn follow_timezone(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Changed {
        seller_id: SellerId,
    }
    let changed: Changed = event.read()?;
    app.db.retrying(|| recount(&app.db, &changed.seller_id)).await?;
    Ok(())
}

/// Puts every order of a seller on its day in the timezone the shop has now, and counts all days anew. Doing it twice
/// changes nothing.
pub(crate) async fn recount(db: &Db, seller_id: &SellerId) -> Result<(), Problem> {
    let mut tx = db.begin().await?;
    let Some(zone) = store::hold_seller(&mut tx, seller_id).await? else {
        return Ok(());
    };
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    store::place_on_days(&mut tx, seller_id, &zone).await?;
    analytics::count_again(&mut tx, seller_id).await?;
    Ok(tx.commit().await?)
}
