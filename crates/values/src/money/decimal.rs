//! Decimal numbers as written, and their exact value.

use super::{AmountError, Currency, MAX_MINOR};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt;

/// A decimal number as it was written: a JSON number read from its own text, a JSON string, or a form field.
#[derive(Debug, Clone, Default)]
pub struct Decimal {
    text: String,
    source: Source,
}

/// Origin of a number, which decides how its separators are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Source {
    /// As a number, whose point is the decimal point.
    #[default]
    Number,
    /// As a JSON string.
    JsonText,
    /// A form field, where `1.200` may mean twelve hundred.
    Typed,
}

impl Decimal {
    /// A number as a person typed it.
    pub fn new(text: impl Into<String>) -> Self {
        Self::from_source(text, Source::Typed)
    }

    /// A number whose point is known to be the decimal point.
    pub fn exact(text: impl Into<String>) -> Self {
        Self::from_source(text, Source::Number)
    }

    fn from_source(text: impl Into<String>, source: Source) -> Self {
        Self {
            text: text.into(),
            source,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is blank.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Number of written decimals, including zeros.
    fn written_decimals(&self) -> usize {
        let mantissa = self.text.trim().split(['e', 'E']).next().unwrap_or_default();
        mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }

    /// The amount in minor units of `currency`, exactly. Three typed decimals may be thousands, so they are an error
    /// unless the currency has three.
    pub fn minor(&self, currency: Currency) -> Result<i64, AmountError> {
        let too_fine = AmountError::TooFine(currency.code());
        let may_be_thousands = self.source == Source::Typed && self.written_decimals() == 3;
        match self.scaled(currency.decimals()) {
            Ok(_) if may_be_thousands && currency.decimals() != 3 => Err(too_fine),
            Err(AmountError::TooFine(_)) => Err(too_fine),
            read => read,
        }
    }

    /// A percentage in hundredths of a percent: `12.5` is 1250.
    pub fn basis_points(&self) -> Result<i64, AmountError> {
        self.scaled(2).map_err(|error| match error {
            AmountError::TooFine(_) => AmountError::TooFine("a percentage"),
            other => other,
        })
    }

    /// A whole number. Written as a text it has no decimals, not even zeros.
    pub fn whole(&self) -> Result<i64, AmountError> {
        let too_fine = AmountError::TooFine("a whole number");
        let has_decimals = self.source != Source::Number && self.written_decimals() > 0;
        match self.scaled(0) {
            Ok(_) if has_decimals => Err(too_fine),
            Err(AmountError::TooFine(_)) => Err(too_fine),
            read => read,
        }
    }

    /// The number times ten to the `decimals`, which must come out whole.
    fn scaled(&self, decimals: u32) -> Result<i64, AmountError> {
        let text = self.text.trim();
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

/// Equality of the written number, whatever its origin.
impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self::exact(number.to_string())
    }
}

/// Writes the number itself, digit for digit.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(&self.text) {
            Ok(number) => number.serialize(to),
            Err(_) => to.serialize_str(&self.text),
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
                Ok(Decimal::new(text))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Decimal, E> {
                Ok(Decimal::exact(number.to_string()))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Decimal, E> {
                Ok(Decimal::exact(number.to_string()))
            }

            /// `serde_json` hands a raw value over as a map of one entry; a form hands over text.
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Decimal, A::Error> {
                let raw = <Box<RawValue>>::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                let text = raw.get();
                match text.as_bytes().first() {
                    Some(b'"') => serde_json::from_str::<String>(text)
                        .map(|text| Decimal::from_source(text, Source::JsonText))
                        .map_err(serde::de::Error::custom),
                    Some(b'-' | b'0'..=b'9') => Ok(Decimal::exact(text)),
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
