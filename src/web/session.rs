//! Session cookie, carried by `tower-sessions`, and session lifetimes.
//!
//! The cookie's value is random and stored hashed, in the row that holds all else of the session: whose it is, the
//! shop acted for, when the password was last given. Who asks is read from that row, once for each request, and what
//! changes a session names the row that was read. A session exists from sign-in on, never before; its end is fixed
//! as it begins, and comes earlier when it is not used.

use super::cookies;
use crate::clock::DAY_MS;
use crate::problem::{Code, Problem};
use async_trait::async_trait;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::use_context;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

/// The cookie's name.
const COOKIE: &str = "session";
/// Longest lifetime of a session, in milliseconds.
pub const STANDS_MS: i64 = 30 * DAY_MS;
/// Key under which a new session's cookie value is handed to the store.
const BEGUN: &str = "begun";

/// Reads the cookie, and writes it where a session begins or ends. `Secure` is added as the answer leaves
/// ([`cookies::secured`]).
pub fn layer() -> SessionManagerLayer<Rows> {
    SessionManagerLayer::new(Rows)
        .with_name(COOKIE)
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_secure(false)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::milliseconds(STANDS_MS)))
}

/// Sessions as the layer sees them. Their rows are written by the operations that begin and end them, each in one
/// transaction with all else that it does, and read together with the person: nothing is left to be kept here.
#[derive(Debug, Clone, Copy)]
pub struct Rows;

#[async_trait]
impl SessionStore for Rows {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let begun = record.data.get(BEGUN).and_then(|id| id.as_str()?.parse().ok());
        record.id = begun.ok_or_else(|| Error::Encode("a session that nobody began".to_owned()))?;
        Ok(())
    }

    async fn save(&self, _: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        Ok(Some(Record {
            id: *id,
            data: Default::default(),
            expiry_date: tower_sessions::cookie::time::OffsetDateTime::now_utc(),
        }))
    }

    async fn delete(&self, _: &Id) -> Result<()> {
        Ok(())
    }
}

/// Value of the session cookie; none if it cannot be ours.
pub fn token(session: &Session) -> Option<String> {
    session.id().map(|id| id.to_string())
}

/// Value of the session cookie of a request that the layer does not see; none if it cannot be ours.
pub fn token_in(headers: &HeaderMap) -> Option<String> {
    let id: Id = cookies::read(headers, COOKIE)?.parse().ok()?;
    Some(id.to_string())
}

/// Value for a new session.
pub fn new_token() -> String {
    Id::default().to_string()
}

/// Sets the cookie of a new session, or removes it without a value.
pub async fn hand_out(token: Option<&str>) -> std::result::Result<(), Problem> {
    let asked = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned());
    let Some(session) = asked else {
        return Err(Problem::internal(&std::io::Error::other("no session layer")));
    };
    let told = async {
        session.flush().await?;
        match token {
            Some(token) => session.insert(BEGUN, token).await,
            None => Ok(()),
        }
    };
    told.await.map_err(|error| Problem::internal(&error))
}

/// Rejects requests with several session cookies. Behind it, cookies of others that are no plain text hide
/// none of ours.
pub async fn one_only(mut request: Request, next: Next) -> Response {
    if cookies::count(request.headers(), COOKIE) > 1 {
        return Problem::new(
            Code::Malformed,
            "Your browser sent more than one session cookie, so we cannot tell who you are. Delete this site's \
             cookies and sign in again.",
        )
        .into_response();
    }
    cookies::in_plain_text(request.headers_mut());
    next.run(request).await
}
