//! The refund: why it was made, what it took, and whether the buyer has the money.

use crate::clock::Millis;
use crate::id::{OrderId, RefundId, SellerId, UserId};
use crate::money::Currency;
use serde::Serialize;

crate::stored_enum! {
    /// Whether the buyer has the money.
    pub enum RefundStatus {
        /// A provider is asked for it.
        Processing = "processing",
        /// The buyer has it.
        Paid = "paid",
        /// The provider refused.
        Failed = "failed",
        /// Sent back outside of here, and not confirmed yet.
        External = "external",
    }
}

impl RefundStatus {
    /// The status in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Processing => "Being sent",
            Self::Paid => "Paid back",
            Self::Failed => "Failed",
            Self::External => "Owed to the buyer",
        }
    }
}

crate::stored_enum! {
    /// Why money goes back.
    #[schema(as = RefundCause)]
    pub enum Cause {
        Refund = "refund",
        Cancellation = "cancellation",
        /// The order was called off before the payment came.
        LatePayment = "late_payment",
    }
}

impl Cause {
    /// The cause in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Refund => "Refund",
            Self::Cancellation => "Cancellation",
            Self::LatePayment => "Paid too late",
        }
    }
}

/// Amounts that a refund took from each of the seller's balances; together its amount less the commission returned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TakenFrom {
    pub pending_minor: i64,
    pub reserved_minor: i64,
    pub available_minor: i64,
    pub debt_minor: i64,
}

crate::row! {
    /// One refund as stored. Amounts in minor units of its currency.
    #[derive(Debug, Clone)]
    pub struct RefundRow {
        pub refund_id: RefundId,
        pub seller_id: SellerId,
        pub order_id: OrderId,
        pub cause: Cause,
        pub status: RefundStatus,
        pub currency: Currency,
        /// What goes back to the buyer: goods less discount, tax and shipping.
        pub amount_minor: i64,
        pub goods_minor: i64,
        pub tax_minor: i64,
        pub shipping_minor: i64,
        /// Commission that the seller got back for it; so its tax.
        pub commission_minor: i64,
        pub commission_tax_minor: i64,
        pub pending_minor: i64,
        pub reserved_minor: i64,
        pub available_minor: i64,
        pub debt_minor: i64,
        pub reason: String,
        pub user_id: Option<UserId>,
        pub created_at: Millis,
        pub paid_at: Option<Millis>,
        /// Name of the payment that brought it to the buyer.
        pub reference: Option<String>,
    }
}

impl RefundRow {
    pub fn taken_from(&self) -> TakenFrom {
        TakenFrom {
            pending_minor: self.pending_minor,
            reserved_minor: self.reserved_minor,
            available_minor: self.available_minor,
            debt_minor: self.debt_minor,
        }
    }
}
