//! Kinds and actors of an order's timeline entries.

use super::order::OrderStatus;

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
        /// A payment came too late: it is to go back to the buyer.
        RefundDue = "refund_due",
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
