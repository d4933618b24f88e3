//! Orders as the API shows them.

use crate::clock::Millis;
use crate::id::{LineId, OrderGroupId, OrderId, ProductId, SellerId, ShipmentId, VariantId};
use crate::money::{Currency, Decimal};
use crate::orders::checkout::{Address, Checkout};
use crate::orders::detail::Detail;
use crate::orders::money_split::SellerOrder;
use crate::orders::order::OrderStatus;
use crate::orders::order::PaymentStatus;
use crate::orders::store::{HappeningRow, ListRow};
use crate::orders::timeline::TimelineKind;
use crate::refunds::RefundJson;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Response to a storefront's cart.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlacedGroup {
    pub order_group_id: OrderGroupId,
    pub orders: Vec<PlacedOrder>,
}

/// One seller's part of a cart.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlacedOrder {
    pub order_id: OrderId,
    pub seller_id: SellerId,
    pub status: PaymentStatus,
    pub total: Decimal,
    pub goods: Decimal,
    pub shipping: Decimal,
    pub tax: Decimal,
    pub discount: Decimal,
    pub lines: Vec<PlacedLine>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlacedLine {
    pub variant_id: VariantId,
    pub sku: Option<String>,
    pub name: String,
    pub quantity: i64,
    pub unit_price: Decimal,
    pub goods: Decimal,
    pub discount: Decimal,
}

impl PlacedOrder {
    pub fn of(order: &SellerOrder, order_id: &OrderId, checkout: &Checkout) -> Self {
        let show = |minor| checkout.currency.decimal(minor);
        Self {
            order_id: order_id.clone(),
            seller_id: order.seller_id.clone(),
            status: checkout.payment_status(),
            total: show(order.total_minor()),
            goods: show(order.goods_minor()),
            shipping: show(order.shipping_minor),
            tax: show(order.tax_minor),
            discount: show(order.discount_minor),
            lines: order
                .lines
                .iter()
                .map(|line| PlacedLine {
                    variant_id: line.variant.variant_id.clone(),
                    sku: line.variant.sku.clone(),
                    name: line.variant.name.clone(),
                    quantity: line.quantity,
                    unit_price: show(line.unit_price_minor),
                    goods: show(line.goods_minor),
                    discount: show(line.discount_minor),
                })
                .collect(),
        }
    }
}

/// An order in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderListed {
    pub order_id: OrderId,
    pub number: i64,
    pub status: OrderStatus,
    pub reference: String,
    pub buyer_name: String,
    pub units: i64,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub total: Decimal,
    pub refunded: Decimal,
    pub placed_at: Millis,
    /// Until when it should be shipped.
    pub ship_by: Millis,
    /// Whether it waits to be shipped past `ship_by`.
    pub late: bool,
}

impl OrderListed {
    /// The order as it is at a moment.
    pub fn of(row: ListRow, now: Millis) -> Self {
        Self {
            ship_by: row.ship_by(),
            late: row.is_late(now),
            status: row.status,
            total: row.currency.decimal(row.total_minor),
            refunded: row.currency.decimal(row.refunded_minor),
            order_id: row.order_id,
            number: row.number,
            reference: row.reference,
            buyer_name: row.buyer_name,
            units: row.units,
            currency: row.currency,
            placed_at: row.placed_at,
        }
    }
}

/// One order, whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView {
    pub order_id: OrderId,
    pub order_group_id: OrderGroupId,
    pub number: i64,
    pub reference: String,
    pub status: OrderStatus,
    /// Statuses the seller may set next.
    pub allowed: Vec<OrderStatus>,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub goods: Decimal,
    pub discount: Decimal,
    pub shipping: Decimal,
    /// The shipping rate that the buyer chose.
    pub shipping_name: Option<String>,
    pub tax: Decimal,
    /// Total charged to the buyer: goods less discount, plus shipping and tax. It stays when something is
    /// cancelled.
    pub total: Decimal,
    /// Cancelled part of the total: the sum of the lines' `cancelled`.
    pub cancelled: Decimal,
    /// The total less cancellations.
    pub remaining: Decimal,
    /// Amount owed or returned to the buyer: cancellations after payment, and refunds.
    pub refunded: Decimal,
    pub commission: Decimal,
    pub commission_tax: Decimal,
    /// Commission and its tax that the seller does not pay, because it was cancelled.
    pub commission_returned: Decimal,
    /// Remaining total less commission and tax, plus their returned part.
    pub seller_receives: Decimal,
    pub buyer: BuyerView,
    pub lines: Vec<LineView>,
    pub shipments: Vec<ShipmentView>,
    pub timeline: Vec<HappeningView>,
    /// What went back to the buyer, oldest first.
    pub refunds: Vec<RefundJson>,
    pub placed_at: Millis,
    /// Until when it should be shipped.
    pub ship_by: Millis,
    /// Whether it waits to be shipped past `ship_by`.
    pub late: bool,
    pub paid_at: Option<Millis>,
    pub shipped_at: Option<Millis>,
    pub delivered_at: Option<Millis>,
    pub completed_at: Option<Millis>,
    pub cancelled_at: Option<Millis>,
    /// When its money becomes available.
    pub available_at: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderBuyer)]
