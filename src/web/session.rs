//! The cookie of a browser's session, and how long a session stands.
//!
//! The cookie's value is random and stored hashed, in the row that holds all else of the session: whose it is, the
//! shop acted for, when the password was last given. Who asks is read from that row, once for each request, and what
//! changes a session names the row that was read. A session exists from sign-in on, never before; its end is fixed
//! as it begins, and comes earlier when it is not used.

use super::cookies;
use crate::clock::{DAY_MS, Millis};
use crate::problem::{Code, Problem};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::Cookie;

/// The cookie's name.
const COOKIE: &str = "session";
/// How long a session stands at most, used or not, in milliseconds.
pub const STANDS_MS: i64 = 30 * DAY_MS;
/// How long it stands unused, in milliseconds.
const IDLE_MS: i64 = 14 * DAY_MS;

/// A session that was last seen by then stands no more.
pub fn idle_since(now: Millis) -> Millis {
    now.plus(-IDLE_MS)
}

/// The session cookie's value, as the browser sent it.
pub fn token(headers: &HeaderMap) -> Option<String> {
    cookies::read(headers, COOKIE)
}

/// The cookie that a browser is given as it signs in.
pub fn cookie(token: String) -> Cookie<'static> {
    cookies::lasting(COOKIE, token, STANDS_MS / 1000)
}

/// What takes the cookie away.
pub fn no_cookie() -> Cookie<'static> {
    cookies::gone(COOKIE, "/")
}

/// Refuses a request with more than one session cookie, whatever it asks for: whose it is cannot be told.
pub async fn one_only(request: Request, next: Next) -> Response {
    if cookies::count(request.headers(), COOKIE) > 1 {
        return Problem::new(
            Code::Malformed,
            "Your browser sent more than one session cookie, so we cannot tell who you are. Delete this site's \
             cookies and sign in again.",
        )
        .into_response();
    }
    next.run(request).await
}
