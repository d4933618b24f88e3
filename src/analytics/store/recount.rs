//! The SQL of counting again: a seller's roll-ups from the orders themselves.

use crate::analytics::period::day_start;
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::SellerId;
use jiff::ToSpan;
use jiff::tz::TimeZone;

/// Holds the seller's row until the transaction ends, and says its timezone. An order about to be placed takes
/// its number from that row, and waits.
pub async fn hold_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(tx.locking("select timezone from sellers where seller_id = $1"))
        .bind(seller_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

/// Puts every order on its day in a timezone, going from one day that has orders to the next.
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

/// Counts the orders of every day by status.
pub async fn count_statuses(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("delete from daily_statuses where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "insert into daily_statuses (seller_id, day, status, orders, units, total_minor, refunded_minor, refunded_orders)
         select seller_id, day, status, count(*), cast(sum(units) as bigint),
             cast(sum(case when status = 'cancelled' and paid_at is null then 0 else total_minor end) as bigint),
             cast(sum(refunded_minor) as bigint),
             cast(sum(case when refunded_minor > 0 then 1 else 0 end) as bigint)
         from orders where seller_id = $1 group by seller_id, day, status",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Counts what was sold of every product on every day. A line counts with what is not cancelled of it; the cancelled share is rounded as
/// [`share_of_pieces`](crate::money::share_of_pieces) rounds it.
pub async fn count_products(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("delete from daily_products where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "insert into daily_products (seller_id, day, product_id, units, revenue_minor)
         select orders.seller_id, orders.day, lines.product_id,
             cast(sum(lines.quantity - lines.cancelled_quantity) as bigint),
             cast(sum(lines.goods_minor - lines.discount_minor
                 - (lines.goods_minor - lines.discount_minor) * lines.cancelled_quantity / lines.quantity) as bigint)
         from orders join lines on lines.order_id = orders.order_id
         where orders.seller_id = $1 and orders.paid_at is not null
         group by orders.seller_id, orders.day, lines.product_id",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}
