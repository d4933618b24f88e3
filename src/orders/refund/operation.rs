//! The refund of a paid order, in one transaction with its money, stock, figures, timeline and event.

use super::division::by_amount;
use super::form::{Refund, What};
use super::postings;
use crate::analytics::{self, Sold};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::form::FieldErrors;
use crate::id::{LineId, OrderId, RefundId, SellerId, UserId};
use crate::orders::order::{LineRow, OrderRow, OrderStatus, Share};
use crate::orders::store;
use crate::orders::timeline::{Actor, TimelineKind};
use crate::problem::{Code, Problem};
use crate::refunds::{self, Cause, RefundLineRow, RefundRow, RefundStatus, TakenFrom};
use crate::state::App;
use crate::stock::{self, Pieces};
use crate::wallet;
use serde_json::json;

/// Who refunds.
#[derive(Debug, Clone, Copy)]
pub struct ByWhom<'a> {
    pub actor: Actor,
    pub user_id: Option<&'a UserId>,
}

/// Part of one line that goes back.
struct Part<'a> {
    line: &'a LineRow,
    /// Pieces; 0 of an amount.
    pieces: i64,
    share: Share,
}

/// Refunds shipped pieces or an amount of a seller's order.
pub async fn refund(
    app: &App,
    seller_id: &SellerId,
    order_id: &OrderId,
    form: super::RefundForm,
    by: ByWhom<'_>,
) -> Result<RefundRow, Problem> {
    let order = store::order(&app.db, seller_id, order_id).await?;
    let refund = form.parse(order.ok_or_else(Problem::not_found)?.currency)?;
    app.db
        .retrying(|| refund_once(app, seller_id, order_id, &refund, by))
        .await
}

async fn refund_once(
    app: &App,
    seller_id: &SellerId,
    order_id: &OrderId,
    refund: &Refund,
    by: ByWhom<'_>,
) -> Result<RefundRow, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let order = store::order_in(&mut tx, seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let made = refund_in(&mut tx, &order, refund, by, now).await?;
    tx.commit().await?;
    Ok(made)
}

/// Refunds inside a transaction that has read the order.
async fn refund_in(
    tx: &mut Tx,
    order: &OrderRow,
    refund: &Refund,
    by: ByWhom<'_>,
    now: Millis,
) -> Result<RefundRow, Problem> {
    if order.paid_at.is_none() {
        return Err(Problem::conflict(
            "The order is not paid, so there is nothing to refund.",
        ));
    }
    let lines = store::lines_in(tx, &order.seller_id, &order.order_id).await?;
    let parts = match &refund.what {
        What::Pieces { pieces, shipping, .. } => of_pieces(order, &lines, pieces, *shipping)?,
        What::AmountMinor(amount_minor) => of_amount(order, &lines, *amount_minor)?,
    };
    let share = sum(&parts);
    let is_whole = share.gross_minor() > 0 && order.refunded_minor + share.gross_minor() == order.total_minor;
    if let What::Pieces { restock: true, .. } = refund.what {
        let pieces: Vec<Pieces<'_>> = parts.iter().map(|part| part.line.pieces(part.pieces)).collect();
        stock::restock(tx, &order.seller_id, &order.order_id, by.user_id, &pieces, now).await?;
    }
    if is_whole {
        free_open_pieces(tx, &lines, now).await?;
    }
    let refund_id = RefundId::new(now);
    let taken = post(tx, order, &refund_id, &parts, now).await?;
    for part in &parts {
        store::refund_pieces(tx, part.line, part.pieces, part.share).await?;
    }
    let status = if is_whole {
        OrderStatus::Refunded
    } else {
        order.status()
    };
    let after = store::set_returned(tx, order, status, share, now).await?;
    let moved = analytics::moved(
        tx,
        &order.seller_id,
        &order.day,
        Some(order.contribution()),
        after.contribution(),
    );
    moved.await?;
    let freed = lines
        .iter()
        .filter(|_| is_whole)
        .map(|line| (line, line.open_quantity(), Share::default()));
    let returned = parts.iter().map(|part| (part.line, part.pieces, part.share));
    take_back(tx, order, returned.chain(freed)).await?;
    let row = RefundRow {
        reason: refund.reason.clone(),
        user_id: by.user_id.cloned(),
        ..row(order, refund_id, Cause::Refund, share, taken, now)
    };
    let lines: Vec<RefundLineRow> = parts.iter().filter(|part| part.counts()).map(Part::row).collect();
    refunds::record(tx, &row, &lines).await?;
    remember(tx, &after, &row, by, now).await?;
    Ok(row)
}

