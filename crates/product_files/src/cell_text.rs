//! Cleaning of one cell's text: invalid characters removed, placeholders for "nothing" made blank.

use super::field::{Field, Sharing};
use crate::entities;
use std::borrow::Cow;

/// Whether the cell is another program's placeholder for no barcode.
pub(super) fn is_no_barcode(cell: &str) -> bool {
    let is_zero = !cell.is_empty() && cell.bytes().all(|byte| byte == b'0');
    is_zero || is_nothing(cell)
}

/// Whether the cell means nothing, such as `-` or `N/A`.
pub(super) fn is_nothing(cell: &str) -> bool {
    let is_dash = !cell.is_empty()
        && cell
            .chars()
            .all(|letter| matches!(letter, '-' | '–' | '—' | '.' | '/' | '?'));
    const WORDS: [&str; 9] = [
        "n/a",
        "na",
        "#n/a",
        "none",
        "null",
        "nil",
        "n.a.",
        "nan",
        "does not apply",
    ];
    is_dash || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// The text with character references decoded, except in markup.
pub(super) fn read_references(cell: &str, field: Field) -> Cow<'_, str> {
    let is_description = matches!(field, Field::Description | Field::ShortDescription);
    if is_description && crate::products::is_markup(cell) {
        return Cow::Borrowed(cell);
    }
    entities::decoded(cell)
}

/// The cell without NUL characters, and without line breaks in single-line fields.
pub(super) fn tidied(cell: &str, field: Field) -> Cow<'_, str> {
    let one_line = matches!(field.sharing(), Sharing::Aligned) || !field.has_lines();
    let is_wrong = |letter: char| letter == '\0' || (one_line && crate::form::is_no_sign(letter));
    if !cell.contains(is_wrong) {
        return Cow::Borrowed(cell);
    }
    let letters = cell.chars().filter(|letter| *letter != '\0');
    let cell: String = letters
        .map(|letter| if is_wrong(letter) { ' ' } else { letter })
        .collect();
    Cow::Owned(cell.trim().to_owned())
}
