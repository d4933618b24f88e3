//! Selected products: picked ones, or all that a list shows.

use crate::form::FieldErrors;
use crate::id::ProductId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::products::{ProductFilter, ProductQuery};
use crate::web::keyset::Keyset;

/// The most that can be picked one by one.
pub const MOST_PICKED: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    Picked(Vec<ProductId>),
    /// All products matching the filter when the edit starts.
    Matching(ProductFilter),
}

impl Selection {
    /// Picked products; another seller's are found out when they are read.
    pub fn picked(ids: &[String]) -> Result<Self, Problem> {
        if ids.is_empty() || ids.len() > MOST_PICKED {
            let message = format!("Choose 1 to {MOST_PICKED} products, or everything a filter shows.");
            return Err(FieldErrors::of("product_ids", message).into());
        }
        let mut parsed = ids
            .iter()
            .map(|id| ProductId::parse(id).map_err(|_| Problem::not_found()))
            .collect::<Result<Vec<_>, _>>()?;
        parsed.sort();
        parsed.dedup();
        Ok(Self::Picked(parsed))
    }

    /// The address of the list whose products are meant.
    pub fn address(&self, currency: Currency) -> Option<String> {
        match self {
            Self::Picked(_) => None,
            Self::Matching(filter) => Some(filter.address(currency)),
        }
    }

    /// The filter of a stored address.
    pub fn stored(address: &str, currency: Currency) -> Result<ProductFilter, Problem> {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let query: ProductQuery =
            serde_urlencoded::from_str(query).map_err(|error| Problem::internal(&error))?;
        query.filter(currency)
    }
}

/// The list position after what was read.
pub fn next(after: Option<String>) -> Keyset {
    Keyset::following(after, 200)
}
