//! Browser sessions in our own `sessions` table: the store that `tower-sessions` reads and writes.
//!
//! The cookie's value is stored hashed; user, device and address are columns, so that a person can see and end
//! their sessions. A session exists from sign-in on, never before; its end is fixed as it begins, and comes earlier
//! when it is not used.

use crate::clock::{Clock, DAY_MS, Millis};
use crate::db::Db;
use crate::problem::Problem;
use crate::secret::hash;
use async_trait::async_trait;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// Keys of the session's content that are columns too.
pub const SESSION_ID: &str = "session_id";
pub const USER_ID: &str = "user_id";
pub const SELLER_ID: &str = "seller_id";
pub const DEVICE: &str = "device";
pub const ADDRESS: &str = "address";
/// When the password, and the code where there is a second factor, were last given, in milliseconds.
pub const AUTHENTICATED_AT: &str = "authenticated_at";

/// The cookie's name.
const COOKIE: &str = "session";

/// The session cookie's value, as the browser sent it.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// How long a session stands at most, used or not, in days.
const ABSOLUTE_DAYS: i64 = 30;
/// How long it stands unused, in days.
const IDLE_DAYS: i64 = 14;

/// A session that was last seen by then stands no more.
pub fn idle_since(now: Millis) -> Millis {
    now.plus(-IDLE_DAYS * DAY_MS)
}

/// The layer with our cookie: HttpOnly, Lax, and Secure where the public address is https.
pub fn layer(db: Db, clock: Clock, is_https: bool) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store { db, clock })
        .with_name(COOKIE)
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_secure(is_https)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(ABSOLUTE_DAYS)))
}

/// Sessions by the hash of their cookie.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    clock: Clock,
}

tokio::task_local! {
    /// Why a session of the request under way could not be read or written.
    static FAILURE: Arc<Mutex<Option<Problem>>>;
}

/// Answers with the problem of a session that could not be read or written, where tower-sessions would say no more than
/// 500.
pub async fn failures(request: Request, next: Next) -> Response {
    let failure = Arc::<Mutex<Option<Problem>>>::default();
    let response = FAILURE.scope(failure.clone(), next.run(request)).await;
    let problem = failure.lock().unwrap_or_else(PoisonError::into_inner).take();
    match problem {
        Some(problem) if response.status() == StatusCode::INTERNAL_SERVER_ERROR => problem.into_response(),
        _ => response,
    }
}

fn backend(error: sqlx::Error) -> Error {
    let told = error.to_string();
    let _ = FAILURE.try_with(|failure| {
        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.into());
    });
    Error::Backend(told)
}

impl Store {
    async fn write(&self, record: &Record) -> Result<()> {
        let now = self.clock.now().0;
        let text = |key: &str| {
            record
                .data
                .get(key)
                .and_then(|value| value.as_str())
                .map(str::to_owned)
        };
        let authenticated_at = record
            .data
            .get(AUTHENTICATED_AT)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or(0);
        let content =
            serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let mut tx = self.db.begin().await.map_err(backend)?;
        sqlx::query(
            "insert into sessions (session_id, token_hash, kind, user_id, seller_id, content, device, address,
                 created_at, last_seen_at, authenticated_at, expires_at)
             values ($1, $2, 'web', $3, $4, $5, $6, $7, $8, $8, $9, $10)
             on conflict (session_id) do update set
                 token_hash = excluded.token_hash, user_id = excluded.user_id, seller_id = excluded.seller_id,
                 content = excluded.content, last_seen_at = excluded.last_seen_at,
                 authenticated_at = excluded.authenticated_at",
        )
        .bind(text(SESSION_ID).ok_or_else(|| Error::Encode("a session without an id".to_owned()))?)
        .bind(hash(&record.id.to_string()))
        .bind(text(USER_ID))
        .bind(text(SELLER_ID))
        .bind(content)
        .bind(text(DEVICE))
        .bind(text(ADDRESS))
        .bind(now)
        .bind(authenticated_at)
        .bind(now + ABSOLUTE_DAYS * DAY_MS)
        .execute(&mut *tx)
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits do not meet; if they did, the unique hash would refuse the write.
        self.write(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let row: Option<(String, i64)> = sqlx::query_as(
            "select content, expires_at from sessions
             where token_hash = $1 and kind = 'web' and ended_at is null and expires_at > $2 and last_seen_at > $3",
        )
        .bind(hash(&id.to_string()))
        .bind(now.0)
        .bind(idle_since(now).0)
        .fetch_optional(self.db.reader())
        .await
        .map_err(backend)?;
        let Some((content, expires_at)) = row else {
            return Ok(None);
        };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&content).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at / 1000)
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.db.begin().await.map_err(backend)?;
        sqlx::query("delete from sessions where token_hash = $1 and kind = 'web'")
            .bind(hash(&id.to_string()))
            .execute(&mut *tx)
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
