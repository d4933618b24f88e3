//! Roll-ups: an order's contribution to its day in the seller's zone, written in the transaction that changes
//! the order. A page then reads days, never orders, and costs the same at any number of them.

use crate::db::Tx;
use crate::id::{ProductId, SellerId};

/// Contribution of one order in its current status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderContribution<'a> {
    pub status: &'a str,
    pub units: i64,
    /// Total charged to the buyer; zero if nothing was or will be paid.
    pub total_minor: i64,
    /// Refunded amount.
    pub refunded_minor: i64,
}

/// Moves an order's contribution from its previous state to the current one; `day` is the day it was placed.
///
/// The day has to come from a row that this transaction holds: of an order that changes, from the `update … returning`
/// that reads it first; of a new one, from the seller's row that gives its number. A recount puts orders on other days
/// with an update of the same rows, so it waits for this transaction and counts it, or this one reads the new day.
/// Where an order keeps its day the two meet on the rows below, and each adds to what the other has written.
pub async fn moved(
    tx: &mut Tx,
    seller_id: &SellerId,
    day: &str,
    before: Option<OrderContribution<'_>>,
    after: OrderContribution<'_>,
) -> sqlx::Result<()> {
    if before == Some(after) {
        return Ok(());
    }
    raise_version(tx, seller_id).await?;
    // Rows are touched in the order of their keys, so that two orders at once do not wait for each other in a ring.
    let mut steps: Vec<(OrderContribution<'_>, i64)> = before
        .map(|before| (before, -1))
        .into_iter()
        .chain([(after, 1)])
        .collect();
    if let [(first, _), (second, _)] = &steps[..]
        && first.status == second.status
    {
        let units = second.units - first.units;
        let total_minor = second.total_minor - first.total_minor;
        let refunded_minor = second.refunded_minor - first.refunded_minor;
        let refunded_orders = i64::from(second.refunded_minor > 0) - i64::from(first.refunded_minor > 0);
        return add(
            tx,
            seller_id,
            day,
            second.status,
            [0, units, total_minor, refunded_minor, refunded_orders],
        )
        .await;
    }
    steps.sort_by_key(|(standing, _)| standing.status);
    for (standing, sign) in steps {
        let figures = [
            sign,
            sign * standing.units,
            sign * standing.total_minor,
            sign * standing.refunded_minor,
            sign * i64::from(standing.refunded_minor > 0),
        ];
        add(tx, seller_id, day, standing.status, figures).await?;
        count(tx, seller_id, standing.status, sign).await?;
    }
    Ok(())
}

/// Invalidates cached figures of the seller. The first of a transaction's writes to roll-ups, so that two of
/// one seller wait for each other here and never in a ring.
pub async fn raise_version(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into figure_versions (seller_id, version) values ($1, 1)
         on conflict (seller_id) do update set version = figure_versions.version + 1",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Adds to one day and status: orders, units, total, refunded, refunded orders.
async fn add(
    tx: &mut Tx,
    seller_id: &SellerId,
    day: &str,
    status: &str,
    figures: [i64; 5],
) -> sqlx::Result<()> {
    let mut query = sqlx::query(
        "insert into daily_statuses (seller_id, day, status, orders, units, total_minor, refunded_minor, refunded_orders)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (seller_id, day, status) do update set
             orders = daily_statuses.orders + excluded.orders, units = daily_statuses.units + excluded.units,
             total_minor = daily_statuses.total_minor + excluded.total_minor,
             refunded_minor = daily_statuses.refunded_minor + excluded.refunded_minor,
             refunded_orders = daily_statuses.refunded_orders + excluded.refunded_orders",
    )
    .bind(seller_id.as_str())
    .bind(day)
    .bind(status);
    for figure in figures {
        query = query.bind(figure);
    }
    query.execute(&mut **tx).await.map(drop)
}

/// Adjusts the count of orders in a status.
async fn count(tx: &mut Tx, seller_id: &SellerId, status: &str, change: i64) -> sqlx::Result<()> {
    sqlx::query(
        "insert into order_counts (seller_id, status, orders) values ($1, $2, $3)
         on conflict (seller_id, status) do update set orders = order_counts.orders + excluded.orders",
    )
    .bind(seller_id.as_str())
    .bind(status)
    .bind(change)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Units of a product sold on a day, negative if taken back.
#[derive(Debug, Clone)]
pub struct Sold<'a> {
    pub product_id: &'a ProductId,
    pub units: i64,
    /// Goods less discount.
    pub revenue_minor: i64,
}

/// Counts products sold, in the order of their ids.
pub async fn sold(
    tx: &mut Tx,
    seller_id: &SellerId,
    day: &str,
    mut products: Vec<Sold<'_>>,
) -> sqlx::Result<()> {
    raise_version(tx, seller_id).await?;
    products.sort_by_key(|product| product.product_id);
    for product in products {
        sqlx::query(
            "insert into daily_products (seller_id, day, product_id, units, revenue_minor) values ($1, $2, $3, $4, $5)
             on conflict (seller_id, day, product_id) do update set
                 units = daily_products.units + excluded.units,
                 revenue_minor = daily_products.revenue_minor + excluded.revenue_minor",
        )
        .bind(seller_id.as_str())
        .bind(day)
        .bind(product.product_id.as_str())
        .bind(product.units)
        .bind(product.revenue_minor)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
