//! Parsing of amounts, counts and weights in the notation of their column.

use super::notation::{Notation, number};
use super::written::Unread;
use crate::money::Currency;

/// Parses an amount in the seller's currency, optionally with its sign or word.
pub(super) fn amount(text: &str, currency: Currency, notation: Option<Notation>) -> Result<String, Unread> {
    let (number, written) = number(text, notation)?;
    written.is_in(currency).map(|()| number)
}

/// Parses a number of pieces without a unit.
pub(super) fn count(text: &str, notation: Option<Notation>) -> Result<String, Unread> {
    let (number, written) = number(text, notation)?;
    written.is_bare().then_some(number).ok_or(Unread::Unclear)
}

/// Parses a weight with an optional unit.
pub(super) fn weight(text: &str, notation: Option<Notation>) -> Result<(String, String), Unread> {
    let (number, written) = number(text, notation)?;
    match written.before.is_empty() {
        true => Ok((number, written.behind)),
        false => Err(Unread::Unclear),
    }
}
