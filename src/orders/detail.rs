//! One order with all its details.

use super::order::{LineRow, OrderRow};
use super::store::{self, BuyerRow, HappeningRow, PiecesRow, ShipmentRow};
use super::timeline;
use crate::id::OrderId;
use crate::problem::Problem;
use crate::refunds::{self, RefundRow};
use crate::state::App;
use crate::viewer::{Member, may};

/// An order, its lines, its buyer, its shipments and its timeline.
#[derive(Debug, Clone)]
pub struct Detail {
    pub order: OrderRow,
    /// Whether it waits to be shipped past its time.
    pub is_late: bool,
    pub lines: Vec<LineRow>,
    /// The shipping rate that the buyer chose.
    pub shipping_name: Option<String>,
    pub buyer: BuyerRow,
    pub shipments: Vec<ShipmentRow>,
    pub pieces: Vec<PiecesRow>,
    pub timeline: Vec<HappeningRow>,
    pub refunds: Vec<RefundRow>,
}

/// One of the seller's orders, whole.
pub async fn detail(app: &App, member: &Member<may::Orders>, order_id: &OrderId) -> Result<Detail, Problem> {
    let (db, seller_id) = (&app.db, &member.seller_id);
    let order = store::order(db, seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let (lines, shipping_name, buyer, shipments, pieces, timeline, refunds) = tokio::try_join!(
        store::lines(db, seller_id, order_id),
        store::shipping_name(db, seller_id, order_id),
        store::buyer(db, &order.order_group_id),
        store::shipments(db, seller_id, order_id),
        store::shipped_pieces(db, seller_id, order_id),
        store::timeline(db, seller_id, order_id, timeline::NEWEST, timeline::SHOWN),
        refunds::of_order(db, seller_id, order_id),
    )?;
    Ok(Detail {
        is_late: order.is_late(app.clock.now()),
        order,
        lines,
        shipping_name,
        buyer,
        shipments,
        pieces,
        timeline,
        refunds,
    })
}

/// An order with its lines and its buyer: what its papers show.
#[derive(Debug, Clone)]
pub struct SoldOrder {
    pub order: OrderRow,
    pub lines: Vec<LineRow>,
    pub buyer: BuyerRow,
}

/// One of the seller's orders, as its papers show it.
pub async fn sold_order(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
) -> Result<SoldOrder, Problem> {
    let (db, seller_id) = (&app.db, &member.seller_id);
    let order = store::order(db, seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let (lines, buyer) = tokio::try_join!(
        store::lines(db, seller_id, order_id),
        store::buyer(db, &order.order_group_id),
    )?;
    Ok(SoldOrder { order, lines, buyer })
}

/// The number of one of the seller's orders.
pub async fn number(app: &App, member: &Member<may::Orders>, order_id: &OrderId) -> Result<i64, Problem> {
    let order = store::order(&app.db, &member.seller_id, order_id).await?;
    Ok(order.ok_or_else(Problem::not_found)?.number)
}
