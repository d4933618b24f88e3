//! Whether a buyer could have one now. The count itself stays the seller's, until little is left.

/// From here on a buyer is told how many are left.
const FEW: i64 = 5;

/// What a buyer is told of the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Availability {
    /// The shop is on vacation.
    Closed,
    OutOfStock,
    /// Nothing is left, and it may be ordered all the same.
    BackOrder,
    FewLeft(i64),
    InStock,
}

impl Availability {
    /// Of a variant with so many pieces on hand, of which orders hold some.
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
