//! Money: whole minor units of one currency. Never a floating-point number, never a rounded one.
//!
//! What comes from outside is a [`Decimal`], the text of a number as it was written; it becomes minor units
//! only against a currency, and an amount finer than the currency is refused.

mod decimal;

pub use decimal::Decimal;

use iso_currency::IntoEnumIterator;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt::{self, Write};

/// Largest amount accepted from outside, in minor units: sums of a million of them still fit an `i64`.
pub const MAX_MINOR: i64 = 999_999_999_999;

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub const USD: Currency = Currency(iso_currency::Currency::USD);
    pub const EUR: Currency = Currency(iso_currency::Currency::EUR);
    pub const INR: Currency = Currency(iso_currency::Currency::INR);
    pub const JPY: Currency = Currency(iso_currency::Currency::JPY);

    /// Reads a three-letter code, in either case. Codes that are no one's money (`XXX`, gold) are refused.
    pub fn parse(code: &str) -> Option<Self> {
        let currency = iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())?;
        currency.exponent().map(|_| Self(currency))
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The English name, such as "US Dollar".
    pub fn name(self) -> String {
        self.0.name().to_owned()
    }

    /// Number of decimals of the major unit: 2 for the dollar, 0 for the yen.
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// The sign shown before an amount; the code where a sign would be ambiguous or unknown.
    pub fn sign(self) -> &'static str {
        match self.code() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "INR" => "₹",
            "JPY" => "¥",
            _ => "",
        }
    }

    /// Every currency a seller may choose, by code.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<_> = iso_currency::Currency::iter()
            .filter(|c| c.exponent().is_some())
            .map(Self)
            .collect();
        all.sort_by_key(|currency| currency.code());
        all
    }

    /// Minor units as an exact decimal of the major unit: `1234` dollars' cents are `12.34`.
    pub fn decimal(self, minor: i64) -> Decimal {
        let decimals = self.decimals();
        let unit = 10_u64.pow(decimals);
        let (whole, fraction) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
        let sign = if minor < 0 { "-" } else { "" };
        let mut text = String::with_capacity(16);
        // Writing into memory cannot fail.
        let _ = match decimals {
            0 => write!(text, "{sign}{whole}"),
            decimals => write!(
                text,
                "{sign}{whole}.{fraction:0width$}",
                width = decimals as usize
            ),
        };
        Decimal::exact(text)
    }

    /// Minor units for a person: sign in front, thousands apart, always with the currency. `-$1,234.50`.
    pub fn show(self, minor: i64) -> String {
        let plain = self.decimal(minor.checked_abs().unwrap_or(i64::MAX));
        let plain = plain.as_str();
        let (whole, fraction) = plain.split_once('.').map_or((plain, None), |(w, f)| (w, Some(f)));
        let mut shown = String::with_capacity(24);
        if minor < 0 {
            shown.push('-');
        }
        shown.push_str(self.sign());
        for (at, digit) in whole.char_indices() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                shown.push(',');
            }
            shown.push(digit);
        }
        if let Some(fraction) = fraction {
            shown.push('.');
            shown.push_str(fraction);
        }
        if self.sign().is_empty() {
            shown.push('\u{a0}');
            shown.push_str(self.code());
        }
        shown
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Currency::parse(&code).ok_or_else(|| serde::de::Error::custom("expected a currency code such as USD"))
    }
}

/// Why a number is not an amount of that currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("is not a number")]
    NotANumber,
    #[error("has more decimals than {0} has")]
    TooFine(&'static str),
    #[error("is too large")]
    TooLarge,
}

/// `amount` times `basis_points` ten-thousandths, rounded half away from zero.
pub fn percent_of(amount_minor: i64, basis_points: i64) -> i64 {
    let product = i128::from(amount_minor) * i128::from(basis_points);
    let half = if product < 0 { -5_000 } else { 5_000 };
    ((product + half) / 10_000) as i64
}

/// Divides `total` in the proportion of `weights` by largest remainder; the parts sum to the total.
///
/// Ties go to the earlier part. Where every weight is zero, the parts are equal but for the remainder.
pub fn split(total_minor: i64, weights: &[i64]) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let equal;
    let weights = if weights.iter().all(|weight| *weight <= 0) {
        equal = vec![1; weights.len()];
        &equal
    } else {
        weights
    };
    let sum: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    let magnitude = i128::from(total_minor.unsigned_abs());
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        let product = magnitude * i128::from((*weight).max(0));
        parts.push((product / sum) as i64);
        remainders.push((product % sum, at));
    }
    let missing = (magnitude - parts.iter().map(|part| i128::from(*part)).sum::<i128>()) as usize;
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, at) in remainders.into_iter().take(missing) {
        parts[at] += 1;
    }
    if total_minor < 0 {
        parts.iter_mut().for_each(|part| *part = -*part);
    }
    parts
}

/// Share of `amount` for the first `taken` of `quantity` equal pieces: exact at the end, never more before
/// it.
///
/// Taking pieces away one after the other takes the amount away to the cent.
pub fn share_of_pieces(amount_minor: i64, taken: i64, quantity: i64) -> i64 {
    if quantity <= 0 {
        return 0;
    }
    (i128::from(amount_minor) * i128::from(taken.clamp(0, quantity)) / i128::from(quantity)) as i64
}

#[cfg(test)]
mod tests;
