//! Response to a repeat whose first response was lost: what was created, and where.

use crate::problem::Problem;
use crate::web::pages::see_other_with_notice;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Response to a repeat: people are redirected to what was created, programs get its address. `place` is the
/// address and the page of what was made, where it has them; `status` is that of the first answer, when it is
/// known.
pub fn instead(route: &str, made: &[&str], place: Option<(String, String)>, status: Option<i64>) -> Response {
    if let (true, Some((_, page))) = (route.starts_with("POST /do/"), &place) {
        return see_other_with_notice(
            page,
            "That request was already processed. This is the current state.",
        );
    }
    let why = match status {
        Some(500..) => "it ended with an error on our side",
        Some(_) => "its response held a secret and is not stored",
        None => "its response was lost",
    };
    let what = match made {
        [] => String::new(),
        made => format!(" It created or changed {}.", made.join(", ")),
    };
    let at = place.as_ref().map(|(call, _)| format!(" See {call}."));
    let mut response = Problem::conflict(format!(
        "That request was already processed; {why}.{what}{}",
        at.unwrap_or_default()
    ))
    .into_response();
    if let Some(location) = place.and_then(|(call, _)| HeaderValue::from_str(&call).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
