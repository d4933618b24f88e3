//! Payment of an order: the money becomes the seller's, pending until delivery and hold are over.

use super::order::{OrderRow, OrderStatus};
use super::refund;
use super::store::{self, GroupRow};
use super::timeline::{Actor, TimelineKind};
use crate::accounts;
use crate::analytics::{self, Sold};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{OrderGroupId, OrderId, SellerId};
use crate::money::{Currency, Decimal};
use crate::orders::order::PaymentStatus;
use crate::payments::{self, KeepOutcome, MatchOutcome, Offer, PaymentName, PaymentState};
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{self, Pieces};
use crate::wallet::{self, Account, Kind, Transfer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Transfers of a sale: the buyer's money in, the commission out.
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

/// Posts the sale of a newly paid order, and counts its products.
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
        TimelineKind::Paid,
        Actor::Payment,
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
    /// Amount, which must be that of the checkout; other payments are kept for a person.
    pub amount: Option<Decimal>,
    pub currency: Option<String>,
}

/// Statuses of a checkout's orders.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = CheckoutState)]
pub struct GroupState {
    pub order_group_id: OrderGroupId,
    pub orders: Vec<GroupOrder>,
}

crate::row! {
    /// One seller's order of a checkout.
    #[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
    #[schema(as = CheckoutOrder)]
    pub struct GroupOrder {
        pub order_id: OrderId,
        pub seller_id: SellerId,
        pub status: OrderStatus,
    }
}

/// Marks the checkout of that reference paid; a payment of another amount or currency is kept for a person. A
/// payment that comes after the stock was let go takes stock again; where there is none any more, or the
/// seller called it off, the order stays cancelled and the buyer's money is to go back.
pub async fn pay(app: &App, reference: &str, payment: PaymentForm) -> Result<GroupState, Problem> {
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
    let name = PaymentName::of(provider.as_deref(), payment_reference.as_deref());
    app.db
        .retrying(|| pay_once(app, reference, &payment, name.as_ref()))
        .await
}

/// Amount and currency that a payment reports.
#[derive(Debug, Clone, Copy)]
struct Received {
    amount_minor: Option<i64>,
    currency: Currency,
}

impl Received {
    /// Amount in the checkout's currency, unless the payment names one.
    fn of(payment: &PaymentForm, group: &GroupRow) -> Result<Self, FieldErrors> {
        let stated = payment.currency.as_deref().map(str::trim);
        let currency = match stated.filter(|code| !code.is_empty()) {
            Some(code) => Currency::parse(code)
                .ok_or_else(|| FieldErrors::of("currency", "Send a currency code such as USD."))?,
            None => group.currency,
        };
        let amount_minor = match &payment.amount {
            None => None,
            Some(amount) => match amount.minor(currency) {
                Ok(minor) if minor > 0 || minor == group.total_minor => Some(minor),
                Ok(_) => return Err(FieldErrors::of("amount", "The amount must be above 0.")),
                Err(error) => return Err(FieldErrors::of("amount", format!("The amount {error}."))),
            },
        };
        Ok(Self {
            amount_minor,
            currency,
        })
    }

    /// Field and message of a difference from the checkout.
    fn difference(self, group: &GroupRow) -> Option<(&'static str, String)> {
        if self.currency != group.currency {
            return Some(("currency", format!("The order is in {}.", group.currency)));
        }
        let differs = self.amount_minor.is_some_and(|minor| minor != group.total_minor);
        let whole = || group.currency.show(group.total_minor);
        differs.then(|| ("amount", format!("The order total is {}.", whole())))
    }
}

