//! API tokens: a 15-minute JWT that names its session, and a refresh token valid once. A refresh token used
//! twice was stolen by someone: the whole session ends.

use super::store;
use crate::audit::{self, Act};
use crate::clock::{DAY_MS, MINUTE_MS, Millis};
use crate::db::Tx;
use crate::id::SessionId;
use crate::jwt;
use crate::problem::Problem;
use crate::secret::{hash, random_text};
use crate::state::App;
use crate::viewer::Viewer;
use serde::{Deserialize, Serialize};

/// Lifetime of an access token, in seconds.
pub const ACCESS_FOR_S: i64 = 15 * MINUTE_MS / 1000;
/// Lifetime of a refresh token in milliseconds, and so of an unused session.
pub const REFRESH_FOR_MS: i64 = 30 * DAY_MS;
/// Longest lifetime of a session however often it is refreshed, in milliseconds.
const SESSION_FOR_MS: i64 = 90 * DAY_MS;

const ISSUER: &str = "stallholder";
const AUDIENCE: &str = "stallholder-api";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// Session id; its row says who it is and whether it is still open.
    sid: String,
    iat: i64,
    exp: i64,
}

/// An access token and the refresh token that follows it.
#[derive(Debug, Clone)]
pub struct Pair {
    pub token: String,
    pub refresh_token: String,
}

/// Issues a token pair for a session.
pub async fn issue(app: &App, tx: &mut Tx, session_id: &SessionId, now: Millis) -> Result<Pair, Problem> {
    let seconds = now.0 / 1000;
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sid: session_id.to_string(),
        iat: seconds,
        exp: seconds + ACCESS_FOR_S,
    };
    let token = jwt::sign(&claims, &app.secrets.key("jwt")).map_err(|error| Problem::internal(&error))?;
    let refresh_token = format!("rt_{}", random_text(32));
    store::insert_refresh_token(
        tx,
        &hash(&refresh_token),
        session_id,
        now,
        now.plus(REFRESH_FOR_MS),
    )
    .await?;
    Ok(Pair { token, refresh_token })
}

/// The session an access token names, when it is ours and still good.
pub fn read(app: &App, token: &str) -> Option<SessionId> {
    let claims = app
        .secrets
        .keys("jwt")
        .find_map(|key| jwt::read::<Claims>(token, &key, ISSUER, AUDIENCE).ok())?;
    // By our own clock, to the second.
    if claims.exp <= app.clock.now().0 / 1000 {
        return None;
    }
    SessionId::parse(&claims.sid).ok()
}

/// A new pair for a refresh token, which is used up, and whose it is; the same one again ends its session.
pub async fn refresh(app: &App, refresh_token: &str) -> Result<(Pair, Viewer), Problem> {
    let now = app.clock.now();
    let token_hash = hash(refresh_token);
    // Before the token is used: one that comes twice at once ends the session as soon as the first is done.
    let viewer = store::viewer_of_refresh_token(&app.db, &token_hash, now).await?;
    let mut tx = app.db.begin().await?;
    if let Some(session_id) = store::use_refresh_token(&mut tx, &token_hash, now).await? {
        let pair = issue(app, &mut tx, &session_id, now).await?;
        let until = now.plus(REFRESH_FOR_MS);
        store::touch_session(&mut tx, &session_id, now, until, SESSION_FOR_MS).await?;
        tx.commit().await?;
        return Ok((pair, viewer));
    }
    if let Some(session_id) = store::session_of_used_token(&mut tx, &token_hash).await? {
        store::end_session(&mut tx, &session_id, now).await?;
        let act = Act {
            action: "session.token_reused",
            subject: Some(session_id.as_str()),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
        tx.commit().await?;
        tracing::warn!(%session_id, "a refresh token was used twice; its session was ended");
    }
    Err(Problem::unauthorized())
}
