//! Money: whole minor units of one currency. Never a floating-point number, never a rounded one.
//!
//! What comes from outside is a [`Decimal`], the text of a number as it was written; it becomes minor units
//! only against a currency, and an amount finer than the currency is refused.

use iso_currency::IntoEnumIterator;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Write};

/// The largest amount taken from outside, in minor units: sums of a million of them still fit an `i64`.
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

    /// How many decimals the major unit has: 2 for the dollar, 0 for the yen.
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
        Decimal(text)
    }

    /// Minor units for a person: sign in front, thousands apart, always with the currency. `-$1,234.50`.
    pub fn show(self, minor: i64) -> String {
        let plain = self.decimal(minor.checked_abs().unwrap_or(i64::MAX)).0;
        let (whole, fraction) = plain
            .split_once('.')
            .map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
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

/// A decimal number as it was written: a JSON number read from its own text, a JSON string, or a form field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decimal(String);

impl Decimal {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing was written, or only blanks.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The amount in minor units of `currency`, exactly.
    pub fn minor(&self, currency: Currency) -> Result<i64, AmountError> {
        self.scaled(currency.decimals()).map_err(|error| match error {
            AmountError::TooFine(_) => AmountError::TooFine(currency.code()),
            other => other,
        })
    }

    /// A percentage in hundredths of a percent: `12.5` is 1250.
    pub fn basis_points(&self) -> Result<i64, AmountError> {
        self.scaled(2).map_err(|error| match error {
            AmountError::TooFine(_) => AmountError::TooFine("a percentage"),
            other => other,
        })
    }

    /// A whole number.
    pub fn whole(&self) -> Result<i64, AmountError> {
        self.scaled(0).map_err(|error| match error {
            AmountError::TooFine(_) => AmountError::TooFine("a whole number"),
            other => other,
        })
    }

    /// The number times ten to the `decimals`, which must come out whole.
    fn scaled(&self, decimals: u32) -> Result<i64, AmountError> {
        let text = self.0.trim();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent.parse::<i32>().map_err(|_| AmountError::NotANumber)?,
            ),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(AmountError::NotANumber);
        }
        let significant = format!("{whole}{fraction}");
        let significant = significant.trim_start_matches('0');
        let shift = i64::from(decimals) + i64::from(exponent) - fraction.len() as i64;
        let trimmed = significant.trim_end_matches('0');
        if trimmed.is_empty() {
            return Ok(0);
        }
        let shift = shift + (significant.len() - trimmed.len()) as i64;
        if shift < 0 {
            return Err(AmountError::TooFine(""));
        }
        if trimmed.len() as i64 + shift > 15 {
            return Err(AmountError::TooLarge);
        }
        let amount = trimmed.parse::<i64>().map_err(|_| AmountError::TooLarge)? * 10_i64.pow(shift as u32);
        if amount > MAX_MINOR {
            return Err(AmountError::TooLarge);
        }
        Ok(if negative { -amount } else { amount })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// Writes the number itself, digit for digit.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(&self.0) {
            Ok(number) => number.serialize(to),
            Err(_) => to.serialize_str(&self.0),
        }
    }
}

/// Reads a JSON number or a string; from a form, the text of the field.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Written;

        impl<'de> serde::de::Visitor<'de> for Written {
            type Value = Decimal;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
                Ok(Decimal(text.to_owned()))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Decimal, E> {
                Ok(Decimal(number.to_string()))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Decimal, E> {
                Ok(Decimal(number.to_string()))
            }

            /// `serde_json` hands a raw value over as a map of one entry; a form hands over text.
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Decimal, A::Error> {
                let raw = <Box<RawValue>>::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                let text = raw.get();
                match text.as_bytes().first() {
                    Some(b'"') => serde_json::from_str::<String>(text)
                        .map(Decimal)
                        .map_err(serde::de::Error::custom),
                    Some(b'-' | b'0'..=b'9') => Ok(Decimal(text.to_owned())),
                    _ => Err(serde::de::Error::custom("expected a number")),
                }
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Decimal, D::Error> {
                from.deserialize_str(self)
            }
        }

        from.deserialize_newtype_struct("$serde_json::private::RawValue", Written)
    }
}

impl utoipa::PartialSchema for Decimal {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
        let either = OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Number))
            .item(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$")),
            )
            .description(Some(
                "An exact decimal, of money in the currency's major unit: answered as a number, taken as a number or \
                 as a text.",
            ))
            .examples([serde_json::json!(12.5)])
            .build();
        Schema::OneOf(either).into()
    }
}

impl utoipa::ToSchema for Decimal {}

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

/// What the first `taken` of `quantity` equal pieces of `amount` come to: whole at the end, never ahead of it.
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
