//! Counting again: the roll-ups of one seller from its orders, in the calendar of the timezone it has now.

use super::store;
use crate::db::Db;
use crate::id::SellerId;
use crate::problem::Problem;
use jiff::tz::TimeZone;

/// Puts every order of a seller on its day again and counts all days anew. Doing it twice changes nothing.
pub async fn recount(db: &Db, seller_id: &SellerId) -> Result<(), Problem> {
    let mut tx = db.begin().await?;
    let Some(zone) = store::hold_seller(&mut tx, seller_id).await? else {
        return Ok(());
    };
    store::raise_version(&mut tx, seller_id).await?;
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    store::place_on_days(&mut tx, seller_id, &zone).await?;
    store::count_statuses(&mut tx, seller_id).await?;
    store::count_products(&mut tx, seller_id).await?;
    tx.commit().await?;
    Ok(())
}
