//! SQL of order changes. Each takes the order as it was read in the same transaction and its status as a
//! condition.

use super::{line_columns, order_columns};
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{OrderGroupId, OrderId, SellerId, ShipmentId};
use crate::money::Currency;
use crate::orders::order::PaymentStatus;
use crate::orders::order::{LineRow, OrderRow, OrderStatus, Share};
use crate::orders::paid::GroupState;
use crate::orders::shipment::Shipment;
use crate::payments::{Offer, PaymentName};

/// The order, locked, inside a transaction that will change it.
pub async fn order_in(
    tx: &mut Tx,
    seller_id: &SellerId,
    order_id: &OrderId,
) -> sqlx::Result<Option<OrderRow>> {
    let order = concat!(
        "select ",
        order_columns!(),
        " from orders where seller_id = $1 and order_id = $2"
    );
    sqlx::query_as(tx.locking(order))
        .bind(seller_id.as_str())
        .bind(order_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

pub async fn lines_in(tx: &mut Tx, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<LineRow>> {
    sqlx::query_as(concat!(
        "select ",
        line_columns!(),
        " from lines where seller_id = $1 and order_id = $2 order by position"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(&mut **tx)
    .await
}

/// Adds to the order's part of the pending balance.
pub async fn hold(tx: &mut Tx, order: &OrderRow, change_minor: i64) -> sqlx::Result<()> {
    sqlx::query("update orders set held_minor = held_minor + $2 where order_id = $1")
        .bind(order.order_id.as_str())
        .bind(change_minor)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn set_status(
    tx: &mut Tx,
    order: &OrderRow,
    to: OrderStatus,
    now: Millis,
) -> sqlx::Result<OrderRow> {
    sqlx::query_as(concat!(
        "update orders set status = $2, updated_at = $3,
             completed_at = case when $2 = 'completed' then $3 else completed_at end
         where order_id = $1 returning ",
        order_columns!()
    ))
    .bind(order.order_id.as_str())
    .bind(to.as_str())
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await
}

pub async fn set_paid(tx: &mut Tx, order: &OrderRow, now: Millis) -> sqlx::Result<OrderRow> {
    sqlx::query_as(concat!(
        "update orders set status = 'paid', paid_at = $2, updated_at = $2, pay_by = null, cancelled_at = null
         where order_id = $1 returning ",
        order_columns!()
    ))
    .bind(order.order_id.as_str())
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await
}

pub async fn set_shipped(
    tx: &mut Tx,
    order: &OrderRow,
    to: OrderStatus,
    now: Millis,
) -> sqlx::Result<OrderRow> {
    sqlx::query_as(concat!(
        "update orders set status = $2, updated_at = $3, shipped_at = $3 where order_id = $1 returning ",
        order_columns!()
    ))
    .bind(order.order_id.as_str())
    .bind(to.as_str())
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await
}

pub async fn set_delivered(
    tx: &mut Tx,
    order: &OrderRow,
    release_at: Millis,
    now: Millis,
) -> sqlx::Result<OrderRow> {
    sqlx::query("update shipments set delivered_at = $2 where order_id = $1 and delivered_at is null")
        .bind(order.order_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as(concat!(
        "update orders set status = 'delivered', updated_at = $2, delivered_at = $2, release_at = $3
         where order_id = $1 returning ",
        order_columns!()
    ))
    .bind(order.order_id.as_str())
    .bind(now.0)
    .bind(release_at.0)
    .fetch_one(&mut **tx)
    .await
}

/// Ends the hold, once.
pub async fn set_released(tx: &mut Tx, order: &OrderRow, now: Millis) -> sqlx::Result<bool> {
    let released = sqlx::query(
        "update orders set release_at = null, released_at = $2 where order_id = $1 and released_at is null",
    )
    .bind(order.order_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(released.rows_affected() == 1)
}

/// The schedules pass over the order until then.
pub async fn set_aside(tx: &mut Tx, order_id: &OrderId, until: Millis) -> sqlx::Result<()> {
    sqlx::query("update orders set set_aside_until = $2 where order_id = $1")
        .bind(order_id.as_str())
        .bind(until.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Adds what went back; one that becomes refunded holds nothing any more.
pub async fn set_returned(
    tx: &mut Tx,
    order: &OrderRow,
    to: OrderStatus,
    share: Share,
    now: Millis,
) -> sqlx::Result<OrderRow> {
    sqlx::query_as(concat!(
        "update orders set status = $2, updated_at = $3, refunded_minor = refunded_minor + $4,
             commission_returned_minor = commission_returned_minor + $5,
             cancelled_at = case when $2 = 'cancelled' then $3 else cancelled_at end,
             release_at = case when $2 = 'refunded' then null else release_at end,
             pay_by = case when $2 = 'cancelled' then null else pay_by end
         where order_id = $1 returning ",
        order_columns!()
    ))
    .bind(order.order_id.as_str())
    .bind(to.as_str())
    .bind(now.0)
    .bind(share.gross_minor())
    .bind(share.commission_minor + share.commission_tax_minor)
    .fetch_one(&mut **tx)
    .await
}

/// Notes that pieces of a line are in a shipment; they are stock's to take off the shelf.
pub async fn ship_pieces(
    tx: &mut Tx,
    shipment_id: &ShipmentId,
    line: &LineRow,
    quantity: i64,
) -> sqlx::Result<()> {
    sqlx::query("insert into shipment_lines (shipment_id, line_id, quantity) values ($1, $2, $3)")
        .bind(shipment_id.as_str())
        .bind(line.line_id.as_str())
        .bind(quantity)
        .execute(&mut **tx)
        .await?;
    sqlx::query("update lines set shipped_quantity = shipped_quantity + $2 where line_id = $1")
        .bind(line.line_id.as_str())
        .bind(quantity)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that pieces of a line are cancelled, and what went back with them if they were paid; they are stock's to release.
pub async fn cancel_pieces(
    tx: &mut Tx,
    line: &LineRow,
    quantity: i64,
    share: Share,
    was_paid: bool,
) -> sqlx::Result<()> {
    sqlx::query(
        "update lines set cancelled_quantity = cancelled_quantity + $2, cancelled_minor = cancelled_minor + $3
         where line_id = $1",
    )
    .bind(line.line_id.as_str())
    .bind(quantity)
    .bind(share.gross_minor())
    .execute(&mut **tx)
    .await?;
    match was_paid {
        true => refund_pieces(tx, line, 0, share).await,
        false => Ok(()),
    }
}

/// Notes that a part of a line went back, and how many refunded pieces it is for.
pub async fn refund_pieces(tx: &mut Tx, line: &LineRow, quantity: i64, share: Share) -> sqlx::Result<()> {
    sqlx::query(
        "update lines set refunded_quantity = refunded_quantity + $2,
             returned_goods_minor = returned_goods_minor + $3,
             returned_shipping_minor = returned_shipping_minor + $4,
             returned_tax_minor = returned_tax_minor + $5,
             returned_commission_minor = returned_commission_minor + $6,
             returned_commission_tax_minor = returned_commission_tax_minor + $7
         where line_id = $1",
    )
    .bind(line.line_id.as_str())
    .bind(quantity)
    .bind(share.goods_minor)
    .bind(share.shipping_minor)
    .bind(share.tax_minor)
    .bind(share.commission_minor)
    .bind(share.commission_tax_minor)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Someone cancelled the order; expiry alone does not count.
pub async fn is_called_off(tx: &mut Tx, order_id: &OrderId) -> sqlx::Result<bool> {
    let (cancellations,): (i64,) = sqlx::query_as(
        "select count(*) from order_events where order_id = $1 and kind = 'cancelled' and actor <> 'system'",
    )
    .bind(order_id.as_str())
    .fetch_one(&mut **tx)
    .await?;
    Ok(cancellations > 0)
}

/// Opens the lines of an order that was cancelled whole.
pub async fn open_lines(tx: &mut Tx, order: &OrderRow) -> sqlx::Result<()> {
    sqlx::query("update lines set cancelled_quantity = 0, cancelled_minor = 0 where order_id = $1")
        .bind(order.order_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn insert_shipment(
    tx: &mut Tx,
    order: &OrderRow,
    shipment_id: &ShipmentId,
    shipment: &Shipment,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into shipments (shipment_id, order_id, seller_id, carrier, tracking_number, tracking_url, shipped_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(shipment_id.as_str())
    .bind(order.order_id.as_str())
    .bind(order.seller_id.as_str())
    .bind(&shipment.carrier)
    .bind(shipment.tracking_number.as_deref())
    .bind(shipment.tracking_url.as_deref())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row! {
    /// Values that a payment must match.
    #[derive(Debug)]
    pub struct GroupRow {
        pub order_group_id: OrderGroupId,
        pub reference: String,
        pub currency: Currency,
        pub total_minor: i64,
        pub payment_status: PaymentStatus,
        pub payment_provider: Option<String>,
        pub payment_reference: Option<String>,
    }
}

impl GroupRow {
    /// The payment that pays it, or is expected to.
    pub fn payment_name(&self) -> Option<PaymentName> {
        PaymentName::of(
            self.payment_provider.as_deref(),
            self.payment_reference.as_deref(),
        )
    }

    /// Whether a payment is the known one; without a reference only if none is known.
    pub fn is_paid_by(&self, name: Option<&PaymentName>) -> bool {
        match (self.payment_name(), name) {
            (None, None) => true,
            (Some(ours), Some(name)) => ours.may_be(name),
            _ => false,
        }
    }

    /// A payment offered for it.
    pub fn offer<'a>(&'a self, name: &'a PaymentName, amount_minor: Option<i64>) -> Offer<'a> {
        Offer {
            name,
            group_id: &self.order_group_id,
            offered_for: &self.reference,
            amount_minor,
            currency: self.currency,
        }
    }
}

/// The checkout of that reference, locked.
pub async fn group_by_reference(tx: &mut Tx, reference: &str) -> sqlx::Result<Option<GroupRow>> {
    let group = "select order_group_id, reference, currency, total_minor, payment_status, payment_provider,
             payment_reference
         from order_groups where reference = $1";
    sqlx::query_as(tx.locking(group))
        .bind(reference)
        .fetch_optional(&mut **tx)
        .await
}

pub async fn mark_group_paid(
    tx: &mut Tx,
    group_id: &OrderGroupId,
    name: Option<&PaymentName>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update order_groups set payment_status = 'paid', paid_at = $2,
             payment_provider = coalesce($3, payment_provider), payment_reference = coalesce($4, payment_reference)
         where order_group_id = $1",
    )
    .bind(group_id.as_str())
    .bind(now.0)
    .bind(name.and_then(PaymentName::provider))
    .bind(name.map(|name| name.reference.as_str()))
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A checkout's orders, locked, in the order of their ids.
pub async fn orders_of_group(tx: &mut Tx, group_id: &OrderGroupId) -> sqlx::Result<Vec<OrderRow>> {
    let orders = concat!(
        "select ",
        order_columns!(),
        " from orders where order_group_id = $1 order by order_id"
    );
    sqlx::query_as(tx.locking(orders))
        .bind(group_id.as_str())
        .fetch_all(&mut **tx)
        .await
}

/// Statuses of a checkout's orders.
pub async fn group_state(tx: &mut Tx, group_id: &OrderGroupId) -> sqlx::Result<GroupState> {
    let orders = sqlx::query_as(
        "select order_id, seller_id, status from orders where order_group_id = $1 order by order_id",
    )
    .bind(group_id.as_str())
    .fetch_all(&mut **tx)
    .await?;
    Ok(GroupState {
        order_group_id: group_id.clone(),
        orders,
    })
}
