//! The shipping profile as the API and the pages send it, and as they show it.

use super::profile::{EVERYWHERE, HANDLING_DAYS, Profile, Rate, RateKind, Zone};
use crate::clock::Millis;
use crate::form::{self, FieldErrors};
use crate::id::{RateId, ZoneId};
use crate::money::{Currency, Decimal, MAX_MINOR};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

const MOST_ZONES: usize = 50;
const MOST_RATES: usize = 50;
const MOST_DAYS: i64 = 365;
/// A hundred tonnes.
const MOST_GRAMS: i64 = 100_000_000;

/// A shop's shipping profile; sent, it replaces the one before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ShippingProfile)]
pub struct ProfileForm {
    /// Days from the order to the carrier; 1 by default.
    pub handling_days: Option<Decimal>,
    pub zones: Vec<ZoneForm>,
}

/// Countries that share rates.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ShippingZone)]
pub struct ZoneForm {
    /// Of a zone that is there already; a new one gets its own.
    pub zone_id: Option<String>,
    #[schema(example = "Ireland and Britain")]
    pub name: String,
    /// Two-letter codes, or `*` alone for every country that no other zone names.
    #[schema(example = json!(["IE", "GB"]))]
    pub countries: Vec<String>,
    pub rates: Vec<RateForm>,
}

/// A way to ship, with its price.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ShippingRate)]
pub struct RateForm {
    /// Of a rate that is there already; a new one gets its own.
    pub rate_id: Option<String>,
    #[schema(example = "Standard")]
    pub name: String,
    /// `flat`, `weight` or `price`.
    pub kind: String,
    pub price: Option<Decimal>,
    /// Least grams of a `weight` rate, or least goods of a `price` rate.
    pub from: Option<Decimal>,
    /// Grams or goods from which it is not offered any more.
    pub to: Option<Decimal>,
    /// Goods, before discount, from which it is free.
    pub free_over: Option<Decimal>,
    pub days_min: Option<Decimal>,
    pub days_max: Option<Decimal>,
}

/// Reads a profile: what it was before tells which ids are known.
pub struct Reading<'a> {
    pub before: &'a Profile,
    pub currency: Currency,
    pub now: Millis,
}

impl ProfileForm {
    /// The profile that it describes.
    pub fn parse(&self, reading: &Reading<'_>) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::new();
        let handling_days = match &self.handling_days {
            Some(days) if !days.is_blank() => whole(days, MOST_DAYS),
            _ => Ok(HANDLING_DAYS),
        };
        let handling_days = errors.take("handling_days", handling_days);
        if self.zones.len() > MOST_ZONES {
            errors.add("zones", format!("A shop can have at most {MOST_ZONES} zones."));
            return Err(errors);
        }
        let mut seen = BTreeSet::new();
        let zones: Vec<Zone> = self
            .zones
            .iter()
            .enumerate()
            .filter_map(|(at, zone)| zone.parse(&mut errors, &format!("zones.{at}"), reading, &mut seen))
            .collect();
        let profile = handling_days.map(|handling_days| Profile { handling_days, zones });
        errors.or(profile)
    }

    /// The profile as it is sent and shown.
    pub fn of(profile: &Profile, currency: Currency) -> Self {
        Self {
            handling_days: Some(Decimal::exact(profile.handling_days.to_string())),
            zones: profile
                .zones
                .iter()
                .map(|zone| ZoneForm::of(zone, currency))
                .collect(),
        }
    }
}

