//! Product status set by the seller. Being out of stock is derived from the stock, never decided.

use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Being prepared; only the seller sees it.
    Draft,
    /// On sale.
    #[default]
    Active,
    /// Off sale for now.
    Inactive,
    /// Permanently off sale; kept because orders refer to it.
    Archived,
}

impl ProductStatus {
    pub const ALL: [Self; 4] = [Self::Draft, Self::Active, Self::Inactive, Self::Archived];

    /// Whether buyers may come to see it: it is for sale, or was taken off sale only for now.
    pub fn is_offered(self) -> bool {
        matches!(self, Self::Active | Self::Inactive)
    }

    /// The word in the database, the API and the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Archived => "archived",
        }
    }

    /// The word a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Archived => "Archived",
        }
    }

    /// Parses the word, ignoring case; `None` if unknown.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for ProductStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
