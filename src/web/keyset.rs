//! The keyset that a call or a page asks for.

use super::list::{Slice, cursor};
pub use crate::keyset::{Keyset, Window};
use crate::problem::Problem;
use crate::web::page_query::Query;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use std::marker::PhantomData;
use std::str::FromStr;

impl Keyset {
    /// Keyset of an API call for a list sorted by `C`.
    pub fn of<C: FromStr + AsRef<str>>(slice: &Slice) -> Result<Self, Problem> {
        let after = slice.after::<C>()?.map(str::to_owned);
        Ok(Self::following(after, slice.limit()?))
    }

    /// Keyset of a page's address for a list sorted by `C`.
    fn of_page<C: FromStr + AsRef<str>>(asked: &Cursors) -> Result<Self, Problem> {
        let after = cursor::<C>("after", asked.after.as_deref())?;
        Ok(match (after, cursor::<C>("before", asked.before.as_deref())?) {
            (None, Some(id)) => Self::preceding(id.to_owned(), Slice::DEFAULT_LIMIT),
            (after, _) => Self::following(after.map(str::to_owned), Slice::DEFAULT_LIMIT),
        })
    }
}

/// Keyset of a page's address for a list sorted by `C`.
pub struct KeysetOf<C>(pub Keyset, pub PhantomData<C>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursors {
    after: Option<String>,
    before: Option<String>,
}

impl<S: Send + Sync, C: FromStr + AsRef<str>> FromRequestParts<S> for KeysetOf<C> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::<Cursors>::from_request_parts(parts, state).await?;
        Ok(Self(Keyset::of_page::<C>(&asked)?, PhantomData))
    }
}
