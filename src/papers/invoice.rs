//! Invoice of a paid order: numbered when it is first made, without gaps within the seller.

use super::store::{self, InvoiceRow};
use crate::accounts::SellerRow;
use crate::audit::{self, Act};
use crate::db::Tx;
use crate::id::OrderId;
use crate::orders::OrderRow;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Member, may};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Invoices by their orders' ids.
pub type Invoices = HashMap<OrderId, InvoiceRow>;

/// Says no to an order that nobody paid.
pub fn needs_payment(order: &OrderRow) -> Result<(), Problem> {
    match order.paid_at {
        Some(_) => Ok(()),
        None => Err(Problem::new(
            Code::Conflict,
            format!(
                "Order #{} is not paid. Only paid orders have an invoice.",
                order.number
            ),
        )),
    }
}

/// The invoices of these paid orders; numbers those that have none yet, in this order.
pub async fn of_orders(
    app: &App,
    member: &Member<may::Orders>,
    seller: &SellerRow,
    order_ids: &[OrderId],
) -> Result<Invoices, Problem> {
    let keys: Vec<&str> = order_ids.iter().map(OrderId::as_str).collect();
    let mut reader = app.db.reader().acquire().await?;
    let known = store::invoices(&mut reader, &seller.seller_id, &keys).await?;
    drop(reader);
    if known.len() == order_ids.len() {
        return Ok(by_order(known));
    }
    if member.grant.is_looking {
        let wanted = "An invoice is first made by a member of the shop, not while an admin views it.";
        return Err(Problem::new(Code::Forbidden, wanted));
    }
    app.db
        .retrying(|| issue(app, member, seller, order_ids, &keys))
        .await
}

async fn issue(
    app: &App,
    member: &Member<may::Orders>,
    seller: &SellerRow,
    order_ids: &[OrderId],
    keys: &[&str],
) -> Result<Invoices, Problem> {
    let seller_id = &seller.seller_id;
    let mut tx = app.db.begin().await?;
    store::hold_numbers(&mut tx, seller_id).await?;
    // Another may have made some of them since they were looked for.
    let known = store::invoices(&mut tx, seller_id, keys).await?;
    let known: HashSet<OrderId> = known.into_iter().map(|row| row.order_id).collect();
    let missing: Vec<&OrderId> = order_ids.iter().filter(|id| !known.contains(*id)).collect();
    for order_id in &missing {
        let number = store::next_number(&mut tx, seller_id).await?;
        store::insert_invoice(&mut tx, seller, order_id, number, app.clock.now()).await?;
    }
    note(app, &mut tx, member, &missing).await?;
    let all = store::invoices(&mut tx, seller_id, keys).await?;
    tx.commit().await?;
    Ok(by_order(all))
}

/// Audits which orders were invoiced.
async fn note(
    app: &App,
    tx: &mut Tx,
    member: &Member<may::Orders>,
    order_ids: &[&OrderId],
) -> Result<(), Problem> {
    if order_ids.is_empty() {
        return Ok(());
    }
    let act = Act {
        action: "invoice.issued",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: order_ids.first().map(|id| id.as_str()),
        after: Some(json!({ "invoices": order_ids.len() })),
        ..Act::default()
    };
    audit::note(tx, app.clock.now(), act).await?;
    Ok(())
}

fn by_order(rows: Vec<InvoiceRow>) -> Invoices {
    rows.into_iter().map(|row| (row.order_id.clone(), row)).collect()
}
