//! SQL of order lists and details.

use super::{line_columns, order_columns};
use crate::clock::Millis;
use crate::db::{Db, Json};
use crate::id::{LineId, OrderGroupId, OrderId, SellerId, ShipmentId};
use crate::orders::carrier;
use crate::orders::checkout::Address;
use crate::orders::order::{LineRow, OrderRow, OrderStatus};

/// One order of the seller.
pub async fn order(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Option<OrderRow>> {
    sqlx::query_as(concat!(
        "select ",
        order_columns!(),
        " from orders where seller_id = $1 and order_id = $2"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// The lines of one of the seller's orders.
pub async fn lines(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<LineRow>> {
    sqlx::query_as(concat!(
        "select ",
        line_columns!(),
        " from lines where seller_id = $1 and order_id = $2 order by position"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row! {
    /// The buyer and delivery address.
    #[derive(Debug, Clone)]
    pub struct BuyerRow {
        pub buyer_name: String,
        pub buyer_email: String,
        pub buyer_phone: Option<String>,
        pub ship_to: Json<Address>,
        pub payment_provider: Option<String>,
        pub payment_reference: Option<String>,
    }
}

/// The buyer of a checkout, read with one of the seller's own orders.
pub async fn buyer(db: &Db, group_id: &OrderGroupId) -> sqlx::Result<BuyerRow> {
    sqlx::query_as(
        "select buyer_name, buyer_email, buyer_phone, ship_to, payment_provider, payment_reference
         from order_groups where order_group_id = $1",
    )
    .bind(group_id.as_str())
    .fetch_one(db.reader())
    .await
}

/// Name of the shipping rate that the buyer chose, if any.
pub async fn shipping_name(
    db: &Db,
    seller_id: &SellerId,
    order_id: &OrderId,
) -> sqlx::Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        sqlx::query_as("select shipping_name from orders where seller_id = $1 and order_id = $2")
            .bind(seller_id.as_str())
            .bind(order_id.as_str())
            .fetch_optional(db.reader())
            .await?;
    Ok(row.and_then(|(name,)| name))
}

crate::row! {
    #[derive(Debug, Clone)]
    pub struct ShipmentRow {
        pub shipment_id: ShipmentId,
        pub carrier: String,
        pub tracking_number: Option<String>,
        /// Link as it was typed; [`ShipmentRow::link`] is the one to follow.
        pub tracking_url: Option<String>,
        pub shipped_at: Millis,
        pub delivered_at: Option<Millis>,
    }
}

impl ShipmentRow {
    /// Page on which the parcel can be followed: the carrier's for its number, else the one typed.
    pub fn link(&self) -> Option<String> {
        let number = self.tracking_number.as_deref();
        let known = number.and_then(|number| carrier::link(&self.carrier, number));
        known.or_else(|| self.tracking_url.clone())
    }
}

pub async fn shipments(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<ShipmentRow>> {
    sqlx::query_as(
        "select shipment_id, carrier, tracking_number, tracking_url, shipped_at, delivered_at from shipments
         where seller_id = $1 and order_id = $2 order by shipment_id",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row! {
    /// Pieces of a line in a shipment.
    #[derive(Debug, Clone)]
    pub struct PiecesRow {
        pub shipment_id: ShipmentId,
        pub line_id: LineId,
        pub quantity: i64,
    }
}

pub async fn shipped_pieces(
    db: &Db,
    seller_id: &SellerId,
    order_id: &OrderId,
) -> sqlx::Result<Vec<PiecesRow>> {
    sqlx::query_as(
        "select l.shipment_id, l.line_id, l.quantity from shipments s
         join shipment_lines l on l.shipment_id = s.shipment_id
         where s.seller_id = $1 and s.order_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// Number of orders in each status.
pub async fn status_counts(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<(OrderStatus, i64)>> {
    let rows: Vec<Counted> =
        sqlx::query_as("select status, orders from order_counts where seller_id = $1 and orders > 0")
            .bind(seller_id.as_str())
            .fetch_all(db.reader())
            .await?;
    Ok(rows.into_iter().map(|row| (row.status, row.orders)).collect())
}

crate::row! {
    struct Counted {
        status: OrderStatus,
        orders: i64,
    }
}

/// Number of the seller's open orders.
pub async fn open_orders(db: &Db, seller_id: &SellerId) -> sqlx::Result<i64> {
    let counts = status_counts(db, seller_id).await?;
    Ok(counts
        .into_iter()
        .filter(|(status, _)| status.is_open())
        .map(|(_, orders)| orders)
        .sum())
}

crate::row! {
    /// Totals of a range of days in one status.
    #[derive(Debug, Clone)]
    pub struct SummaryRow {
        pub status: OrderStatus,
        pub orders: i64,
        pub units: i64,
        pub total_minor: i64,
        pub refunded_minor: i64,
    }
}

/// Counts and amounts by status for days of the seller's calendar, from the roll-ups.
pub async fn summary(db: &Db, seller_id: &SellerId, from: &str, to: &str) -> sqlx::Result<Vec<SummaryRow>> {
    sqlx::query_as(
        "select status, cast(sum(orders) as bigint) as orders, cast(sum(units) as bigint) as units,
             cast(sum(total_minor) as bigint) as total_minor, cast(sum(refunded_minor) as bigint) as refunded_minor
         from daily_statuses where seller_id = $1 and day >= $2 and day <= $3 group by status order by status",
    )
    .bind(seller_id.as_str())
    .bind(from)
    .bind(to)
    .fetch_all(db.reader())
    .await
}

/// Orders whose hold has ended.
pub async fn due_for_release(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    due(
        db,
        "select seller_id, order_id from orders where release_at is not null and release_at <= $1
            and (set_aside_until is null or set_aside_until <= $1)
        order by release_at, order_id limit $2",
        now,
        limit,
    )
    .await
}

/// Orders not paid in time.
pub async fn due_for_expiry(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    due(
        db,
        "select seller_id, order_id from orders where pay_by is not null and pay_by <= $1
            and (set_aside_until is null or set_aside_until <= $1)
        order by pay_by, order_id limit $2",
        now,
        limit,
    )
    .await
}

async fn due(db: &Db, sql: &'static str, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(now.0)
        .bind(limit)
        .fetch_all(db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(seller, order)| (SellerId::stored(seller), OrderId::stored(order)))
        .collect())
}
