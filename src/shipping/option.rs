//! Shipping options of a cart: each seller's rates for the country, and the one that an order names.

use super::profile::Basket;
use super::store;
use crate::db::Connection;
use crate::form::FieldErrors;
use crate::id::{RateId, SellerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one seller ships of a cart.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub seller_id: SellerId,
    pub basket: Basket,
}

/// One seller's ways to ship a cart.
#[derive(Debug, Clone)]
pub struct ShippingOptions {
    pub seller_id: SellerId,
    /// Whether a zone of the seller's has the country.
    pub ships: bool,
    pub rates: Vec<RateOption>,
}

/// A rate with its price for the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateOption {
    pub rate_id: RateId,
    pub name: String,
    pub price_minor: i64,
    pub days_min: Option<i64>,
    pub days_max: Option<i64>,
}

/// The rate that a buyer chose with one seller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ShippingRateChoice)]
pub struct RateChoice {
    pub seller_id: String,
    pub rate_id: String,
}

/// The chosen rate of each seller, in the order of the options.
pub type Choices = Vec<(SellerId, RateOption)>;

/// Each parcel's options for a country.
pub async fn options(
    connection: &mut Connection,
    parcels: &[Parcel],
    country: &str,
) -> sqlx::Result<Vec<ShippingOptions>> {
    let mut options = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        let profile = store::profile(connection, &parcel.seller_id).await?;
        let zone = profile.zone_for(country);
        let offers = zone.map(|zone| zone.offers(parcel.basket)).unwrap_or_default();
        options.push(ShippingOptions {
            seller_id: parcel.seller_id.clone(),
            ships: zone.is_some(),
            rates: offers
                .into_iter()
                .map(|(rate, price_minor)| RateOption {
                    rate_id: rate.rate_id.clone(),
                    name: rate.name.clone(),
                    price_minor,
                    days_min: rate.days_min,
                    days_max: rate.days_max,
                })
                .collect(),
        });
    }
    Ok(options)
}

impl ShippingOptions {
    /// Why nothing can be chosen, if so.
    pub fn refusal(&self, country: &str) -> Option<String> {
        let name = rust_iso3166::from_alpha2(country).map_or(country, |country| country.name);
        match (self.ships, self.rates.is_empty()) {
            (false, _) => Some(format!("This seller does not ship to {name}.")),
            (true, true) => Some(format!("None of this seller's rates to {name} takes this cart.")),
            (true, false) => None,
        }
    }
}

/// The rate of every seller in the cart; each must be named once, and be one of its options.
pub fn choose(
    options: &[ShippingOptions],
    choices: &[RateChoice],
    country: &str,
) -> Result<Choices, FieldErrors> {
    let mut errors = FieldErrors::new();
    for (at, choice) in choices.iter().enumerate() {
        if !options
            .iter()
            .any(|option| option.seller_id.as_str() == choice.seller_id.trim())
        {
            errors.add(
                format!("shipping_rates.{at}.seller_id"),
                "The cart has nothing of this seller.",
            );
        }
    }
    let chosen: Choices = options
        .iter()
        .filter_map(|option| {
            Some((
                option.seller_id.clone(),
                chosen(option, choices, country, &mut errors)?,
            ))
        })
        .collect();
    errors.or(Some(chosen))
}

fn chosen(
    option: &ShippingOptions,
    choices: &[RateChoice],
    country: &str,
    errors: &mut FieldErrors,
) -> Option<RateOption> {
    let seller_id = option.seller_id.as_str();
    let mut named = choices
        .iter()
        .enumerate()
        .filter(|(_, choice)| choice.seller_id.trim() == seller_id);
    let Some((at, choice)) = named.next() else {
        let refusal = option.refusal(country);
        let missing = || format!("Choose a shipping rate of seller {seller_id}.");
        errors.add("shipping_rates", refusal.unwrap_or_else(missing));
        return None;
    };
    if let Some((again, _)) = named.next() {
        errors.add(
            format!("shipping_rates.{again}.seller_id"),
            "This seller is here twice.",
        );
    }
    let found = option
        .rates
        .iter()
        .find(|rate| rate.rate_id.as_str() == choice.rate_id.trim());
    if found.is_none() {
        let unknown = || "This rate is not offered for this cart; a quote lists those that are.".to_owned();
        errors.add(
            format!("shipping_rates.{at}.rate_id"),
            option.refusal(country).unwrap_or_else(unknown),
        );
    }
    found.cloned()
}
