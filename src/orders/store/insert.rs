//! SQL of intake: variants, groups, orders, lines, timeline.

use crate::clock::Millis;
use crate::db::{Connection, Json, Tx};
use crate::id::{LineId, OrderEventId, OrderGroupId, OrderId, ProductId, SellerId, UserId, VariantId};
use crate::money::Currency;
use crate::orders::checkout::{Checkout, VariantReference};
use crate::orders::money_split::SplitLine;
use crate::orders::order::OrderRow;
use crate::orders::search::{text_of, words_of};
use crate::orders::timeline::{Actor, TimelineKind};
use crate::payments::PaymentName;
use crate::products::ProductStatus;
use crate::viewer::SellerStatus;

/// The hash and the answer of a checkout that was placed before.
pub async fn group_answer(tx: &mut Tx, reference: &str) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query_as("select body_hash, answer from order_groups where reference = $1")
        .bind(reference)
        .fetch_optional(&mut **tx)
        .await
}

crate::row! {
    /// A variant with its selling conditions.
    #[derive(Debug, Clone)]
    pub struct OrderableRow {
        pub variant_id: VariantId,
        pub product_id: ProductId,
        pub seller_id: SellerId,
        pub name: String,
        /// The values, in the order of the product's options.
        pub options: Json<Vec<String>>,
        pub sku: Option<String>,
        pub price_minor: i64,
        pub on_hand: i64,
        pub reserved: i64,
        pub product_status: ProductStatus,
        /// Since when the product is held back by a review.
        pub held_at: Option<i64>,
        pub seller_status: SellerStatus,
        pub currency: Currency,
        pub timezone: String,
        pub vacation_from: Option<String>,
        pub vacation_to: Option<String>,
        pub weight_grams: Option<i64>,
        /// Since when it may be ordered without stock.
        pub backorder_at: Option<i64>,
        pub category_id: Option<String>,
    }
}

impl OrderableRow {
    /// Pieces not reserved.
    pub fn free(&self) -> i64 {
        (self.on_hand - self.reserved).max(0)
    }

    /// The variant in words: `S / Blue`.
    pub fn variant_name(&self) -> String {
        self.options.0.join(" / ")
    }
}

/// The variant a line wants, of whichever seller: the key is the marketplace's.
pub async fn orderable(
    connection: &mut Connection,
    wanted: &VariantReference,
) -> sqlx::Result<Option<OrderableRow>> {
    match wanted {
        VariantReference::Variant(variant_id) => {
            sqlx::query_as(
                "select v.variant_id, v.product_id, v.seller_id, p.name, v.options, v.sku, v.price_minor, v.on_hand,
                     v.reserved, p.status as product_status, p.held_at,
                     s.status as seller_status, s.currency, s.timezone,
                     s.vacation_from, s.vacation_to, v.weight_grams, v.backorder_at, p.category_id
                 from variants v join products p on p.product_id = v.product_id
                 join sellers s on s.seller_id = v.seller_id
                 where v.variant_id = $1 and v.removed_at is null",
            )
            .bind(variant_id.as_str())
            .fetch_optional(connection)
            .await
        }
        VariantReference::Sku { seller_id, sku } => {
            sqlx::query_as(
                "select v.variant_id, v.product_id, v.seller_id, p.name, v.options, v.sku, v.price_minor, v.on_hand,
                     v.reserved, p.status as product_status, p.held_at,
                     s.status as seller_status, s.currency, s.timezone,
                     s.vacation_from, s.vacation_to, v.weight_grams, v.backorder_at, p.category_id
                 from variants v join products p on p.product_id = v.product_id
                 join sellers s on s.seller_id = v.seller_id
                 where v.seller_id = $1 and v.sku = $2 and v.removed_at is null",
            )
            .bind(seller_id.as_str())
            .bind(sku)
            .fetch_optional(connection)
            .await
        }
    }
}

pub async fn insert_group(
    tx: &mut Tx,
    group_id: &OrderGroupId,
    checkout: &Checkout,
    total_minor: i64,
    answer: &str,
    now: Millis,
) -> sqlx::Result<()> {
    let ship_to =
        serde_json::to_string(&checkout.ship_to).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "insert into order_groups (order_group_id, reference, body_hash, currency, placed_at, buyer_name, buyer_email,
             buyer_phone, ship_to, shipping_minor, tax_minor, discount_minor, total_minor, payment_status,
             payment_provider, payment_reference, answer, created_at, paid_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(group_id.as_str())
    .bind(&checkout.reference)
    .bind(&checkout.fingerprint)
    .bind(checkout.currency.code())
    .bind(checkout.placed_at.0)
    .bind(&checkout.buyer_name)
    .bind(&checkout.buyer_email)
    .bind(checkout.buyer_phone.as_deref())
    .bind(ship_to)
    .bind(checkout.shipping_minor)
    .bind(checkout.tax_minor)
    .bind(checkout.discount_minor)
    .bind(total_minor)
    .bind(if checkout.paid { "paid" } else { "pending" })
    .bind(checkout.payment.as_ref().and_then(PaymentName::provider))
    .bind(checkout.payment.as_ref().map(|payment| payment.reference.as_str()))
    .bind(answer)
    .bind(now.0)
    .bind(checkout.paid.then_some(now.0))
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Locks the seller for its next order number.
pub async fn lock_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    tx.lock(
        "select 1 from sellers where seller_id = $1",
        &[seller_id.as_str()],
    )
    .await
}

