//! Availability of a product or variant for buyers. The count itself stays the seller's, until little is
//! left.

/// Stock up to which the number left is shown.
const FEW: i64 = 5;

/// Availability shown to buyers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Availability {
    /// The shop is on vacation.
    Closed,
    OutOfStock,
    /// Out of stock, but can be ordered.
    BackOrder,
    FewLeft(i64),
    InStock,
}

impl Availability {
    /// Availability of a variant, given stock and reserved pieces.
    pub fn of(on_hand: i64, reserved: i64, backorder: bool, closed: bool) -> Self {
        match on_hand - reserved {
            _ if closed => Self::Closed,
            left if left > FEW => Self::InStock,
            left if left > 0 => Self::FewLeft(left),
            _ if backorder => Self::BackOrder,
            _ => Self::OutOfStock,
        }
    }

    /// The words that a buyer reads.
    pub fn words(self) -> String {
        match self {
            Self::Closed => "Unavailable".to_owned(),
            Self::OutOfStock => "Out of stock".to_owned(),
            Self::BackOrder => "On back-order".to_owned(),
            Self::FewLeft(left) => format!("Only {left} left"),
            Self::InStock => "In stock".to_owned(),
        }
    }

    /// The word of schema.org.
    pub fn schema(self) -> &'static str {
        match self {
            Self::Closed | Self::OutOfStock => "https://schema.org/OutOfStock",
            Self::BackOrder => "https://schema.org/BackOrder",
            Self::FewLeft(_) => "https://schema.org/LimitedAvailability",
            Self::InStock => "https://schema.org/InStock",
        }
    }
}