impl Part<'_> {
    /// Whether anything of the line goes back.
    fn counts(&self) -> bool {
        self.pieces > 0 || self.share != Share::default()
    }

    fn row(&self) -> RefundLineRow {
        RefundLineRow {
            line_id: self.line.line_id.clone(),
            quantity: self.pieces,
            goods_minor: self.share.goods_minor,
            tax_minor: self.share.tax_minor,
            shipping_minor: self.share.shipping_minor,
            commission_minor: self.share.commission_minor,
            commission_tax_minor: self.share.commission_tax_minor,
        }
    }
}

fn sum(parts: &[Part<'_>]) -> Share {
    parts
        .iter()
        .fold(Share::default(), |sum, part| sum.plus(part.share))
}

/// Refuses more than is left of what the buyer paid.
fn exceeds(order: &OrderRow) -> Problem {
    let left = order.total_minor - order.refunded_minor;
    let detail = match left {
        0 => "Everything that was paid for the order has gone back.".to_owned(),
        _ => format!(
            "Only {} of what was paid for the order is left.",
            order.currency.show(left)
        ),
    };
    Problem::new(Code::RefundExceedsOrder, detail)
}

/// Checks pieces: only shipped ones are refunded, each once.
fn of_pieces<'a>(
    order: &OrderRow,
    lines: &'a [LineRow],
    pieces: &[(LineId, i64)],
    shipping: bool,
) -> Result<Vec<Part<'a>>, Problem> {
    if order.total_minor == order.refunded_minor && order.total_minor > 0 {
        return Err(exceeds(order));
    }
    let mut errors = FieldErrors::new();
    let mut parts = Vec::with_capacity(pieces.len());
    for (at, (line_id, quantity)) in pieces.iter().enumerate() {
        let Some(line) = lines.iter().find(|line| line.line_id == *line_id) else {
            errors.add(format!("lines.{at}.line_id"), "That line is not in this order.");
            continue;
        };
        if *quantity > line.refundable_quantity() {
            return Err(too_many(line, *quantity));
        }
        parts.push(Part {
            line,
            pieces: *quantity,
            share: line.share(*quantity, shipping),
        });
    }
    errors.or(Some(parts)).map_err(Problem::from)
}

fn too_many(line: &LineRow, quantity: i64) -> Problem {
    let (name, left) = (&line.name, line.refundable_quantity());
    if quantity <= left + line.open_quantity() {
        return Problem::conflict(format!(
            "{} of {name} have not been shipped: cancel them instead of refunding them.",
            quantity - left
        ));
    }
    let detail = format!("Only {left} of {name} can be refunded.");
    Problem::new(Code::RefundExceedsOrder, detail)
}

fn of_amount<'a>(
    order: &OrderRow,
    lines: &'a [LineRow],
    amount_minor: i64,
) -> Result<Vec<Part<'a>>, Problem> {
    if amount_minor > order.total_minor - order.refunded_minor {
        return Err(exceeds(order));
    }
    let shares = by_amount(lines, amount_minor);
    let part = |(line, share)| Part {
        line,
        pieces: 0,
        share,
    };
    Ok(lines.iter().zip(shares).map(part).collect())
}

