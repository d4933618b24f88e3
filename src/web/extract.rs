//! Extractors of the API and the pages: who asks, what is asked, and clear problems for what cannot be read.

use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::viewer::{Admin, Confirmation, Member, Right, Task, User, Viewer};
use crate::web::intake::{self, BODY_LIMIT};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body::Body as _;
use serde::de::DeserializeOwned;
use std::pin::Pin;

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Viewer>().cloned().unwrap_or_default())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        seen(parts)?.user().cloned()
    }
}

impl<S: Send + Sync, R: Right> FromRequestParts<S> for Member<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        seen(parts)?.member()
    }
}

impl<S: Send + Sync, T: Task> FromRequestParts<S> for Admin<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        seen(parts)?.admin()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Confirmation {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts
            .extensions
            .get()
            .map_or(Confirmation::Password, Viewer::asks))
    }
}

fn seen(parts: &Parts) -> Result<&Viewer, Problem> {
    parts.extensions.get::<Viewer>().ok_or_else(Problem::unauthorized)
}

/// A JSON body. Malformed JSON is 400; a wrong type of a field, or a field that is none, 422 under that field's name.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType, "Send application/json."));
        }
        let bytes = read_body(request.into_body(), BODY_LIMIT).await?;
        read_json(&bytes).map(Self)
    }
}

/// A JSON body with its bytes, for calls compared by body.
pub struct BodyAndBytes<T>(pub T, pub axum::body::Bytes);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for BodyAndBytes<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType, "Send application/json."));
        }
        let bytes = read_body(request.into_body(), BODY_LIMIT).await?;
        Ok(Self(read_json(&bytes)?, bytes))
    }
}

/// Reads a body of at most `limit` bytes. A longer one is refused by its announced length before it is read, or at the
/// first byte too many; the connection reads away what its sender has on the way.
pub async fn read_body(mut body: axum::body::Body, limit: usize) -> Result<axum::body::Bytes, Problem> {
    let too_large = || {
        Problem::new(
            Code::TooLarge,
            format!("At most {} KB are accepted here.", limit / 1024),
        )
    };
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let mut kept = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| {
            let ended = || Problem::new(Code::Malformed, "The body ended early.");
            intake::broken(&error).unwrap_or_else(ended)
        })?;
        let Ok(piece) = frame.into_data() else { continue };
        if kept.len() + piece.len() > limit {
            return Err(too_large());
        }
        if kept.is_empty() && body.is_end_stream() {
            return Ok(piece);
        }
        kept.extend_from_slice(&piece);
    }
    Ok(kept.into())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads JSON; an empty body counts as `{}`.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) {
        b"{}"
    } else {
        bytes
    };
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let mut unknown = FieldErrors::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut from, &mut track);
    let read = serde_ignored::deserialize::<_, _, T>(tracked, |path| {
        unknown.add(field_name(&path), "That field does not exist.");
    })
    .map_err(|cause| {
        // A nested field is named as everywhere else: `variants.0.price`.
        let path = track.path().to_string().replace('[', ".").replace(']', "");
        match cause.classify() {
            serde_json::error::Category::Data => {
                let field = if path == "." { missing_field(&cause) } else { path };
                Problem::validation(FieldErrors::of(field, sentence(&cause)))
            }
            _ => Problem::new(Code::Malformed, format!("That is not valid JSON: {cause}.")),
        }
    })?;
    from.end()
        .map_err(|error| Problem::new(Code::Malformed, format!("That is not valid JSON: {error}.")))?;
    Ok(unknown.or(Some(read))?)
}

/// Path of an unknown field: `lines.0.qty`. Steps that only unwrap a value have no name.
fn field_name(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    let (parent, name) = match path {
        Path::Root => return String::new(),
        Path::Seq { parent, index } => (parent, index.to_string()),
        Path::Map { parent, key } => (parent, (*key).to_owned()),
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            return field_name(parent);
        }
    };
    match field_name(parent) {
        above if above.is_empty() => name,
        above => format!("{above}.{name}"),
    }
}

/// Field name in "missing field `x`", else the form as a whole.
fn missing_field(error: &serde_json::Error) -> String {
    error
        .to_string()
        .split('`')
        .nth(1)
        .unwrap_or(FieldErrors::FORM)
        .to_owned()
}

/// The library's message without its line and column.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + chars.as_str() + ".")
        .unwrap_or_default()
}

/// Query parameters; a wrong one is 422.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        serde_urlencoded::from_str(parts.uri.query().unwrap_or_default())
            .map(Self)
            .map_err(|error| {
                Problem::validation(FieldErrors::of(
                    "query",
                    format!("The address's parameters cannot be read: {error}."),
                ))
            })
    }
}

/// The id in the path; a malformed one is 404. The last one counts: a page that is shown again for a failed form has
/// those of the form's address before its own.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: std::str::FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(params) =
            axum::extract::Path::<Vec<(String, String)>>::from_request_parts(parts, state)
                .await
                .map_err(|_| Problem::not_found())?;
        let (_, text) = params.last().ok_or_else(Problem::not_found)?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Decimal;
    use serde::Deserialize;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Cart {
        shipping: Option<Decimal>,
        lines: Option<Vec<Line>>,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Line {
        quantity: Decimal,
    }

    #[test]
    fn a_field_that_is_none_is_named_and_numbers_stay_as_written() {
        let read = |text: &str| read_json::<Cart>(text.as_bytes());
        let cart = read(r#"{"shipping": 1.00, "lines": [{"quantity": "2"}, {"quantity": 3}]}"#).unwrap();
        assert_eq!(cart.shipping, Some(Decimal::new("1.00")));
        assert_eq!(cart.lines.unwrap().len(), 2);
        for (text, field) in [
            (r#"{"shiping": 1}"#, "shiping"),
            (r#"{"lines": [{"quantity": 1}, {"qty": 5}]}"#, "lines.1.qty"),
            (r#"{"lines": [{"quantity": {}}]}"#, "lines.0.quantity"),
        ] {
            let problem = read(text).unwrap_err();
            assert_eq!(problem.code, Code::Validation);
            assert!(
                problem.errors.first(field).is_some(),
                "{text}: {:?}",
                problem.errors
            );
        }
        assert_eq!(read("{").unwrap_err().code, Code::Malformed);
        assert!(read("").is_ok());
    }
}
