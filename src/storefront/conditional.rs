//! Conditional responses: an ETag over everything a page shows.

use crate::clock::Millis;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Version of a page: ETag and time.
pub struct Version {
    tag: String,
    changed_at: Millis,
}

/// Cache header: one minute, then revalidate.
const CACHE: &str = "public, max-age=60";

impl Version {
    /// Version of a page that shows `shown`, with the current style.
    pub fn of(shown: &impl Hash, changed_at: i64) -> Self {
        let mut hasher = DefaultHasher::new();
        shown.hash(&mut hasher);
        crate::web::assets::address("shop.css").hash(&mut hasher);
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        Self {
            tag: format!("W/\"{:016x}\"", hasher.finish()),
            changed_at: Millis(changed_at),
        }
    }

    /// Version of a file with that tag.
    pub fn tagged(tag: &str, changed_at: Millis) -> Self {
        Self {
            tag: format!("W/\"{tag}\""),
            changed_at,
        }
    }

    /// Whether the client already has it. A tag decides alone; the date is for those who sent none.
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        match text(header::IF_NONE_MATCH) {
            Some(tags) => tags.trim() == "*" || tags.split(',').any(|tag| bare(tag) == bare(&self.tag)),
            None => text(header::IF_MODIFIED_SINCE)
                .and_then(|since| jiff::fmt::rfc2822::parse(since).ok())
                .is_some_and(|since| self.changed_at.0 / 1000 <= since.timestamp().as_second()),
        }
    }

    /// The page, or 304; it is only rendered when sent.
    pub fn answer(&self, headers: &HeaderMap, page: impl FnOnce() -> String) -> Response {
        let response = if self.is_known(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (html, page()).into_response()
        };
        self.with_validators(response, CACHE)
    }

    /// Adds ETag, time and cache headers.
    pub fn with_validators(&self, mut response: Response, cache: &str) -> Response {
        let sent = response.headers_mut();
        for (name, value) in [
            (header::ETAG, self.tag.clone()),
            (header::LAST_MODIFIED, http_date(self.changed_at)),
            (header::CACHE_CONTROL, cache.to_owned()),
            (header::VARY, "accept-encoding".to_owned()),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                sent.insert(name, value);
            }
        }
        response
    }
}

/// `Mon, 02 Nov 2026 10:00:00 GMT`.
fn http_date(at: Millis) -> String {
    at.timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
