//! The keyset that a call or a page asks for.

use super::context;
use super::list::{Slice, cursor};
pub use crate::keyset::{Keyset, Window};
use crate::problem::Problem;
use std::str::FromStr;

impl Keyset {
    /// What a call of the API asks for, of a list that is sorted by `C`.
    pub fn of<C: FromStr + AsRef<str>>(slice: &Slice) -> Result<Self, Problem> {
        let after = slice.after::<C>()?.map(str::to_owned);
        Ok(Self::following(after, slice.limit()?))
    }

    /// What the address of a page asks for, of a list that is sorted by `C`.
    pub fn of_page<C: FromStr + AsRef<str>>() -> Result<Self, Problem> {
        let (after, before) = (context::query("after"), context::query("before"));
        let after = cursor::<C>("after", after.as_deref())?;
        Ok(match (after, cursor::<C>("before", before.as_deref())?) {
            (None, Some(id)) => Self::preceding(id.to_owned(), Slice::DEFAULT_LIMIT),
            (after, _) => Self::following(after.map(str::to_owned), Slice::DEFAULT_LIMIT),
        })
    }
}
