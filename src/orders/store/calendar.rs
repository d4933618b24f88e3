//! The days of a seller's orders, when its timezone changes.

use crate::analytics::day_start;
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::SellerId;
use jiff::ToSpan;
use jiff::tz::TimeZone;

/// Locks the seller's row until the transaction ends, and returns its timezone. An order about to be placed
/// takes its number from that row, and waits.
pub async fn hold_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(tx.locking("select timezone from sellers where seller_id = $1"))
        .bind(seller_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

/// Assigns every order to its day in a timezone, one day with orders after another.
pub async fn place_on_days(tx: &mut Tx, seller_id: &SellerId, zone: &TimeZone) -> sqlx::Result<()> {
    let mut from = Millis(i64::MIN);
    loop {
        let next: Option<i64> = sqlx::query_scalar(
            "select placed_at from orders where seller_id = $1 and placed_at >= $2 order by placed_at limit 1",
        )
        .bind(seller_id.as_str())
        .bind(from.0)
        .fetch_optional(&mut **tx)
        .await?;
        let Some(next) = next.map(Millis) else {
            return Ok(());
        };
        let day = next.day(zone);
        // A clock set back may repeat an hour, but never a day: what comes next is always later.
        let end = day_start(day.saturating_add(1.day()), zone).max(next.plus(1));
        sqlx::query(
            "update orders set day = $1
             where seller_id = $2 and placed_at >= $3 and placed_at < $4 and day <> $1",
        )
        .bind(day.to_string())
        .bind(seller_id.as_str())
        .bind(next.0)
        .bind(end.0)
        .execute(&mut **tx)
        .await?;
        from = end;
    }
}