/// The next order number of a seller who sells, and the timezone that decides the order's day.
///
/// Both come from the row this statement locks: a shop that closes, is suspended or counts its days anew in another
/// timezone takes the same row first, so it is wholly before the order or wholly after it.
pub async fn next_number(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<(i64, String)>> {
    sqlx::query_as(
        "update sellers set next_order_number = next_order_number + 1
         where seller_id = $1 and status = 'approved' returning next_order_number - 1, timezone",
    )
    .bind(seller_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

pub async fn insert_order(tx: &mut Tx, row: &OrderRow) -> sqlx::Result<()> {
    let words = words_of(&row.reference, &row.buyer_name, &row.buyer_email);
    super::insert_words(tx, &row.seller_id, row.number, &words).await?;
    sqlx::query(
        "insert into orders (order_id, order_group_id, seller_id, number, status, currency, reference, buyer_name,
             buyer_email, search_text, units, goods_minor, discount_minor, shipping_minor, tax_minor, total_minor,
             commission_minor, commission_tax_minor, hold_days, unproven_hold_days, day, placed_at, updated_at,
             paid_at, pay_by, ship_by, words_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
             $22, $23, $24, $25, $26, $23)",
    )
    .bind(row.order_id.as_str())
    .bind(row.order_group_id.as_str())
    .bind(row.seller_id.as_str())
    .bind(row.number)
    .bind(row.status.as_str())
    .bind(row.currency.code())
    .bind(&row.reference)
    .bind(&row.buyer_name)
    .bind(&row.buyer_email)
    .bind(text_of(&words))
    .bind(row.units)
    .bind(row.goods_minor)
    .bind(row.discount_minor)
    .bind(row.shipping_minor)
    .bind(row.tax_minor)
    .bind(row.total_minor)
    .bind(row.commission_minor)
    .bind(row.commission_tax_minor)
    .bind(row.hold_days)
    .bind(row.unproven_hold_days)
    .bind(&row.day)
    .bind(row.placed_at.0)
    .bind(row.updated_at.0)
    .bind(row.paid_at.map(|at| at.0))
    .bind(row.pay_by.map(|at| at.0))
    .bind(row.ship_by.map(|at| at.0))
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn insert_line(
    tx: &mut Tx,
    line_id: &LineId,
    order: &OrderRow,
    position: i64,
    line: &SplitLine,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into lines (line_id, order_id, seller_id, position, product_id, variant_id, name, variant_name, sku,
             quantity, unit_price_minor, goods_minor, discount_minor, shipping_minor, tax_minor, commission_minor,
             commission_tax_minor, commission_basis_points)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(line_id.as_str())
    .bind(order.order_id.as_str())
    .bind(order.seller_id.as_str())
    .bind(position)
    .bind(line.variant.product_id.as_str())
    .bind(line.variant.variant_id.as_str())
    .bind(&line.variant.name)
    .bind(line.variant.variant_name())
    .bind(line.variant.sku.as_deref())
    .bind(line.quantity)
    .bind(line.unit_price_minor)
    .bind(line.goods_minor)
    .bind(line.discount_minor)
    .bind(line.shipping_minor)
    .bind(line.tax_minor)
    .bind(line.commission_minor)
    .bind(line.commission_tax_minor)
    .bind(line.commission_basis_points)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Adds a line to an order's timeline.
pub async fn note(
    tx: &mut Tx,
    order: &OrderRow,
    kind: TimelineKind,
    actor: Actor,
    user_id: Option<&UserId>,
    amount_minor: Option<i64>,
    detail: Option<&str>,
    at: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into order_events (order_event_id, order_id, seller_id, kind, actor, user_id, amount_minor, detail, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(OrderEventId::new(at).as_str())
    .bind(order.order_id.as_str())
    .bind(order.seller_id.as_str())
    .bind(kind.as_str())
    .bind(actor.as_str())
    .bind(user_id.map(UserId::as_str))
    .bind(amount_minor)
    .bind(detail)
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Keeps the name of the shipping rate that the buyer chose.
pub async fn set_shipping_name(
    tx: &mut Tx,
    seller_id: &SellerId,
    order_id: &OrderId,
    name: &str,
) -> sqlx::Result<()> {
    sqlx::query("update orders set shipping_name = $3 where seller_id = $1 and order_id = $2")
        .bind(seller_id.as_str())
        .bind(order_id.as_str())
        .bind(name)
        .execute(&mut **tx)
        .await
        .map(drop)
}
