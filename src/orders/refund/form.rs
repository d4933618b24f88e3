//! Refund form: pieces or an amount, and why.

use crate::form::{self, FieldErrors};
use crate::id::LineId;
use crate::money::{Currency, Decimal};
use crate::orders::shipment::{PiecesForm, parse_pieces};
use serde::{Deserialize, Serialize};

/// Refund form: exactly one of lines and amount.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = RefundRequest)]
pub struct RefundForm {
    /// Shipped pieces.
    pub lines: Option<Vec<PiecesForm>>,
    /// An amount, once the order is paid; divided over what is left of its lines.
    pub amount: Option<Decimal>,
    /// Whether the shipping of the pieces goes back too.
    pub shipping: bool,
    /// Whether the pieces go back into stock.
    pub restock: bool,
    pub reason: Option<String>,
}

/// Subject of a refund: pieces or an amount.
#[derive(Debug, Clone)]
pub enum What {
    Pieces {
        pieces: Vec<(LineId, i64)>,
        shipping: bool,
        restock: bool,
    },
    AmountMinor(i64),
}

/// A refund that can be tried.
#[derive(Debug, Clone)]
pub struct Refund {
    pub what: What,
    pub reason: String,
}

impl RefundForm {
    /// Parses it for an order in that currency.
    pub fn parse(self, currency: Currency) -> Result<Refund, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = errors.take(
            "reason",
            form::text(&self.reason.unwrap_or_default(), "The reason", 500).and_then(|text| {
                match text.is_empty() {
                    true => Err("The reason is required.".to_owned()),
                    false => Ok(text),
                }
            }),
        );
        let what = match (self.lines.filter(|lines| !lines.is_empty()), self.amount) {
            (Some(lines), None) => parse_pieces(&mut errors, Some(lines)).map(|pieces| What::Pieces {
                pieces: pieces.unwrap_or_default(),
                shipping: self.shipping,
                restock: self.restock,
            }),
            (None, Some(amount)) => errors
                .take("amount", amount_minor(&amount, currency))
                .map(What::AmountMinor),
            _ => {
                errors.add("lines", "Give either lines or an amount.");
                None
            }
        };
        if matches!(what, Some(What::AmountMinor(_))) && self.restock {
            errors.add("restock", "Only pieces can go back into stock.");
        }
        if matches!(what, Some(What::AmountMinor(_))) && self.shipping {
            errors.add(
                "shipping",
                "An amount reaches the shipping by itself, once the goods are used up.",
            );
        }
        let parsed = what.zip(reason).map(|(what, reason)| Refund { what, reason });
        errors.or(parsed)
    }
}

fn amount_minor(amount: &Decimal, currency: Currency) -> Result<i64, String> {
    match amount.minor(currency) {
        Ok(minor) if minor > 0 => Ok(minor),
        Ok(_) => Err("The amount must be above 0.".to_owned()),
        Err(error) => Err(format!("The amount {error}.")),
    }
}