impl ZoneForm {
    fn parse(
        &self,
        errors: &mut FieldErrors,
        place: &str,
        reading: &Reading<'_>,
        seen: &mut BTreeSet<String>,
    ) -> Option<Zone> {
        let known = reading.before.zones.iter().map(|zone| zone.zone_id.as_str());
        let zone_id = errors.take(
            &format!("{place}.zone_id"),
            known_id(self.zone_id.as_deref(), known, "zone", seen),
        );
        let name = errors.take(
            &format!("{place}.name"),
            form::line(&self.name, "The zone's name", 80),
        );
        let countries = errors.take(&format!("{place}.countries"), countries(&self.countries));
        if self.rates.len() > MOST_RATES {
            errors.add(
                format!("{place}.rates"),
                format!("A zone can have at most {MOST_RATES} rates."),
            );
            return None;
        }
        let rates = self
            .rates
            .iter()
            .enumerate()
            .filter_map(|(at, rate)| rate.parse(errors, &format!("{place}.rates.{at}"), reading, seen))
            .collect();
        Some(Zone {
            zone_id: zone_id?.map_or_else(|| ZoneId::new(reading.now), ZoneId::stored),
            name: name?,
            countries: countries?,
            rates,
        })
    }

    fn of(zone: &Zone, currency: Currency) -> Self {
        Self {
            zone_id: Some(zone.zone_id.to_string()),
            name: zone.name.clone(),
            countries: zone.countries.clone(),
            rates: zone
                .rates
                .iter()
                .map(|rate| RateForm::of(rate, currency))
                .collect(),
        }
    }
}

impl RateForm {
    fn parse(
        &self,
        errors: &mut FieldErrors,
        place: &str,
        reading: &Reading<'_>,
        seen: &mut BTreeSet<String>,
    ) -> Option<Rate> {
        let field = |name: &str| format!("{place}.{name}");
        let known = reading
            .before
            .zones
            .iter()
            .flat_map(|zone| &zone.rates)
            .map(|rate| rate.rate_id.as_str());
        let rate_id = errors.take(
            &field("rate_id"),
            known_id(self.rate_id.as_deref(), known, "rate", seen),
        );
        let name = errors.take(&field("name"), form::line(&self.name, "The rate's name", 80));
        let kind = errors.take(
            &field("kind"),
            RateKind::parse(self.kind.trim()).ok_or("Choose flat, weight or price."),
        );
        let price = match given(&self.price) {
            Some(price) => amount(price, reading.currency),
            None => Err("The price is required; 0 is free.".to_owned()),
        };
        let price_minor = errors.take(&field("price"), price);
        let free_over_minor = errors.take(
            &field("free_over"),
            given(&self.free_over)
                .map(|over| amount(over, reading.currency))
                .transpose(),
        );
        let range = self.range(errors, place, kind?, reading.currency);
        let days = self.days(errors, place);
        let (from, to) = range?;
        let (days_min, days_max) = days?;
        Some(Rate {
            rate_id: rate_id?.map_or_else(|| RateId::new(reading.now), RateId::stored),
            name: name?,
            kind: kind?,
            price_minor: price_minor?,
            from,
            to,
            free_over_minor: free_over_minor?,
            days_min,
            days_max,
        })
    }

    /// Where it begins and ends: grams, or goods.
    fn range(
        &self,
        errors: &mut FieldErrors,
        place: &str,
        kind: RateKind,
        currency: Currency,
    ) -> Option<(Option<i64>, Option<i64>)> {
        let read = |value: &Decimal| match kind {
            RateKind::Flat => Err("A flat rate takes every basket: leave this empty.".to_owned()),
            RateKind::Weight => whole(value, MOST_GRAMS),
            RateKind::Price => amount(value, currency),
        };
        let from = errors.take(&format!("{place}.from"), given(&self.from).map(read).transpose())?;
        let to = errors.take(&format!("{place}.to"), given(&self.to).map(read).transpose())?;
        let is_empty = to.is_some_and(|to| to <= from.unwrap_or(0));
        if is_empty {
            errors.add(format!("{place}.to"), "The end must be above the beginning.");
        }
        (!is_empty).then_some((from, to))
    }

