//! Price units of a file.

use crate::money::{AmountError, Currency, Decimal};
use serde::{Deserialize, Serialize};

/// `10` is ten dollars, or `1000` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    #[default]
    Major,
    /// Cents, pence.
    Minor,
}

impl PriceUnit {
    pub const ALL: [Self; 2] = [Self::Major, Self::Minor];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL
            .into_iter()
            .find(|unit| unit.as_str().eq_ignore_ascii_case(word))
    }

    /// Choice label: `1 is $1.00`, `1 is $0.01`.
    pub fn label(self, currency: Currency) -> String {
        let one = match self {
            Self::Major => 10_i64.pow(currency.decimals()),
            Self::Minor => 1,
        };
        format!("1 is {}", currency.show(one))
    }

    /// The minor units of a number in this unit.
    pub(super) fn minor(self, number: &Decimal, currency: Currency) -> Result<i64, AmountError> {
        match self {
            Self::Major => number.minor(currency),
            Self::Minor => number.whole(),
        }
    }

    /// The number as an amount of the major unit.
    pub(super) fn decimal(self, number: Decimal, currency: Currency) -> Decimal {
        match (self, number.whole()) {
            (Self::Minor, Ok(minor)) => currency.decimal(minor),
            _ => number,
        }
    }
}
