//! Extractors of a page's address: its parameters as a form, and the address itself.

use crate::form::FieldErrors;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// The parameters of a page's address as a form of optional fields. Values are trimmed, an empty one counts as absent,
/// and of one that is given twice the first counts.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut given: Vec<(Cow<str>, Cow<str>)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if !given.iter().any(|(known, _)| *known == name) {
            given.push((name, value));
        }
    }
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &given {
        let value = value.trim();
        if !value.is_empty() {
            kept.append_pair(name, value);
        }
    }
    serde_urlencoded::from_str(&kept.finish())
        .map_err(|_| FieldErrors::of(FieldErrors::FORM, "The address's parameters cannot be read.").into())
}

/// The cursor of a list that is leafed through in one direction.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct After {
    pub after: Option<String>,
}

/// Path and query of a page, as the browser asked for it.
pub struct Address(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(address(parts)))
    }
}

/// Path and query of a request.
pub fn address(parts: &Parts) -> String {
    let address = parts.uri.path_and_query();
    address.map_or_else(|| "/".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Form {
        status: Option<String>,
        page: Option<u8>,
    }

    fn form(status: Option<&str>, page: Option<u8>) -> Form {
        Form {
            status: status.map(str::to_owned),
            page,
        }
    }

    #[test]
    fn an_empty_parameter_is_absent_and_a_value_is_trimmed() {
        assert_eq!(read::<Form>("").unwrap(), form(None, None));
        assert_eq!(read::<Form>("status=+&page=").unwrap(), form(None, None));
        assert_eq!(
            read::<Form>("status=+to+ship%20&page=2&other=1").unwrap(),
            form(Some("to ship"), Some(2))
        );
    }

    #[test]
    fn of_a_parameter_that_is_given_twice_the_first_counts() {
        assert_eq!(read::<Form>("status=a&status=b").unwrap(), form(Some("a"), None));
        assert_eq!(read::<Form>("status=&status=b").unwrap(), form(None, None));
    }

    #[test]
    fn parameters_that_cannot_be_read_are_a_validation_problem() {
        let problem = read::<Form>("page=many").unwrap_err();
        assert_eq!(problem.code, crate::problem::Code::Validation);
    }
}
