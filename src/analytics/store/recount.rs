//! Counting again: a seller's roll-ups from the orders themselves.

use crate::db::Tx;
use crate::id::SellerId;

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

/// Recounts sales of every product on every day. A line counts with what has not gone back of it.
pub async fn count_products(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("delete from daily_products where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "insert into daily_products (seller_id, day, product_id, units, revenue_minor)
         select orders.seller_id, orders.day, lines.product_id,
             cast(sum(lines.quantity - lines.cancelled_quantity - lines.refunded_quantity) as bigint),
             cast(sum(lines.goods_minor - lines.discount_minor - lines.returned_goods_minor) as bigint)
         from orders join lines on lines.order_id = orders.order_id
         where orders.seller_id = $1 and orders.paid_at is not null
         group by orders.seller_id, orders.day, lines.product_id",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}