async fn pay_once(
    app: &App,
    reference: &str,
    payment: &PaymentForm,
    name: Option<&PaymentName>,
) -> Result<GroupState, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let group = store::group_by_reference(&mut tx, reference)
        .await?
        .ok_or_else(Problem::not_found)?;
    let received = Received::of(payment, &group)?;
    let is_paid = group.payment_status == PaymentStatus::Paid;
    if is_paid && !group.is_paid_by(name) {
        return paid_again(tx, &group, received, name, now).await;
    }
    if let Some((field, why)) = received.difference(&group) {
        return match name {
            Some(name) if !is_paid => keep_differing(tx, &group, received, name, (field, why), now).await,
            _ => Err(FieldErrors::of(field, why).into()),
        };
    }
    if is_paid {
        return Ok(store::group_state(&mut tx, &group.order_group_id).await?);
    }
    if let Some(name) = name {
        let offer = group.offer(name, Some(group.total_minor));
        take_payment(&mut tx, offer, true, now).await?;
    }
    store::mark_group_paid(&mut tx, &group.order_group_id, name, now)
        .await
        .map_err(
            |error| match crate::db::is_taken(&error, "order_groups", "payment") {
                true => Problem::conflict(ANOTHERS),
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

const ANOTHERS: &str = "That payment belongs to another order.";

/// Assigns a payment to a checkout, or expects it; rejects another checkout's.
pub(super) async fn take_payment(
    tx: &mut Tx,
    offer: Offer<'_>,
    is_paid: bool,
    now: Millis,
) -> Result<(), Problem> {
    let state = if is_paid {
        PaymentState::Paid
    } else {
        PaymentState::Expected
    };
    match payments::take(tx, offer, state, now).await? {
        MatchOutcome::Ours => Ok(()),
        MatchOutcome::OfAnother => Err(Problem::conflict(ANOTHERS)),
        MatchOutcome::Kept => Err(Problem::conflict(
            "That payment was received before and could not be used; it is kept for a person to settle.",
        )),
    }
}

/// Rejects a payment of another amount or currency, and keeps it for a person.
async fn keep_differing(
    tx: Tx,
    group: &GroupRow,
    received: Received,
    name: &PaymentName,
    (field, why): (&'static str, String),
    now: Millis,
) -> Result<GroupState, Problem> {
    let reason = format!(
        "The payment for {} was already received with another {field}. {why}",
        group.reference
    );
    let kept = keep(tx, group, received, name, &reason, now).await?;
    Err(FieldErrors::of(field, kept).into())
}

/// Rejects a second payment of a paid checkout, and keeps it for a person.
async fn paid_again(
    tx: Tx,
    group: &GroupRow,
    received: Received,
    name: Option<&PaymentName>,
    now: Millis,
) -> Result<GroupState, Problem> {
    let by = match group.payment_name() {
        Some(name) => format!(", by {name}"),
        None => String::new(),
    };
    let paid = format!("{} is already paid{by}.", group.reference);
    Err(match name {
        Some(name) => Problem::conflict(keep(tx, group, received, name, &paid, now).await?),
        None => Problem::conflict(format!(
            "{paid} This payment has no reference, so it was not kept."
        )),
    })
}

/// Keeps an unmatched payment for a person, with an explanation.
async fn keep(
    mut tx: Tx,
    group: &GroupRow,
    received: Received,
    name: &PaymentName,
    reason: &str,
    now: Millis,
) -> Result<String, Problem> {
    let offer = Offer {
        currency: received.currency,
        ..group.offer(name, received.amount_minor)
    };
    let KeepOutcome::ForReview(payment_id) = payments::keep(&mut tx, offer, reason, now).await? else {
        return Err(Problem::conflict(ANOTHERS));
    };
    tx.commit().await?;
    Ok(format!(
        "{reason} The payment {name} is kept as {payment_id} for a person to settle."
    ))
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
    if let Some(refused) = refused {
        store::note(
            tx,
            &before,
            TimelineKind::RefundDue,
            Actor::Payment,
            None,
            Some(before.total_minor),
            Some(refused),
            now,
        )
        .await?;
        return refund::of_late_payment(tx, &before, refused, now).await;
    }
    let after = store::set_paid(tx, &before, now).await?;
    analytics::moved(
        tx,
        &before.seller_id,
        &before.day,
        Some(before.contribution()),
        after.contribution(),
    )
    .await?;
    post_sale(tx, &after, now).await
}

/// Reserves an expired order's pieces again and reopens its lines; all or nothing.
async fn reserve_again(tx: &mut Tx, order: &OrderRow, now: Millis) -> Result<bool, Problem> {
    let lines = store::lines_in(tx, &order.seller_id, &order.order_id).await?;
    let pieces: Vec<Pieces<'_>> = lines.iter().map(|line| line.pieces(line.quantity)).collect();
    let is_reserved = stock::reserve_all(tx, &pieces, now).await?;
    if is_reserved {
        store::open_lines(tx, order).await?;
    }
    Ok(is_reserved)
}

/// Why a cancelled order does not come back with its payment; when there is no reason, its stock is reserved again.
async fn why_too_late(tx: &mut Tx, order: &OrderRow, now: Millis) -> Result<Option<&'static str>, Problem> {
    Ok(if store::is_called_off(tx, &order.order_id).await? {
        Some("Paid after the seller cancelled it, so the buyer is owed a refund.")
    } else if !accounts::hold_shop(tx, &order.seller_id).await? {
        Some("Paid after the shop closed, so the buyer is owed a refund.")
    } else if !reserve_again(tx, order, now).await? {
        Some("Paid after it expired; the stock is gone, so the buyer is owed a refund.")
    } else {
        None
    })
}
