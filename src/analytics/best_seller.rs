//! Best sellers: the top products of a period by revenue or units.

use crate::id::ProductId;

/// Ranking of best sellers.
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

/// A best-selling product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BestSeller {
    pub product_id: ProductId,
    pub name: String,
    /// SKU of a product with a single variant.
    pub sku: Option<String>,
    /// Pieces sold, less those cancelled.
    pub units: i64,
    /// Goods less discount, in minor units.
    pub revenue_minor: i64,
}