pub struct BuyerView {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub ship_to: Option<Address>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct LineView {
    pub line_id: LineId,
    pub product_id: ProductId,
    pub variant_id: VariantId,
    pub name: String,
    pub variant: String,
    pub sku: Option<String>,
    pub quantity: i64,
    pub shipped_quantity: i64,
    pub cancelled_quantity: i64,
    pub refunded_quantity: i64,
    pub unit_price: Decimal,
    pub goods: Decimal,
    pub discount: Decimal,
    pub shipping: Decimal,
    pub tax: Decimal,
    pub commission: Decimal,
    pub commission_tax: Decimal,
    /// Cancelled part of goods less discount, plus shipping and tax.
    pub cancelled: Decimal,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shipment)]
pub struct ShipmentView {
    pub shipment_id: ShipmentId,
    pub carrier: String,
    pub tracking_number: Option<String>,
    /// Page on which the parcel can be followed.
    pub tracking_url: Option<String>,
    pub shipped_at: Millis,
    pub delivered_at: Option<Millis>,
    pub lines: Vec<PiecesView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShippedPieces)]
pub struct PiecesView {
    pub line_id: LineId,
    pub quantity: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineEntry)]
pub struct HappeningView {
    pub kind: TimelineKind,
    pub by: String,
    pub amount: Option<Decimal>,
    /// What is said beside it; the text of a note.
    pub detail: Option<String>,
    pub at: Millis,
}

impl HappeningView {
    pub fn of(happening: HappeningRow, currency: Currency) -> Self {
        Self {
            amount: happening.amount_minor.map(|minor| currency.decimal(minor)),
            by: happening.user_name.unwrap_or(happening.actor.to_string()),
            kind: happening.kind,
            detail: happening.detail,
            at: happening.at,
        }
    }
}

/// A new shipment, and the updated order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShippedOrder)]
pub struct Shipped {
    pub shipment_id: ShipmentId,
    #[serde(flatten)]
    pub order: OrderView,
}

impl From<Detail> for OrderView {
    fn from(detail: Detail) -> Self {
        let Detail {
            order,
            is_late,
            lines,
            shipping_name,
            buyer,
            shipments,
            pieces,
            timeline,
            refunds,
        } = detail;
        let show = |minor| order.currency.decimal(minor);
        let status = order.status();
        let cancelled_minor = order.cancelled_minor(&lines);
        let ship_by = order.ship_by();
        Self {
            goods: show(order.goods_minor),
            discount: show(order.discount_minor),
            shipping: show(order.shipping_minor),
            shipping_name,
            tax: show(order.tax_minor),
            total: show(order.total_minor),
            cancelled: show(cancelled_minor),
            remaining: show(order.total_minor - cancelled_minor),
            refunded: show(order.refunded_minor),
            commission: show(order.commission_minor),
            commission_tax: show(order.commission_tax_minor),
            commission_returned: show(order.commission_back_minor()),
            seller_receives: show(order.net_minor()),
            status,
            allowed: status.next().to_vec(),
            currency: order.currency,
            buyer: BuyerView {
                name: buyer.buyer_name,
                email: buyer.buyer_email,
                phone: buyer.buyer_phone,
                ship_to: Some(buyer.ship_to.0),
            },
            lines: lines
                .into_iter()
                .map(|line| LineView {
                    unit_price: show(line.unit_price_minor),
                    goods: show(line.goods_minor),
                    discount: show(line.discount_minor),
                    shipping: show(line.shipping_minor),
                    tax: show(line.tax_minor),
                    commission: show(line.commission_minor),
                    commission_tax: show(line.commission_tax_minor),
                    cancelled: show(line.cancelled_minor),
                    line_id: line.line_id,
                    product_id: line.product_id,
                    variant_id: line.variant_id,
                    name: line.name,
                    variant: line.variant_name,
                    sku: line.sku,
                    quantity: line.quantity,
                    shipped_quantity: line.shipped_quantity,
                    cancelled_quantity: line.cancelled_quantity,
                    refunded_quantity: line.refunded_quantity,
                })
                .collect(),
            shipments: shipments
                .into_iter()
                .map(|shipment| ShipmentView {
                    lines: pieces
                        .iter()
                        .filter(|piece| piece.shipment_id == shipment.shipment_id)
                        .map(|piece| PiecesView {
                            line_id: piece.line_id.clone(),
                            quantity: piece.quantity,
                        })
                        .collect(),
                    tracking_url: shipment.link(),
                    shipment_id: shipment.shipment_id,
                    carrier: shipment.carrier,
                    tracking_number: shipment.tracking_number,
                    shipped_at: shipment.shipped_at,
                    delivered_at: shipment.delivered_at,
                })
                .collect(),
            timeline: timeline
                .into_iter()
                .map(|happening| HappeningView::of(happening, order.currency))
                .collect(),
            refunds: refunds.into_iter().map(RefundJson::from).collect(),
            order_id: order.order_id,
            order_group_id: order.order_group_id,
            number: order.number,
            reference: order.reference,
            placed_at: order.placed_at,
            ship_by,
            late: is_late,
            paid_at: order.paid_at,
            shipped_at: order.shipped_at,
            delivered_at: order.delivered_at,
            completed_at: order.completed_at,
            cancelled_at: order.cancelled_at,
            available_at: order.release_at.or(order.released_at),
        }
    }
}
