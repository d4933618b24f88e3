//! Record of a refund: its row and lines, and the event that tells of it.

use super::refund::RefundRow;
use super::store::{self, RefundLineRow};
use crate::db::Tx;
use crate::events;
use serde_json::json;

/// Records a refund with its lines and announces it, in the transaction that took its money.
pub async fn record(tx: &mut Tx, refund: &RefundRow, lines: &[RefundLineRow]) -> sqlx::Result<()> {
    store::insert(tx, refund).await?;
    for line in lines {
        store::insert_line(tx, &refund.refund_id, line).await?;
    }
    let content = json!({
        "refund_id": refund.refund_id, "order_id": refund.order_id, "status": refund.status,
        "amount": refund.currency.decimal(refund.amount_minor), "currency": refund.currency,
    });
    events::emit(
        tx,
        refund.created_at,
        "refund.created",
        Some(&refund.seller_id),
        &content,
    )
    .await
    .map(drop)
}
