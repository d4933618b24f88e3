//! Answers that a browser or a crawler has already: what it was sent is told by a tag made of everything that the
//! page shows, so that nothing shown can change without it.

use crate::clock::Millis;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a page is known by.
pub struct Version {
    tag: String,
    changed_at: Millis,
}

/// Kept for a minute by whoever keeps it, then asked for again.
const CACHE: &str = "public, max-age=60";

impl Version {
    /// Of a page that shows `shown`, in this style.
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

    /// Of a file whose content this tag stands for.
    pub fn tagged(tag: &str, changed_at: Millis) -> Self {
        Self {
            tag: format!("W/\"{tag}\""),
            changed_at,
        }
    }

    /// Whether the one who asks has it. A tag decides alone; the date is for those who sent none.
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

    /// The page, or that it is the one that was sent before; it is made only when it is sent.
    pub fn answer(&self, headers: &HeaderMap, page: impl FnOnce() -> String) -> Response {
        let response = if self.is_known(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (html, page()).into_response()
        };
        self.told(response, CACHE)
    }

    /// The answer with what it is known by, and how long it may be kept.
    pub fn told(&self, mut response: Response, cache: &str) -> Response {
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
