//! API lists: `?limit=&after=` in, `{"data": […], "next": …}` out; newest first, by keyset.

use crate::form::FieldErrors;
pub use crate::listed::Listed;
use crate::problem::Problem;
use serde::Deserialize;
use std::str::FromStr;

/// Page size and cursor. Flattened into each list's own query.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Slice {
    /// 1 to 200; 50 by default.
    pub limit: Option<String>,
    /// The `next` of the answer before.
    pub after: Option<String>,
}

impl Slice {
    pub const DEFAULT_LIMIT: i64 = 50;

    /// Requested number of rows.
    pub fn limit(&self) -> Result<i64, Problem> {
        match self.limit.as_deref().map(str::trim) {
            None | Some("") => Ok(Self::DEFAULT_LIMIT),
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=200).contains(limit))
                .ok_or_else(|| FieldErrors::of("limit", "limit must be 1 to 200.").into()),
        }
    }

    /// The given cursor; invalid ones are rejected. `C` is what the list is sorted by.
    pub fn after<C: FromStr + AsRef<str>>(&self) -> Result<Option<&str>, Problem> {
        cursor::<C>("after", self.after.as_deref())
    }
}

/// Cursor in an address parameter, for a list sorted by `C`.
pub fn cursor<'a, C: FromStr + AsRef<str>>(
    name: &str,
    given: Option<&'a str>,
) -> Result<Option<&'a str>, Problem> {
    let Some(text) = given.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse::<C>() {
        Ok(known) if known.as_ref() == text => Ok(Some(text)),
        _ => Err(FieldErrors::of(name, "That is not a cursor of this list.").into()),
    }
}
