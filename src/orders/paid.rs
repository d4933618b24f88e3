//! An order is paid: the money is the seller's, pending until delivery and the hold are over.

use super::order::{OrderRow, OrderStatus};
use super::store;
use crate::accounts;
use crate::analytics::{self, Sold};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::wallet::{self, Account, Kind, Transfer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a sale posts: the buyer's money comes in, the commission goes out of it.
pub(crate) fn sale(order: &OrderRow) -> [Transfer; 3] {
    let number = order.number;
    [
        (
            Kind::Sale,
            Account::Buyers,
            Account::Pending,
            order.total_minor,
            format!("Order #{number}"),
        ),
        (
            Kind::Commission,
            Account::Pending,
            Account::Commission,
            order.commission_minor,
            format!("Commission on order #{number}"),
        ),
        (
            Kind::CommissionTax,
            Account::Pending,
            Account::CommissionTax,
            order.commission_tax_minor,
            format!("Tax on the commission on order #{number}"),
        ),
    ]
    .map(|posting| Transfer::of_order(&order.order_id, order.order_id.as_str(), posting))
}

/// Posts the sale of an order that is paid now, and counts its products.
pub async fn post_sale(tx: &mut Tx, order: &OrderRow, now: Millis) -> Result<(), Problem> {
    wallet::post(tx, &order.seller_id, order.currency, now, &sale(order)).await?;
    let held = order.total_minor - order.commission_minor - order.commission_tax_minor;
    store::hold(tx, order, held).await?;
    let lines = store::lines_in(tx, &order.seller_id, &order.order_id).await?;
    let products = lines
        .iter()
        .map(|line| Sold {
            product_id: &line.product_id,
            units: line.quantity,
            revenue_minor: line.goods_minor - line.discount_minor,
        })
        .collect();
    analytics::sold(tx, &order.seller_id, &order.day, products).await?;
    store::note(
        tx,
        order,
        "paid",
        "payment",
        None,
        Some(order.total_minor),
        None,
        now,
    )
    .await?;
    events::emit(
        tx,
        now,
        "order.paid",
        Some(&order.seller_id),
        &json!({ "order_id": order.order_id }),
    )
    .await?;
    Ok(())
}

/// A payment of a checkout that was pending.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = Payment)]
pub struct PaymentForm {
    pub provider: Option<String>,
    pub reference: Option<String>,
    /// When said, it has to be the whole amount of the checkout.
    pub amount: Option<Decimal>,
    pub currency: Option<String>,
}

/// Marks the checkout of that reference paid. A payment that comes after the stock was let go takes stock again;
/// where there is none any more, or the seller called it off, the order stays cancelled and the buyer's money is to
/// go back.
pub async fn pay(app: &App, reference: &str, payment: PaymentForm) -> Result<String, Problem> {
    let mut errors = FieldErrors::new();
    let provider = errors.take(
        "provider",
        form::optional_line(payment.provider.as_deref(), "The payment provider", 60),
    );
    let payment_reference = errors.take(
        "reference",
        form::optional_line(payment.reference.as_deref(), "The payment reference", 200),
    );
    let (provider, payment_reference) = errors.or(provider.zip(payment_reference))?;
    app.db
        .retrying(|| {
            pay_once(
                app,
                reference,
                &payment,
                provider.as_deref(),
                payment_reference.as_deref(),
            )
        })
        .await
}

async fn pay_once(
    app: &App,
    reference: &str,
    payment: &PaymentForm,
    provider: Option<&str>,
    payment_reference: Option<&str>,
) -> Result<String, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let group = store::group_by_reference(&mut tx, reference)
        .await?
        .ok_or_else(Problem::not_found)?;
    if let Some(currency) = payment.currency.as_deref()
        && !currency.eq_ignore_ascii_case(group.currency.code())
    {
        return Err(FieldErrors::of("currency", format!("The order is in {}.", group.currency)).into());
    }
    if let Some(amount) = &payment.amount
        && amount.minor(group.currency) != Ok(group.total_minor)
    {
        let whole = group.currency.show(group.total_minor);
        return Err(FieldErrors::of("amount", format!("The order comes to {whole}.")).into());
    }
    if group.payment_status == "paid" {
        return Ok(store::group_state(&mut tx, &group.order_group_id).await?);
    }
    let marked =
        store::mark_group_paid(&mut tx, &group.order_group_id, provider, payment_reference, now).await;
    marked.map_err(
        |error| match crate::db::is_taken(&error, "order_groups", "payment") {
            true => Problem::conflict("That payment belongs to another order."),
            false => error.into(),
        },
    )?;
    for order in store::orders_of_group(&mut tx, &group.order_group_id).await? {
        pay_order(&mut tx, order, now).await?;
    }
    let state = store::group_state(&mut tx, &group.order_group_id).await?;
    tx.commit().await?;
    Ok(state)
}

async fn pay_order(tx: &mut Tx, before: OrderRow, now: Millis) -> Result<(), Problem> {
    let comes_late = before.status() == OrderStatus::Cancelled && before.paid_at.is_none();
    if before.status() != OrderStatus::Pending && !comes_late {
        return Ok(());
    }
    let refused = match comes_late {
        true => why_too_late(tx, &before, now).await?,
        false => None,
    };
    if refused.is_some() {
        store::note(
            tx,
            &before,
            "refund_due",
            "payment",
            None,
            Some(before.total_minor),
            refused,
            now,
        )
        .await?;
        let content =
            json!({ "order_id": before.order_id, "amount": before.currency.decimal(before.total_minor) });
        events::emit(tx, now, "refund.created", Some(&before.seller_id), &content).await?;
        return Ok(());
    }
    let after = store::set_paid(tx, &before, now).await?;
    analytics::moved(
        tx,
        &before.seller_id,
        &before.day,
        Some(before.standing()),
        after.standing(),
    )
    .await?;
    post_sale(tx, &after, now).await
}

/// Why a cancelled order does not come back with its payment; when there is no reason, its stock is reserved again.
async fn why_too_late(tx: &mut Tx, order: &OrderRow, now: Millis) -> Result<Option<&'static str>, Problem> {
    Ok(if store::is_called_off(tx, &order.order_id).await? {
        Some("Paid after the seller had cancelled it, so the buyer's money goes back.")
    } else if !accounts::hold_shop(tx, &order.seller_id).await? {
        Some("Paid after the shop had closed, so the buyer's money goes back.")
    } else if !store::reserve_again(tx, order, now).await? {
        Some("Paid after it had expired; the stock is gone, so the buyer's money goes back.")
    } else {
        None
    })
}
