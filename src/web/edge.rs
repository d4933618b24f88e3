//! Edge layers of every request: path length, request id, log line, cross-site protection, headers.

use crate::problem::{Code, Problem};
use crate::request_id::REQUEST_ID;
use crate::state::App;
use crate::web::cookies;
use crate::web::source::Source;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

/// Rewrites the short paths onto the versioned API, before routing.
pub fn rewrite_short_path<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    if let Some(path) = long_path(request.uri().path()) {
        let path = match request.uri().query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        if let Ok(uri) = path.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// The versioned path of a short one.
fn long_path(path: &str) -> Option<String> {
    if path == "/seller/login" {
        return Some("/api/v1/auth/login".to_owned());
    }
    const PREFIXES: [(&str, &str); 6] = [
        ("/auth/", "/api/v1/auth/"),
        ("/seller/", "/api/v1/seller/"),
        ("/api/sellers/", "/api/v1/seller/"),
        ("/v1/api/sellers/", "/api/v1/seller/"),
        ("/api/users/", "/api/v1/users/"),
        ("/api/admin/", "/api/v1/admin/"),
    ];
    PREFIXES
        .iter()
        .find_map(|(short, long)| Some(format!("{long}{}", path.strip_prefix(short)?)))
}

/// Assigns the request id, logs the request once, and adds security headers.
pub async fn frame(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .filter(|id| {
            (1..=128).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        })
        .map_or_else(|| ulid::Ulid::generate().to_string(), str::to_owned);
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let address = Address(address(&app, &request));
    request.extensions_mut().insert(address);
    let source = Source::of(address.0, request.headers());
    if takes_no_coding(request.headers()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let mut response = REQUEST_ID
        .scope(id.clone(), source.scope(next.run(request)))
        .await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", id);
    }
    secure(headers, app.config.is_https());
    if app.config.is_https() {
        cookies::secured(headers);
    }
    tracing::info!(
        request_id = id,
        status = response.status().as_u16(),
        ms = started.elapsed().as_secs_f64() * 1000.0,
        "{method} {path}"
    );
    response
}

/// Whether `Accept-Encoding` rejects every possible encoding: gzip, br and identity. It is passed over,
/// because the layer that packs answers would call it 406 after it was carried out.
fn takes_no_coding(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let codings: Vec<(&str, bool)> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|coding| {
            let (coding, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().to_ascii_lowercase();
            let weight = weight
                .strip_prefix("q=")
                .and_then(|weight| weight.parse::<f32>().ok());
            (coding.trim(), weight != Some(0.0))
        })
        .collect();
    let takes = |name: &str| {
        let named = codings
            .iter()
            .find(|(coding, _)| coding.eq_ignore_ascii_case(name));
        named.map(|(_, is_taken)| *is_taken)
    };
    let is_taken = |name: &str, usually: bool| takes(name).or_else(|| takes("*")).unwrap_or(usually);
    !is_taken("gzip", false) && !is_taken("br", false) && !is_taken("identity", true)
}

/// Client address, as far as configured proxies can be trusted.
#[derive(Debug, Clone, Copy)]
pub struct Address(pub Option<IpAddr>);

fn address(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
    Some(behind(
        peer.to_canonical(),
        request.headers(),
        &app.config.trusted_proxies,
    ))
}

/// The nearest address that is not a trusted proxy's; earlier ones can be forged. A proxy adds to the list or
/// adds a line, so that all lines count as one list.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut nearest = peer;
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    for forwarded in lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(',')) {
        let Some(address) = is_trusted(&nearest)
            .then(|| forwarded_address(forwarded))
            .flatten()
        else {
            break;
        };
        nearest = address;
    }
    nearest
}

/// An address of the forwarded list, with an optional port.
fn forwarded_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse::<IpAddr>()
        .ok()
        .or_else(with_port)
        .map(|address| address.to_canonical())
}

