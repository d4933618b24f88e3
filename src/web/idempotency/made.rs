//! What is answered for a request that was carried out and whose answer was lost: what it made, and where that is.

use crate::problem::Problem;
use crate::web::pages::see_other_with_notice;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Where the things of a kind are: the beginning of their ids, their address in the API, their page. `{}` is the id.
const PLACES: [(&str, &str, &str); 6] = [
    ("ord_", "/api/v1/seller/orders/{}", "/orders/{}"),
    ("po_", "/api/v1/seller/payouts/{}", "/wallet/payouts"),
    (
        "imp_",
        "/api/v1/seller/products/imports/{}",
        "/products/imports/{}",
    ),
    ("prod_", "/api/v1/seller/products/{}", "/products/{}"),
    ("tkt_", "/api/v1/seller/tickets/{}", "/support/{}"),
    ("req_", "/api/v1/requests/{}", "/products"),
];

/// Operations that find by themselves what they did before and answer it again: an order by its storefront's
/// reference, a payment by its own.
pub fn answers_itself(route: &str) -> bool {
    route.starts_with("POST /api/v1/storefront/orders")
}

/// The answer to a repeat: a person is led to what was made, a program is told its address. `status` is that of the
/// first answer, when it is known.
pub fn instead(route: &str, made: &[&str], status: Option<i64>) -> Response {
    let place = made.iter().find_map(|id| {
        let (_, call, page) = PLACES.iter().find(|(prefix, _, _)| id.starts_with(prefix))?;
        Some((call.replace("{}", id), page.replace("{}", id)))
    });
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
