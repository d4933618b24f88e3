//! The shipping profile: zones, their rates, and which of them a basket gets. Pure.

use crate::id::{RateId, ZoneId};
use serde::{Deserialize, Serialize};

/// Days from the order to the carrier, where a shop says nothing.
pub const HANDLING_DAYS: i64 = 1;

/// Country that stands for every other one.
pub const EVERYWHERE: &str = "*";

/// Where a shop ships, and at which rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Days from the order to the carrier.
    pub handling_days: i64,
    pub zones: Vec<Zone>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            handling_days: HANDLING_DAYS,
            zones: Vec::new(),
        }
    }
}

/// Countries that share rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub zone_id: ZoneId,
    pub name: String,
    /// ISO 3166 two-letter codes, or [`EVERYWHERE`] alone.
    pub countries: Vec<String>,
    pub rates: Vec<Rate>,
}

crate::stored_enum! {
    /// What a rate goes by.
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[schema(as = ShippingRateKind)]
    pub enum RateKind {
        /// Always the same price.
        Flat = "flat",
        /// For baskets of some weight.
        Weight = "weight",
        /// For baskets of some value.
        Price = "price",
    }
}

/// A way to ship, with its price. Amounts in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub rate_id: RateId,
    pub name: String,
    pub kind: RateKind,
    pub price_minor: i64,
    /// Least weight in grams, or least goods; itself included.
    pub from: Option<i64>,
    /// Weight or goods from which it is not offered any more.
    pub to: Option<i64>,
    /// Goods from which it costs nothing.
    pub free_over_minor: Option<i64>,
    pub days_min: Option<i64>,
    pub days_max: Option<i64>,
}

/// What is to be shipped by one seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basket {
    /// Before discount.
    pub goods_minor: i64,
    pub weight_grams: i64,
}

impl Profile {
    /// The zone that answers for a country: the one of the fewest countries, `*` last, ties to the earlier.
    pub fn zone_for(&self, country: &str) -> Option<&Zone> {
        self.zones
            .iter()
            .filter(|zone| zone.is_everywhere() || zone.countries.iter().any(|code| code == country))
            .min_by_key(|zone| (zone.is_everywhere(), zone.countries.len()))
    }
}

impl Zone {
    /// Whether it is for every country that no other zone names.
    pub fn is_everywhere(&self) -> bool {
        self.countries.iter().any(|country| country == EVERYWHERE)
    }

    /// Rates that take this basket, each with its price.
    pub fn offers(&self, basket: Basket) -> Vec<(&Rate, i64)> {
        self.rates
            .iter()
            .filter_map(|rate| Some((rate, rate.price_for(basket)?)))
            .collect()
    }
}

impl Rate {
    /// Price for a basket, if it takes it.
    pub fn price_for(&self, basket: Basket) -> Option<i64> {
        let measure = match self.kind {
            RateKind::Flat => None,
            RateKind::Weight => Some(basket.weight_grams),
            RateKind::Price => Some(basket.goods_minor),
        };
        let fits = |measure: i64| {
            self.from.is_none_or(|from| from <= measure) && self.to.is_none_or(|to| measure < to)
        };
        let is_free = self
            .free_over_minor
            .is_some_and(|over| basket.goods_minor >= over);
        measure
            .is_none_or(fits)
            .then_some(if is_free { 0 } else { self.price_minor })
    }
}
