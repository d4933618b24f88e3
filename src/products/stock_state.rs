//! Stock state of a product, derived from its variants.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockState {
    /// A buyer could have one.
    In,
    /// Nothing left to order.
    Out,
    /// A variant is at or below the level its seller wants to hear of.
    Low,
}

impl StockState {
    pub const ALL: [Self; 3] = [Self::In, Self::Out, Self::Low];

    /// The word in an address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Low => "low",
        }
    }

    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::In => "In stock",
            Self::Out => "Out of stock",
            Self::Low => "Running low",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for StockState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
