//! The order: one seller's part of a checkout, its statuses and their transitions.

use crate::analytics::OrderContribution;
use crate::clock::Millis;
use crate::id::{LineId, OrderGroupId, OrderId, ProductId, SellerId, VariantId};
use crate::money::{Currency, share_of_pieces};
use crate::stock::Pieces;

crate::stored_enum! {
    /// Status of an order.
    pub enum OrderStatus {
        Pending = "pending",
        Paid = "paid",
        Processing = "processing",
        PartiallyShipped = "partially_shipped",
        Shipped = "shipped",
        Delivered = "delivered",
        Completed = "completed",
        Cancelled = "cancelled",
        Refunded = "refunded",
    }
}

crate::stored_enum! {
    /// Whether a checkout is paid.
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PaymentStatus {
        Pending = "pending",
        Paid = "paid",
    }
}

impl OrderStatus {
    /// The status in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pending => "Unpaid",
            Self::Paid => "Paid",
            Self::Processing => "Processing",
            Self::PartiallyShipped => "Partly shipped",
            Self::Shipped => "Shipped",
            Self::Delivered => "Delivered",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
            Self::Refunded => "Refunded",
        }
    }

    /// Statuses a seller may set by hand from here.
    pub fn next(self) -> &'static [OrderStatus] {
        match self {
            Self::Pending => &[Self::Cancelled],
            Self::Paid => &[Self::Processing, Self::Cancelled],
            Self::Processing => &[Self::Shipped, Self::Cancelled],
            Self::PartiallyShipped => &[Self::Shipped],
            Self::Shipped => &[Self::Delivered],
            Self::Delivered => &[Self::Completed],
            Self::Completed | Self::Cancelled | Self::Refunded => &[],
        }
    }

    /// Something of it can still be shipped.
    pub fn is_to_ship(self) -> bool {
        matches!(self, Self::Paid | Self::Processing | Self::PartiallyShipped)
    }

    /// Something of it can still be cancelled.
    pub fn is_cancellable(self) -> bool {
        self == Self::Pending || self.is_to_ship()
    }

    /// Whether it is neither completed nor cancelled.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Completed | Self::Cancelled | Self::Refunded)
    }
}

crate::row! {
    /// One order as stored. Amounts in minor units of its currency.
    #[derive(Debug, Clone)]
    pub struct OrderRow {
        pub order_id: OrderId,
        pub order_group_id: OrderGroupId,
        pub seller_id: SellerId,
        /// Counts up within the seller.
        pub number: i64,
        pub status: OrderStatus,
        pub currency: Currency,
        pub reference: String,
        pub buyer_name: String,
        pub buyer_email: String,
        pub units: i64,
        pub goods_minor: i64,
        pub discount_minor: i64,
        pub shipping_minor: i64,
        pub tax_minor: i64,
        /// Total charged to the buyer; unchanged by cancellations.
        pub total_minor: i64,
        pub commission_minor: i64,
        pub commission_tax_minor: i64,
        /// Amount refunded to the buyer.
        pub refunded_minor: i64,
        /// Commission and its tax that went back to the seller with it.
        pub commission_returned_minor: i64,
        pub hold_days: i64,
        pub unproven_hold_days: i64,
        /// Amount of it in the seller's pending balance.
        pub held_minor: i64,
        /// The day it was placed, in the seller's timezone.
        pub day: String,
        pub placed_at: Millis,
        pub updated_at: Millis,
        pub paid_at: Option<Millis>,
        pub shipped_at: Option<Millis>,
        pub delivered_at: Option<Millis>,
        pub completed_at: Option<Millis>,
        pub cancelled_at: Option<Millis>,
        pub pay_by: Option<Millis>,
        pub release_at: Option<Millis>,
        pub released_at: Option<Millis>,
        pub ship_by: Option<Millis>,
    }
}

impl OrderRow {
    pub fn status(&self) -> OrderStatus {
        self.status
    }

    /// Cancelled part of the total, paid or not. `lines` are the order's.
    pub fn cancelled_minor(&self, lines: &[LineRow]) -> i64 {
        lines.iter().map(|line| line.cancelled_minor).sum()
    }

    /// Commission and tax the seller does not pay: the returned part, or all of it if nothing was paid.
    pub fn commission_back_minor(&self) -> i64 {
        if self.came_to_nothing() {
            self.commission_minor + self.commission_tax_minor
        } else {
            self.commission_returned_minor
        }
    }