    fn days(&self, errors: &mut FieldErrors, place: &str) -> Option<(Option<i64>, Option<i64>)> {
        let read = |days: &Decimal| whole(days, MOST_DAYS);
        let min = errors.take(
            &format!("{place}.days_min"),
            given(&self.days_min).map(read).transpose(),
        )?;
        let max = errors.take(
            &format!("{place}.days_max"),
            given(&self.days_max).map(read).transpose(),
        )?;
        let is_wrong = min.zip(max).is_some_and(|(min, max)| max < min);
        if is_wrong {
            errors.add(
                format!("{place}.days_max"),
                "The latest day cannot be before the earliest.",
            );
        }
        (!is_wrong).then_some((min, max))
    }

    pub(super) fn of(rate: &Rate, currency: Currency) -> Self {
        let count = |number: i64| Decimal::exact(number.to_string());
        let measure = |number: i64| match rate.kind {
            RateKind::Price => currency.decimal(number),
            RateKind::Flat | RateKind::Weight => count(number),
        };
        Self {
            rate_id: Some(rate.rate_id.to_string()),
            name: rate.name.clone(),
            kind: rate.kind.as_str().to_owned(),
            price: Some(currency.decimal(rate.price_minor)),
            from: rate.from.map(measure),
            to: rate.to.map(measure),
            free_over: rate.free_over_minor.map(|over| currency.decimal(over)),
            days_min: rate.days_min.map(count),
            days_max: rate.days_max.map(count),
        }
    }
}

fn given(value: &Option<Decimal>) -> Option<&Decimal> {
    value.as_ref().filter(|value| !value.is_blank())
}

fn whole(value: &Decimal, most: i64) -> Result<i64, String> {
    match value.whole() {
        Ok(number) if (0..=most).contains(&number) => Ok(number),
        _ => Err(format!("Enter a whole number from 0 to {most}.")),
    }
}

fn amount(value: &Decimal, currency: Currency) -> Result<i64, String> {
    match value.minor(currency) {
        Ok(minor) if (0..=MAX_MINOR).contains(&minor) => Ok(minor),
        Ok(minor) if minor < 0 => Err("The amount cannot be negative.".to_owned()),
        Ok(_) => Err("The amount is too large.".to_owned()),
        Err(error) => Err(format!("The amount {error}.")),
    }
}

/// An id that was there before, once; blank is a new one.
fn known_id<'a>(
    id: Option<&str>,
    mut known: impl Iterator<Item = &'a str>,
    what: &str,
    seen: &mut BTreeSet<String>,
) -> Result<Option<String>, String> {
    let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    if !known.any(|known| known == id) {
        return Err(format!("That {what} does not exist; leave it out for a new one."));
    }
    match seen.insert(id.to_owned()) {
        true => Ok(Some(id.to_owned())),
        false => Err(format!("That {what} is here twice.")),
    }
}

/// Codes of the house's list of countries, each once; or `*` alone.
fn countries(codes: &[String]) -> Result<Vec<String>, String> {
    let mut known = Vec::new();
    for code in codes
        .iter()
        .map(|code| code.trim())
        .filter(|code| !code.is_empty())
    {
        let code = match code {
            EVERYWHERE => EVERYWHERE,
            code => country_of(code).ok_or_else(|| {
                let code: String = code.chars().take(40).collect();
                format!("{code} is not a country; use two-letter codes such as IE.")
            })?,
        };
        if !known.iter().any(|known| known == code) {
            known.push(code.to_owned());
        }
    }
    match known.iter().any(|code| code == EVERYWHERE) {
        _ if known.is_empty() => Err("Name at least one country, or * for all others.".to_owned()),
        true if known.len() > 1 => Err("* stands for all other countries: use it alone.".to_owned()),
        _ => Ok(known),
    }
}

/// The code of a country, from its code or its English name.
pub fn country_of(text: &str) -> Option<&'static str> {
    let code = rust_iso3166::from_alpha2(&text.to_ascii_uppercase());
    let named = || {
        rust_iso3166::ALL
            .iter()
            .find(|country| country.name.eq_ignore_ascii_case(text))
    };
    code.map(|country| country.alpha2)
        .or_else(|| named().map(|country| country.alpha2))
}
