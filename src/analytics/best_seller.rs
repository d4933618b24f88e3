//! Best sellers: the products that sold most in a period, by money or by pieces.

use crate::id::ProductId;

/// What best sellers are ranked by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Rank {
    #[default]
    Revenue,
    Units,
}

impl Rank {
    pub const ALL: [Rank; 2] = [Rank::Revenue, Rank::Units];

    /// The value in the URL and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Units => "units",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rank| rank.key() == key)
    }
}

/// A product among those that sold best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestSeller {
    pub product_id: ProductId,
    pub name: String,
    /// Of a product that comes in one variant.
    pub sku: Option<String>,
    /// Pieces sold, less those cancelled.
    pub units: i64,
    /// Goods less discount, in minor units.
    pub revenue_minor: i64,
}
