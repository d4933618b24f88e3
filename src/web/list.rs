//! Lists: `?limit=&after=` in, `{"data": […], "next": …}` out; newest first, by keyset.

use crate::form::FieldErrors;
pub use crate::listed::Listed;
use crate::problem::Problem;
use serde::Deserialize;
use std::str::FromStr;

/// How many of a list, and after which cursor. Flattened into each list's own query.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Slice {
    /// 1 to 200; 50 when not said.
    pub limit: Option<String>,
    /// The `next` of the answer before.
    pub after: Option<String>,
}

impl Slice {
    pub const DEFAULT_LIMIT: i64 = 50;

    /// The number of rows asked for.
    pub fn limit(&self) -> Result<i64, Problem> {
        match self.limit.as_deref().map(str::trim) {
            None | Some("") => Ok(Self::DEFAULT_LIMIT),
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=200).contains(limit))
                .ok_or_else(|| FieldErrors::of("limit", "limit is 1 to 200.").into()),
        }
    }

    /// The cursor, when one was given; one that no answer of this list gave is refused. `C` is what the list is
    /// sorted by.
    pub fn after<C: FromStr + AsRef<str>>(&self) -> Result<Option<&str>, Problem> {
        cursor::<C>("after", self.after.as_deref())
    }
}

/// The cursor in a parameter of an address, of a list that is sorted by `C`.
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
