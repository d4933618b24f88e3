//! What is answered for a request that was carried out and whose answer was lost: what it made, and where that is.

use crate::problem::Problem;
use crate::web::pages::see_other_with_notice;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The answer to a repeat: a person is led to what was made, a program is told its address. `place` is the address and
/// the page of what was made, where it has them; `status` is that of the first answer, when it is known.
pub fn instead(route: &str, made: &[&str], place: Option<(String, String)>, status: Option<i64>) -> Response {
    if let (true, Some((_, page))) = (route.starts_with("POST /do/"), &place) {
        return see_other_with_notice(page, "That was carried out before. This is where it stands.");
    }
    let why = match status {
        Some(500..) => "it ended with a mistake on our side",
        Some(_) => "its answer held a secret and is not kept",
        None => "its answer was lost",
    };
    let what = match made {
        [] => String::new(),
        made => format!(" It made or changed {}.", made.join(", ")),
    };
    let at = place.as_ref().map(|(call, _)| format!(" See {call}."));
    let mut response = Problem::conflict(format!(
        "That was carried out before, once; {why}.{what}{}",
        at.unwrap_or_default()
    ))
    .into_response();
    if let Some(location) = place.and_then(|(call, _)| HeaderValue::from_str(&call).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
