//! What a person typed, and what is wrong with it.
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
    /// The name under which stands what concerns the form as a whole.
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

    /// The first message of a field, for the place beside it.
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

    /// `value`, if nothing was wrong.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }

    /// Takes the value, or notes the message beside the field.
    pub fn take<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error.to_string())).ok()
    }
}

/// Trims a line of text and refuses an empty or over-long one; control characters become blanks.
///
/// `max` counts characters.
pub fn line(text: &str, what: &str, max: usize) -> Result<String, String> {
    let cleaned = clean_line(text);
    if cleaned.is_empty() {
        Err(format!("{what} is missing."))
    } else if cleaned.chars().count() > max {
        Err(format!("{what} is longer than {max} characters."))
    } else {
        Ok(cleaned)
    }
}

/// Like [`line`], for a line that may be left out: blank is `None`.
pub fn optional_line(text: Option<&str>, what: &str, max: usize) -> Result<Option<String>, String> {
    match text.map(clean_line) {
        Some(text) if !text.is_empty() => line(&text, what, max).map(Some),
        _ => Ok(None),
    }
}

/// Text of several lines: line ends unified, other control characters dropped, trimmed, at most `max` characters.
pub fn text(text: &str, what: &str, max: usize) -> Result<String, String> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
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

/// Like [`line`], for a name that stands in mails to others: it holds no web address, and nothing that is not shown.
pub fn name(text: &str, what: &str, max: usize) -> Result<String, String> {
    let text = text.trim();
    let unseen = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(unseen) {
        return Err(format!("{what} has characters in it that cannot be shown."));
    }
    let name = line(text, what, max)?;
    if web_address::stands_in(&name) {
        return Err(format!(
            "{what} may not hold a web address. If none is meant, put a space after the full stop."
        ));
    }
    Ok(name)
}

fn clean_line(text: &str) -> String {
    let blanked: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    blanked.trim().to_owned()
}