/// Posts the parts; says what they took from which balance.
async fn post(
    tx: &mut Tx,
    order: &OrderRow,
    refund_id: &RefundId,
    parts: &[Part<'_>],
    now: Millis,
) -> Result<TakenFrom, Problem> {
    let share = sum(parts);
    let balances = wallet::balances_in(tx, &order.seller_id).await?;
    let taken = postings::taken(order, share.gross_minor() - share.fees_minor(), &balances);
    let shares: Vec<(LineId, Share)> = parts
        .iter()
        .map(|part| (part.line.line_id.clone(), part.share))
        .collect();
    let transfers = postings::transfers(order, refund_id, &shares, &taken, balances.debt_minor);
    wallet::post(tx, &order.seller_id, order.currency, now, &transfers).await?;
    store::hold(tx, order, -taken.pending_minor).await?;
    Ok(taken)
}

/// Cancels what is still open of an order that goes back whole.
async fn free_open_pieces(tx: &mut Tx, lines: &[LineRow], now: Millis) -> Result<(), Problem> {
    let open: Vec<&LineRow> = lines.iter().filter(|line| line.open_quantity() > 0).collect();
    let pieces: Vec<Pieces<'_>> = open
        .iter()
        .map(|line| line.pieces(line.open_quantity()))
        .collect();
    stock::release(tx, &pieces, now).await?;
    for line in open {
        store::cancel_pieces(tx, line, line.open_quantity(), Share::default(), false).await?;
    }
    Ok(())
}

/// Deducts what went back from that day's sales.
pub(in crate::orders) async fn take_back<'a>(
    tx: &mut Tx,
    order: &OrderRow,
    parts: impl Iterator<Item = (&'a LineRow, i64, Share)>,
) -> Result<(), Problem> {
    let products = parts
        .filter(|(_, pieces, share)| *pieces > 0 || share.goods_minor > 0)
        .map(|(line, pieces, share)| Sold {
            product_id: &line.product_id,
            units: -pieces,
            revenue_minor: -share.goods_minor,
        })
        .collect();
    Ok(analytics::sold(tx, &order.seller_id, &order.day, products).await?)
}

fn row(
    order: &OrderRow,
    refund_id: RefundId,
    cause: Cause,
    share: Share,
    taken: TakenFrom,
    now: Millis,
) -> RefundRow {
    RefundRow {
        refund_id,
        seller_id: order.seller_id.clone(),
        order_id: order.order_id.clone(),
        cause,
        status: RefundStatus::External,
        currency: order.currency,
        amount_minor: share.gross_minor(),
        goods_minor: share.goods_minor,
        tax_minor: share.tax_minor,
        shipping_minor: share.shipping_minor,
        commission_minor: share.commission_minor,
        commission_tax_minor: share.commission_tax_minor,
        pending_minor: taken.pending_minor,
        reserved_minor: taken.reserved_minor,
        available_minor: taken.available_minor,
        debt_minor: taken.debt_minor,
        reason: String::new(),
        user_id: None,
        created_at: now,
        paid_at: None,
        reference: None,
    }
}

/// Notes a refund in the order's timeline and the audit log.
async fn remember(
    tx: &mut Tx,
    after: &OrderRow,
    row: &RefundRow,
    by: ByWhom<'_>,
    now: Millis,
) -> Result<(), Problem> {
    let kind = match after.status() {
        OrderStatus::Refunded => TimelineKind::Refunded,
        _ => TimelineKind::RefundMade,
    };
    let (amount, reason) = (Some(row.amount_minor), Some(row.reason.as_str()));
    store::note(tx, after, kind, by.actor, by.user_id, amount, reason, now).await?;
    let act = Act {
        action: "order.refunded",
        seller_id: Some(&row.seller_id),
        user_id: by.user_id,
        subject: Some(row.refund_id.as_str()),
        after: Some(json!({
            "order_id": row.order_id, "amount": row.currency.decimal(row.amount_minor), "reason": row.reason,
        })),
        ..Act::default()
    };
    Ok(audit::note(tx, now, act).await?)
}

/// Records what is owed to the buyer for cancelled pieces of a paid order, whose money was taken from pending.
pub async fn of_cancellation(
    tx: &mut Tx,
    order: &OrderRow,
    share: Share,
    reason: &str,
    by: Option<&UserId>,
    now: Millis,
) -> Result<(), Problem> {
    let taken = TakenFrom {
        pending_minor: share.gross_minor() - share.fees_minor(),
        ..TakenFrom::default()
    };
    let row = RefundRow {
        reason: reason.to_owned(),
        user_id: by.cloned(),
        ..row(order, RefundId::new(now), Cause::Cancellation, share, taken, now)
    };
    Ok(refunds::record(tx, &row, &[]).await?)
}

/// Records what is owed to the buyer for a payment of an order that stays cancelled; none of it was the seller's.
pub async fn of_late_payment(
    tx: &mut Tx,
    order: &OrderRow,
    reason: &str,
    now: Millis,
) -> Result<(), Problem> {
    let share = Share {
        goods_minor: order.goods_minor - order.discount_minor,
        shipping_minor: order.shipping_minor,
        tax_minor: order.tax_minor,
        ..Share::default()
    };
    let row = RefundRow {
        reason: reason.to_owned(),
        ..row(
            order,
            RefundId::new(now),
            Cause::LatePayment,
            share,
            TakenFrom::default(),
            now,
        )
    };
    Ok(refunds::record(tx, &row, &[]).await?)
}
