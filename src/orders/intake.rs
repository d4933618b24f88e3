//! Intake: a storefront's checkout becomes one order per seller. Split, stock, money, figures and events are one
//! transaction; the same reference again gets the first answer.

use super::cart::{self, CartLine};
use super::checkout::Checkout;
use super::money_split::{self, Priced};
use super::order::{OrderRow, OrderStatus};
use super::timeline::{Actor, TimelineKind};
use super::{api, paid, ship_by, store, terms};
use crate::clock::{MINUTE_MS, Millis};
use crate::db::{self, Tx};
use crate::events;
use crate::form::FieldErrors;
use crate::id::{LineId, OrderGroupId, OrderId, ProductId, SellerId};
use crate::money::MAX_MINOR;
use crate::payments::Offer;
use crate::policies::{self, Policy};
use crate::problem::Problem;
use crate::products;
use crate::shipping;
use crate::state::App;
use crate::stock::{self, Pieces};
use serde_json::json;
use std::collections::BTreeSet;

/// Response to a storefront.
pub struct Placed {
    /// The JSON response, as first given.
    pub answer: String,
    /// The reference and body came before.
    pub again: bool,
}

/// Places a checkout. Its fingerprint tells the same checkout from another one with the same reference; `body_hash` is
/// what orders of before fingerprints are known by.
pub async fn place(app: &App, checkout: &Checkout, body_hash: &str) -> Result<Placed, Problem> {
    app.db.retrying(|| place_once(app, checkout, body_hash)).await
}

async fn place_once(app: &App, checkout: &Checkout, body_hash: &str) -> Result<Placed, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some((known_hash, answer)) = store::group_answer(&mut tx, &checkout.reference).await? {
        return before(known_hash, answer, checkout, body_hash);
    }
    let policy = policies::current_in(&mut tx).await?;
    let lines = resolve(&mut tx, checkout, now).await?;
    let goods = money_split::goods(&lines)?;
    if checkout.discount_minor > goods {
        return Err(FieldErrors::of("discount", "The discount is larger than the goods.").into());
    }
    let terms = terms::of(&mut tx, checkout, &lines).await?;
    let checkout = &terms::applied(checkout, &terms);
    let total_minor = goods - checkout.discount_minor + checkout.shipping_minor + checkout.tax_minor;
    if total_minor > MAX_MINOR {
        return Err(FieldErrors::of("lines", "The order is too large.").into());
    }
    let orders = money_split::on_terms(checkout, lines, &policy, &terms);
    // In one order for everyone: carts of the same sellers at once do not wait for each other in a ring.
    let sellers: BTreeSet<&SellerId> = orders.iter().map(|order| &order.seller_id).collect();
    for seller_id in sellers {
        store::lock_seller(&mut tx, seller_id).await?;
    }
    let group_id = OrderGroupId::new(now);
    let mut rows = Vec::with_capacity(orders.len());
    let ids: Vec<OrderId> = orders.iter().map(|_| OrderId::new(now)).collect();
    let drafts: Vec<api::PlacedOrder> = orders
        .iter()
        .zip(&ids)
        .map(|(order, id)| api::PlacedOrder::of(order, id, checkout))
        .collect();
    let answer = serde_json::to_string(&api::PlacedGroup {
        order_group_id: group_id.clone(),
        orders: drafts,
    })
    .map_err(|error| Problem::internal(&error))?;
    if let Err(error) = store::insert_group(&mut tx, &group_id, checkout, total_minor, &answer, now).await {
        return taken(app, tx, error, checkout, body_hash).await;
    }
    if let Some(name) = &checkout.payment {
        let offer = Offer {
            name,
            group_id: &group_id,
            offered_for: &checkout.reference,
            amount_minor: Some(total_minor),
            currency: checkout.currency,
        };
        paid::take_payment(&mut tx, offer, checkout.paid, now).await?;
    }
    for (order, order_id) in orders.into_iter().zip(ids) {
        let row = write_order(&mut tx, checkout, &policy, &group_id, order_id, order, now).await?;
        if let Some(name) = terms.shipping_name(&row.seller_id) {
            store::set_shipping_name(&mut tx, &row.seller_id, &row.order_id, name).await?;
        }
        rows.push(row);
    }
    for row in &rows {
        store::note(
            &mut tx,
            row,
            TimelineKind::Placed,
            Actor::Storefront,
            None,
            Some(row.total_minor),
            None,
            now,
        )
        .await?;
        crate::analytics::moved(&mut tx, &row.seller_id, &row.day, None, row.contribution()).await?;
        let content = json!({ "order_id": row.order_id, "order_group_id": group_id });
        events::emit(&mut tx, now, "order.placed", Some(&row.seller_id), &content).await?;
        if checkout.paid {
            paid::post_sale(&mut tx, row, now).await?;
        }
    }
    tx.commit().await?;
    Ok(Placed { answer, again: false })
}