/// Security headers: no inline script or style, no framing, no type sniffing, no referrer.
fn secure(headers: &mut HeaderMap, is_https: bool) {
    const ALWAYS: [(&str, &str); 6] = [
        (
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// Refuses a write with a cookie that another site started.
pub async fn refuse_cross_site(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers().contains_key(header::UPGRADE);
    let by_token =
        request.headers().contains_key(header::AUTHORIZATION) || request.headers().contains_key("x-api-key");
    if safe || (by_token && !request.headers().contains_key(header::COOKIE)) {
        return next.run(request).await;
    }
    if is_from_here(request.headers(), &app.config.public_url) {
        next.run(request).await
    } else {
        Problem::new(
            Code::CrossSite,
            "That was sent from another site, so nothing was changed.",
        )
        .into_response()
    }
}

fn is_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("host").unwrap_or_default();
    origin == public_url
        || origin
            .split_once("://")
            .is_some_and(|(_, of)| !host.is_empty() && of == host)
}

/// Response to a panic: a logged internal error.
pub fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Problem::internal(&std::io::Error::other(text.to_owned())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paths_lead_to_the_versioned_ones() {
        for (short, long) in [
            ("/seller/login", Some("/api/v1/auth/login")),
            ("/seller/products", Some("/api/v1/seller/products")),
            ("/api/sellers/orders", Some("/api/v1/seller/orders")),
            ("/v1/api/sellers/orders", Some("/api/v1/seller/orders")),
            ("/api/admin/policy", Some("/api/v1/admin/policy")),
            ("/api/v1/seller/orders", None),
            ("/orders", None),
        ] {
            assert_eq!(long_path(short).as_deref(), long);
        }
    }

    #[test]
    fn a_request_that_takes_no_coding_is_told_from_one_that_takes_some() {
        let takes_no = |line: &'static str| {
            takes_no_coding(&HeaderMap::from_iter([(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static(line),
            )]))
        };
        for line in [
            "identity;q=0",
            "*;q=0",
            "deflate, *;Q=0.0",
            "gzip;q=0, br;q=0, identity;q=0, *",
        ] {
            assert!(takes_no(line), "{line}");
        }
        for line in [
            "",
            "gzip, br",
            "identity;q=0, gzip",
            "*;q=0, br;q=0.5",
            "*",
            "gzip;q=0",
        ] {
            assert!(!takes_no(line), "{line}");
        }
        assert!(!takes_no_coding(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn a_write_whose_answer_is_taken_in_no_coding_is_answered_as_it_went() {
        let app = crate::testing::TestApp::new().await;
        let seller = app.seller("ann").await;
        let headers = [
            ("content-type", "application/json"),
            ("accept-encoding", "identity;q=0"),
        ];
        let mug = r#"{"name": "Mug", "price": 5}"#;
        seller
            .api(Method::POST, "/seller/products", &headers, mug)
            .await
            .is(201);
    }

    #[test]
    fn only_trusted_proxies_say_where_a_request_came_from() {
        let trusted: [IpNet; 2] = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        let from = |peer: &str, lines: &[&'static str]| {
            let line = |line: &&'static str| {
                let name = header::HeaderName::from_static("x-forwarded-for");
                (name, HeaderValue::from_static(line))
            };
            behind(peer.parse().unwrap(), &lines.iter().map(line).collect(), &trusted).to_string()
        };
        assert_eq!(from("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(from("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(
            from("127.0.0.1", &["203.0.113.9, 192.0.2.1, 10.2.3.4"]),
            "192.0.2.1"
        );
        assert_eq!(from("127.0.0.1", &["203.0.113.9", "192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(from("127.0.0.1", &["203.0.113.9, unknown"]), "127.0.0.1");
    }

    #[test]
    fn a_write_from_another_site_is_not_from_here() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs
                .iter()
                .map(|(name, value)| {
                    (
                        header::HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    )
                })
                .collect::<HeaderMap>()
        };
        let here = "http://127.0.0.1:3000";
        assert!(is_from_here(&headers(&[]), here));
        assert!(is_from_here(&headers(&[("sec-fetch-site", "same-origin")]), here));
        assert!(is_from_here(
            &headers(&[("host", "shop.test"), ("origin", "https://shop.test")]),
            here
        ));
        assert!(is_from_here(
            &headers(&[("origin", "http://127.0.0.1:3000")]),
            here
        ));
        assert!(!is_from_here(&headers(&[("sec-fetch-site", "cross-site")]), here));
        assert!(!is_from_here(&headers(&[("sec-fetch-site", "same-site")]), here));
        assert!(!is_from_here(
            &headers(&[("host", "shop.test"), ("origin", "https://evil.test")]),
            here
        ));
        assert!(!is_from_here(
            &headers(&[("host", "shop.test"), ("origin", "null")]),
            here
        ));
    }
}
