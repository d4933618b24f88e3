//! NUL characters (U+0000) rejected in all input, since PostgreSQL cannot store them.
//!
//! Written as it is, percent-encoded, or as `\u0000` in JSON. The parts of an upload are looked at as they come
//! ([`text`]).

use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::web::extract::read_body;
use crate::web::intake::{BODY_LIMIT, has_type};
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const SENTENCE: &str = "It contains a NUL character (U+0000). Remove it.";

/// The layer around everything: a NUL in the address.
pub async fn in_address(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri.path().contains("%00") {
        return Problem::new(Code::Malformed, "This address contains a NUL character (%00).").into_response();
    }
    match uri.query().map(in_form).and_then(Result::err) {
        Some(errors) => Problem::validation(errors).into_response(),
        None => next.run(request).await,
    }
}

/// Layer that rejects NUL in forms and JSON.
pub async fn in_body(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || has_type(request.headers(), "multipart/") {
        return next.run(request).await;
    }
    let is_form = has_type(request.headers(), "application/x-www-form-urlencoded");
    let (parts, body) = request.into_parts();
    let bytes = match read_body(body, BODY_LIMIT).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let found = match is_form {
        true => in_form(&String::from_utf8_lossy(&bytes)),
        false if is_in_json(&bytes) => Err(FieldErrors::of(FieldErrors::FORM, SENTENCE)),
        false => Ok(()),
    };
    match found {
        Err(errors) => Problem::validation(errors).into_response(),
        Ok(()) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
    }
}

/// Fields of a form or query with a NUL in name or value.
fn in_form(text: &str) -> Result<(), FieldErrors> {
    if !text.contains('\0') && !text.contains("%00") {
        return Ok(());
    }
    let mut errors = FieldErrors::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if name.contains('\0') {
            errors.add(FieldErrors::FORM, SENTENCE);
        } else if value.contains('\0') {
            errors.add(name, SENTENCE);
        }
    }
    errors.or(Some(()))
}

/// A NUL as it is, or escaped: after an even number of backslashes, `\\u0000` is one.
fn is_in_json(bytes: &[u8]) -> bool {
    const ESCAPED: &[u8] = b"\\u0000";
    let is_escaped = |at: usize| {
        let before = bytes[..at].iter().rev();
        before.take_while(|byte| **byte == b'\\').count() % 2 == 0
    };
    bytes.contains(&0)
        || bytes
            .windows(ESCAPED.len())
            .enumerate()
            .any(|(at, window)| window == ESCAPED && is_escaped(at))
}

/// A field of an upload, or the name of its file.
pub fn text(field: &str, text: &str) -> Result<(), Problem> {
    match field.contains('\0') || text.contains('\0') {
        true => Err(FieldErrors::of(field.replace('\0', ""), SENTENCE).into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_however_it_is_written() {
        assert!(in_form("a=b&q=%00").is_err() && in_form("a\0=b").is_err() && in_form("q=100%25").is_ok());
        assert!(is_in_json(br#"{"a":"x\u0000"}"#) && is_in_json(b"{\"a\":\"\0\"}"));
        assert!(is_in_json(br#"{"a":"\\\u0000"}"#));
        assert!(
            !is_in_json(br#"{"a":"\\u0000"}"#)
                && !is_in_json(br#"{"a":"\u00001"#.get(..9).unwrap_or_default())
        );
    }
}