    /// Contribution to analytics in the current status.
    pub fn contribution(&self) -> OrderContribution<'_> {
        OrderContribution {
            status: self.status.as_str(),
            units: self.units,
            total_minor: if self.came_to_nothing() {
                0
            } else {
                self.total_minor
            },
            refunded_minor: self.refunded_minor,
        }
    }

    /// Called off before anyone paid: no money ever moved.
    pub fn came_to_nothing(&self) -> bool {
        self.paid_at.is_none() && self.status() == OrderStatus::Cancelled
    }

    /// Amount the seller receives: total less commission, tax and refunds.
    pub fn net_minor(&self) -> i64 {
        if self.came_to_nothing() {
            return 0;
        }
        self.total_minor - self.refunded_minor - self.commission_minor - self.commission_tax_minor
            + self.commission_returned_minor
    }
}

crate::row! {
    /// A stored line, at the terms of the sale.
    #[derive(Debug, Clone)]
    pub struct LineRow {
        pub line_id: LineId,
        pub order_id: OrderId,
        pub position: i64,
        pub product_id: ProductId,
        pub variant_id: VariantId,
        pub name: String,
        pub variant_name: String,
        pub sku: Option<String>,
        pub quantity: i64,
        pub unit_price_minor: i64,
        pub goods_minor: i64,
        pub discount_minor: i64,
        pub shipping_minor: i64,
        pub tax_minor: i64,
        pub commission_minor: i64,
        pub commission_tax_minor: i64,
        pub commission_basis_points: i64,
        pub shipped_quantity: i64,
        pub cancelled_quantity: i64,
        pub refunded_quantity: i64,
        /// Buyer's part of the cancelled pieces, paid or not.
        pub cancelled_minor: i64,
        /// Goods less discount that went back to the buyer; so the next four.
        pub returned_goods_minor: i64,
        pub returned_shipping_minor: i64,
        pub returned_tax_minor: i64,
        /// Commission that went back to the seller; so its tax.
        pub returned_commission_minor: i64,
        pub returned_commission_tax_minor: i64,
    }
}

/// Amounts returned for pieces of a line, at the line's frozen terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Goods less discount.
    pub goods_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub commission_minor: i64,
    pub commission_tax_minor: i64,
}

impl Share {
    /// Amount returned to the buyer.
    pub fn gross_minor(self) -> i64 {
        self.goods_minor + self.shipping_minor + self.tax_minor
    }

    /// Commission and its tax.
    pub fn fees_minor(self) -> i64 {
        self.commission_minor + self.commission_tax_minor
    }

    pub fn less(self, other: Self) -> Self {
        Self {
            goods_minor: self.goods_minor - other.goods_minor,
            shipping_minor: self.shipping_minor - other.shipping_minor,
            tax_minor: self.tax_minor - other.tax_minor,
            commission_minor: self.commission_minor - other.commission_minor,
            commission_tax_minor: self.commission_tax_minor - other.commission_tax_minor,
        }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            goods_minor: self.goods_minor + other.goods_minor,
            shipping_minor: self.shipping_minor + other.shipping_minor,
            tax_minor: self.tax_minor + other.tax_minor,
            commission_minor: self.commission_minor + other.commission_minor,
            commission_tax_minor: self.commission_tax_minor + other.commission_tax_minor,
        }
    }
}

impl LineRow {
    /// Pieces that are neither shipped nor cancelled.
    pub fn open_quantity(&self) -> i64 {
        self.quantity - self.shipped_quantity - self.cancelled_quantity
    }

