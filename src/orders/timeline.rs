//! An order's timeline: what happened to it, and its members' notes.

use super::order::OrderStatus;
use super::store::{self, HappeningRow};
use crate::id::{OrderEventId, OrderId};
use crate::listed::Listed;
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};

/// Sorts after every entry's id: where the newest begin.
pub const NEWEST: &str = "oev_~";
/// Entries that an order's page shows.
pub const SHOWN: i64 = 500;

/// Entries of an order's timeline after the cursor, newest first.
pub async fn entries(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    after: Option<&str>,
    limit: i64,
) -> Result<(Currency, Listed<HappeningRow>), Problem> {
    let seller_id = &member.seller_id;
    let order = store::order(&app.db, seller_id, order_id).await?;
    let currency = order.ok_or_else(Problem::not_found)?.currency;
    let before = after.unwrap_or(NEWEST);
    let rows = store::timeline(&app.db, seller_id, order_id, before, limit + 1).await?;
    let listed = Listed::cut(rows, limit, |row| row.order_event_id.to_string());
    Ok((currency, listed))
}

/// One entry of an order's timeline.
pub async fn entry(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    id: &OrderEventId,
) -> Result<HappeningRow, Problem> {
    // What sorts right after the id.
    let before = format!("{id}~");
    let rows = store::timeline(&app.db, &member.seller_id, order_id, &before, 1).await?;
    let row = rows.into_iter().find(|row| row.order_event_id == *id);
    row.ok_or_else(Problem::not_found)
}

crate::stored_enum! {
    /// Kind of an order's timeline entry: a status it reached, or another event its seller should know of.
    pub enum TimelineKind {
        Placed = "placed",
        Pending = "pending",
        Paid = "paid",
        Processing = "processing",
        PartiallyShipped = "partially_shipped",
        Shipped = "shipped",
        Delivered = "delivered",
        Completed = "completed",
        Cancelled = "cancelled",
        Refunded = "refunded",
        /// The money that was held became available.
        Released = "released",
        /// Money went back to the buyer, and some of it is left.
        RefundMade = "refund_made",
        /// A payment came too late: it is to go back to the buyer.
        RefundDue = "refund_due",
        /// A member's private note.
        Note = "note",
    }
}

crate::stored_enum! {
    /// Actor behind a timeline entry.
    #[schema(as = TimelineActor)]
    pub enum Actor {
        Storefront = "storefront",
        Seller = "seller",
        Payment = "payment",
        System = "system",
        Admin = "admin",
    }
}

impl TimelineKind {
    /// The status that the order came to with it.
    pub fn status(self) -> Option<OrderStatus> {
        OrderStatus::parse(self.as_str())
    }
}

impl From<OrderStatus> for TimelineKind {
    fn from(status: OrderStatus) -> Self {
        match status {
            OrderStatus::Pending => Self::Pending,
            OrderStatus::Paid => Self::Paid,
            OrderStatus::Processing => Self::Processing,
            OrderStatus::PartiallyShipped => Self::PartiallyShipped,
            OrderStatus::Shipped => Self::Shipped,
            OrderStatus::Delivered => Self::Delivered,
            OrderStatus::Completed => Self::Completed,
            OrderStatus::Cancelled => Self::Cancelled,
            OrderStatus::Refunded => Self::Refunded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_told_by_its_own_word() {
        for status in OrderStatus::ALL {
            assert_eq!(TimelineKind::from(status).as_str(), status.as_str());
            assert_eq!(TimelineKind::from(status).status(), Some(status));
        }
        assert_eq!(TimelineKind::Released.status(), None);
    }
}
