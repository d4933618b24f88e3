//! Form values as typed, and their field errors.
//!
//! A form is parsed whole: every mistake is collected under the name of its field, so that the person mends
//! them in one go. A mistake that belongs to no single field stands under [`FieldErrors::FORM`].

use crate::web_address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Messages by field name, in the names of the JSON call (`variants.0.price` for a nested one).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// Key of errors that concern the form as a whole.
    pub const FORM: &'static str = "form";

    pub fn new() -> Self {
        Self::default()
    }

    /// One mistake in one field.
    pub fn of(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// The mistakes of several parts in one.
    pub fn all(parts: impl IntoIterator<Item = FieldErrors>) -> Self {
        let mut all = Self::default();
        for (field, messages) in parts.into_iter().flat_map(|part| part.0) {
            all.0.entry(field).or_default().extend(messages);
        }
        all
    }

    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.entry(field.into()).or_default().push(message.into());
    }

    /// The first error of a field.
    pub fn first(&self, field: &str) -> Option<&str> {
        self.0
            .get(field)
            .and_then(|messages| messages.first())
            .map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(field, messages)| (field.as_str(), messages.as_slice()))
    }

    /// Returns `value` if there are no errors.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// Unwraps the value, or records the error under the field.
    pub fn take<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error.to_string())).ok()
    }
}

/// Trims a line of text; rejects blank or over-long text, line breaks, control characters and text-direction
/// marks, which could break mail headers. A tab is a blank.
///
/// `max` counts characters.
pub fn line(text: &str, what: &str, max: usize) -> Result<String, String> {
    match optional_line(Some(text), what, max)? {
        Some(line) => Ok(line),
        None => Err(format!("{what} is required.")),
    }
}

/// Like [`line`], but blank is `None`.
pub fn optional_line(text: Option<&str>, what: &str, max: usize) -> Result<Option<String>, String> {
    let line = text.unwrap_or_default().trim().replace('\t', " ");
    if line.is_empty() {
        Ok(None)
    } else if line.chars().count() > max {
        Err(format!("{what} is longer than {max} characters."))
    } else if line.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        Err(format!("{what} must be a single line: remove the line break."))
    } else if let Some(wrong) = line.chars().find(|c| is_no_sign(*c)) {
        let number = u32::from(wrong);
        Err(format!(
            "{what} contains an invisible character (U+{number:04X}). Remove it."
        ))
    } else {
        Ok(Some(line))
    }
}

/// Whether a character is not allowed in a line: controls, line breaks and text-direction marks.
pub fn is_no_sign(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Text of several lines: line ends unified, other control characters dropped, trimmed, at most `max` characters.
pub fn text(text: &str, what: &str, max: usize) -> Result<String, String> {
    let unified = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let cleaned: String = unified
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .collect();
    let cleaned = cleaned.trim();
    if cleaned.chars().count() > max {
        Err(format!("{what} is longer than {max} characters."))
    } else {
        Ok(cleaned.to_owned())
    }
}

/// Like [`line`], for names that appear in mails to others: web addresses are rejected.
pub fn name(text: &str, what: &str, max: usize) -> Result<String, String> {
    let name = line(text, what, max)?;
    if web_address::is_in(&name) {
        return Err(format!(
            "{what} cannot contain a web address. If you did not mean one, put a space after the full stop."
        ));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_line_break_and_nothing_unseen_in_it() {
        let parsed = |text: &str| line(text, "The name", 20);
        assert_eq!(parsed(" Ada\tPark \r\n"), Ok("Ada Park".to_owned()));
        assert_eq!(
            parsed("Žaneta \u{200F}ב 👩\u{200D}🍳"),
            Ok("Žaneta \u{200F}ב 👩\u{200D}🍳".to_owned())
        );
        for wrong in ["A\r\nBcc: x", "A\nB", "A\rB", "A\u{2028}B", "A\u{85}B"] {
            assert_eq!(
                parsed(wrong),
                Err("The name must be a single line: remove the line break.".to_owned())
            );
        }
        for wrong in [
            "A\0B",
            "A\u{7}B",
            "A\u{7F}B",
            "A\u{9B}B",
            "A\u{202E}B",
            "A\u{2066}B",
        ] {
            assert!(parsed(wrong).is_err_and(|why| why.contains("U+")), "{wrong:?}");
        }
        assert_eq!(optional_line(Some(" \n "), "The name", 20), Ok(None));
    }

    #[test]
    fn text_of_several_lines_has_one_kind_of_line_end() {
        let parsed = text("one\r\ntwo\rthree\u{2028}four\u{7}\n", "The text", 40);
        assert_eq!(parsed, Ok("one\ntwo\nthree\nfour".to_owned()));
    }
}
