//! Amounts, counts and weights as people and programs write them, read as their column's numbers are written.

use super::notation::{Notation, number};
use super::written::Unread;
use crate::money::Currency;

/// Reads an amount of the seller's currency, which its sign or word may stand beside.
pub(super) fn amount(text: &str, currency: Currency, notation: Option<Notation>) -> Result<String, Unread> {
    let (number, written) = number(text, notation)?;
    written.is_in(currency).map(|()| number)
}

/// Reads a number of pieces: nothing stands beside it.
pub(super) fn count(text: &str, notation: Option<Notation>) -> Result<String, Unread> {
    let (number, written) = number(text, notation)?;
    written.is_bare().then_some(number).ok_or(Unread::Unclear)
}

/// Reads a weight; the unit that stands behind the number, if one does.
pub(super) fn weight(text: &str, notation: Option<Notation>) -> Result<(String, String), Unread> {
    let (number, written) = number(text, notation)?;
    match written.before.is_empty() {
        true => Ok((number, written.behind)),
        false => Err(Unread::Unclear),
    }
}
