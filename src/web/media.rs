//! Public pictures.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A picture of ours. Its address changes with it, so it is kept for a year; whatever it holds, it is nothing but a
/// picture to the browser.
pub fn public_picture(content_type: String, length: u64, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_LENGTH, length.to_string()),
        (
            header::CACHE_CONTROL,
            "public, max-age=31536000, immutable".to_owned(),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, body).into_response()
}