    /// So many pieces of it, as stock counts them.
    pub fn pieces(&self, quantity: i64) -> Pieces<'_> {
        Pieces {
            variant_id: &self.variant_id,
            quantity,
        }
    }

    /// Shipped pieces that were not refunded yet.
    pub fn refundable_quantity(&self) -> i64 {
        self.shipped_quantity - self.refunded_quantity
    }

    /// All of it, as sold.
    pub fn whole(&self) -> Share {
        Share {
            goods_minor: self.goods_minor - self.discount_minor,
            shipping_minor: self.shipping_minor,
            tax_minor: self.tax_minor,
            commission_minor: self.commission_minor,
            commission_tax_minor: self.commission_tax_minor,
        }
    }

    /// Part of it that went back.
    pub fn returned(&self) -> Share {
        Share {
            goods_minor: self.returned_goods_minor,
            shipping_minor: self.returned_shipping_minor,
            tax_minor: self.returned_tax_minor,
            commission_minor: self.returned_commission_minor,
            commission_tax_minor: self.returned_commission_tax_minor,
        }
    }

    /// Part of it that has not gone back.
    pub fn left(&self) -> Share {
        self.whole().less(self.returned())
    }

    /// Records that pieces were cancelled, and what went back with them.
    pub fn add_cancelled(&mut self, pieces: i64, share: Share) {
        self.cancelled_quantity += pieces;
        self.cancelled_minor += share.gross_minor();
        self.add_returned(share);
    }

    /// Records that a part of it went back.
    pub fn add_returned(&mut self, share: Share) {
        let returned = self.returned().plus(share);
        self.returned_goods_minor = returned.goods_minor;
        self.returned_shipping_minor = returned.shipping_minor;
        self.returned_tax_minor = returned.tax_minor;
        self.returned_commission_minor = returned.commission_minor;
        self.returned_commission_tax_minor = returned.commission_tax_minor;
    }

    /// Share of `pieces` more, cancelled or refunded after earlier ones, at most what is left; all pieces add up to the
    /// line. Without their shipping, it stays.
    ///
    /// What goes back to the buyer is rounded down and what goes back of the commission up, so that the commission and
    /// its tax on the pieces that are left never come to more than those pieces.
    pub fn share(&self, pieces: i64, with_shipping: bool) -> Share {
        let (quantity, before) = (self.quantity, self.cancelled_quantity + self.refunded_quantity);
        let (whole, left) = (self.whole(), self.left());
        let after = before + pieces;
        let of_pieces =
            |amount| share_of_pieces(amount, after, quantity) - share_of_pieces(amount, before, quantity);
        let part = |amount, left: i64| match after >= quantity {
            true => left,
            false => of_pieces(amount).min(left),
        };
        let goods_minor = part(whole.goods_minor, left.goods_minor);
        let are_goods_all_back = goods_minor == left.goods_minor;
        let fee = |amount, left: i64| match are_goods_all_back {
            true => left,
            false => (share_of_pieces(amount, quantity - before, quantity)
                - share_of_pieces(amount, quantity - after, quantity))
            .min(left),
        };
        let shipping_minor = of_pieces(whole.shipping_minor).min(left.shipping_minor);
        Share {
            goods_minor,
            shipping_minor: if with_shipping { shipping_minor } else { 0 },
            tax_minor: part(whole.tax_minor, left.tax_minor),
            commission_minor: fee(whole.commission_minor, left.commission_minor),
            commission_tax_minor: fee(whole.commission_tax_minor, left.commission_tax_minor),
        }
    }
}

#[cfg(test)]
impl LineRow {
    /// A line of nothing, for tests to fill.
    pub fn empty() -> Self {
        Self {
            line_id: LineId::stored(String::new()),
            order_id: OrderId::stored(String::new()),
            position: 0,
            product_id: ProductId::stored(String::new()),
            variant_id: VariantId::stored(String::new()),
            name: String::new(),
            variant_name: String::new(),
            sku: None,
            quantity: 0,
            unit_price_minor: 0,
            goods_minor: 0,
            discount_minor: 0,
            shipping_minor: 0,
            tax_minor: 0,
            commission_minor: 0,
            commission_tax_minor: 0,
            commission_basis_points: 0,
            shipped_quantity: 0,
            cancelled_quantity: 0,
            refunded_quantity: 0,
            cancelled_minor: 0,
            returned_goods_minor: 0,
            returned_shipping_minor: 0,
            returned_tax_minor: 0,
            returned_commission_minor: 0,
            returned_commission_tax_minor: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OrderStatus::*;

    #[test]
    fn a_seller_never_makes_an_order_paid_and_never_moves_it_back() {
        for status in super::OrderStatus::ALL {
            assert!(!status.next().contains(&Paid));
            assert!(!status.next().contains(&Pending));
        }
        assert!(!Paid.next().contains(&Delivered));
        assert!(Completed.next().is_empty());
    }
}
