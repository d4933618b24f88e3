//! Product numbers with their limits and error messages.

use crate::MAX_STOCK;
use crate::form::FieldErrors;
use crate::money::{AmountError, Currency, Decimal};
use crate::variant::MAX_WEIGHT_GRAMS;

/// Kind of number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Figure {
    /// Selling price: above 0.
    Price,
    /// Compare-at price; 0 means none, as other shops write it.
    CompareAt,
    Cost,
    Stock,
    WeightGrams,
}

impl Figure {
    fn what(self) -> &'static str {
        match self {
            Self::Price => "The price",
            Self::CompareAt => "The compare-at price",
            Self::Cost => "The cost",
            Self::Stock => "The stock",
            Self::WeightGrams => "The weight",
        }
    }

    /// The number in minor units, pieces or grams; `None` if blank, or invalid with a recorded error.
    pub fn read(
        self,
        text: Option<&Decimal>,
        currency: Currency,
        field: &str,
        errors: &mut FieldErrors,
    ) -> Option<i64> {
        let text = text.filter(|text| !text.is_blank())?;
        match self.checked(text, currency) {
            Ok(number) => Some(number).filter(|number| !matches!(self, Self::CompareAt) || *number > 0),
            Err(message) => {
                errors.add(field, message);
                None
            }
        }
    }

    fn checked(self, text: &Decimal, currency: Currency) -> Result<i64, String> {
        let what = self.what();
        let read = match self {
            Self::Price | Self::CompareAt | Self::Cost => text.minor(currency),
            Self::Stock | Self::WeightGrams => text.whole(),
        };
        let number = match read {
            Ok(number) => number,
            Err(AmountError::TooFine(_)) if matches!(self, Self::Stock | Self::WeightGrams) => {
                return Err(format!("{what} must be a whole number."));
            }
            Err(error) => return Err(format!("{what} {error}.")),
        };
        let most = match self {
            Self::Stock => MAX_STOCK,
            Self::WeightGrams => MAX_WEIGHT_GRAMS,
            Self::Price | Self::CompareAt | Self::Cost => crate::money::MAX_MINOR,
        };
        if matches!(self, Self::Price) && number <= 0 {
            Err(format!("{what} must be above 0."))
        } else if number < 0 {
            Err(format!("{what} cannot be below 0."))
        } else if number > most {
            Err(format!("{what} is too large."))
        } else {
            Ok(number)
        }
    }
}