/// The reference was there before: the first answer, or a conflict for another body.
fn before(
    known_hash: String,
    answer: String,
    checkout: &Checkout,
    body_hash: &str,
) -> Result<Placed, Problem> {
    if known_hash == checkout.fingerprint || known_hash == body_hash {
        Ok(Placed { answer, again: true })
    } else {
        Err(Problem::conflict(
            "That reference was already used for another order.",
        ))
    }
}

/// Conflict of a reference or payment used between the check and the write.
async fn taken(
    app: &App,
    tx: Tx,
    error: sqlx::Error,
    checkout: &Checkout,
    body_hash: &str,
) -> Result<Placed, Problem> {
    drop(tx);
    if db::is_taken(&error, "order_groups", "payment") {
        return Err(Problem::conflict("That payment belongs to another order."));
    }
    if !db::is_taken(&error, "order_groups", "reference") {
        return Err(error.into());
    }
    let mut tx = app.db.begin().await?;
    match store::group_answer(&mut tx, &checkout.reference).await? {
        Some((known_hash, answer)) => before(known_hash, answer, checkout, body_hash),
        None => Err(Problem::conflict(
            "An order with that reference is being placed right now.",
        )),
    }
}

/// Finds every line's variant, refuses what cannot be sold, and reserves the stock.
async fn resolve(tx: &mut Tx, checkout: &Checkout, now: Millis) -> Result<Vec<Priced>, Problem> {
    let found = cart::find(tx, checkout, now).await?;
    let pieces: Vec<Pieces<'_>> = found.iter().map(CartLine::pieces).collect();
    let lacking = stock::reserve(tx, &pieces, now).await?;
    cart::refuse_lacking(&found, lacking)?;
    Ok(cart::priced(found))
}

async fn write_order(
    tx: &mut Tx,
    checkout: &Checkout,
    policy: &Policy,
    group_id: &OrderGroupId,
    order_id: OrderId,
    order: money_split::SellerOrder,
    now: Millis,
) -> Result<OrderRow, Problem> {
    let (number, timezone) = store::next_number(tx, &order.seller_id)
        .await?
        .ok_or_else(|| FieldErrors::of("lines", cart::DOES_NOT_SELL))?;
    // A shop whose timezone cannot be read has no days: an order is not put on another shop's.
    let zone = jiff::tz::TimeZone::get(&timezone).map_err(|error| Problem::internal(&error))?;
    let handling_days = shipping::handling_days(tx, &order.seller_id).await?;
    let status = if checkout.paid {
        OrderStatus::Paid
    } else {
        OrderStatus::Pending
    };
    let row = OrderRow {
        order_id: order_id.clone(),
        order_group_id: group_id.clone(),
        seller_id: order.seller_id.clone(),
        number,
        status,
        currency: checkout.currency,
        reference: checkout.reference.clone(),
        buyer_name: checkout.buyer_name.clone(),
        buyer_email: checkout.buyer_email.clone(),
        units: order.lines.iter().map(|line| line.quantity).sum(),
        goods_minor: order.goods_minor(),
        discount_minor: order.discount_minor,
        shipping_minor: order.shipping_minor,
        tax_minor: order.tax_minor,
        total_minor: order.total_minor(),
        commission_minor: order.lines.iter().map(|line| line.commission_minor).sum(),
        commission_tax_minor: order.lines.iter().map(|line| line.commission_tax_minor).sum(),
        refunded_minor: 0,
        commission_returned_minor: 0,
        hold_days: policy.hold_days,
        unproven_hold_days: policy.unproven_hold_days,
        held_minor: 0,
        day: checkout.placed_at.day(&zone).to_string(),
        placed_at: checkout.placed_at,
        updated_at: now,
        paid_at: checkout.paid.then_some(now),
        shipped_at: None,
        delivered_at: None,
        completed_at: None,
        cancelled_at: None,
        pay_by: (!checkout.paid).then(|| now.plus(policy.payment_minutes * MINUTE_MS)),
        release_at: None,
        released_at: None,
        ship_by: Some(ship_by::of(checkout.placed_at, handling_days, &zone)),
    };
    store::insert_order(tx, &row).await?;
    let sold: Vec<ProductId> = order
        .lines
        .iter()
        .map(|line| line.variant.product_id.clone())
        .collect();
    for (position, line) in order.lines.into_iter().enumerate() {
        store::insert_line(tx, &LineId::new(now), &row, position as i64, &line).await?;
    }
    products::mark_sold(tx, &row.seller_id, &sold, now).await?;
    Ok(row)
}
