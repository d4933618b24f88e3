//! A person's sessions: device, origin, last activity and ending them.

use super::store::{self, SessionRow};
use crate::audit::{self, Act};
use crate::clock::{DAY_MS, Millis};
use crate::id::{SellerId, SessionId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::User;
use serde::Serialize;

/// How long a session stands unused, in milliseconds.
const IDLE_MS: i64 = 14 * DAY_MS;

/// Last activity at or before which a session has expired.
pub(super) fn idle_since(now: Millis) -> Millis {
    now.plus(-IDLE_MS)
}

crate::stored_enum! {
    /// How a session is carried.
    pub enum SessionKind {
        /// By a browser's cookie.
        Web = "web",
        /// By tokens of the API.
        Api = "api",
    }
}

/// An open session.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Session {
    pub session_id: SessionId,
    pub kind: SessionKind,
    /// Such as `Firefox on Linux`.
    pub device: String,
    pub address: Option<String>,
    pub created_at: Millis,
    /// Last activity, accurate to five minutes.
    pub last_seen_at: Millis,
    /// Whether this is the session making the request.
    pub current: bool,
}

impl Session {
    pub(super) fn of(row: SessionRow, current: Option<&SessionId>) -> Self {
        Self {
            current: current == Some(&row.session_id),
            session_id: row.session_id,
            kind: row.kind,
            device: device(row.device.as_deref().unwrap_or_default()),
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        }
    }
}

/// The person's open sessions, newest first.
pub async fn list(app: &App, user: &User) -> Result<Vec<Session>, Problem> {
    let rows = store::sessions_of(&app.db, &user.user_id, app.clock.now()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Session::of(row, Some(&user.session_id)))
        .collect())
}

/// Ends one of the person's own sessions.
pub async fn end(app: &App, user: &User, session_id: &SessionId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::end_own_session(&mut tx, &user.user_id, session_id, now).await? {
        return Err(Problem::not_found());
    }
    let act = Act {
        action: "session.ended",
        user_id: Some(&user.user_id),
        subject: Some(session_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Sets the shop that the current session acts for; one the person is not a member of counts as none.
pub async fn act_for(app: &App, user: &User, seller_id: Option<&SellerId>) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    if !store::set_session_seller(&mut tx, &user.session_id, &user.user_id, seller_id).await? {
        return Err(Problem::unauthorized());
    }
    Ok(tx.commit().await?)
}

/// Signs out of the current session.
pub async fn sign_out(app: &App, user: &User) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::end_session(&mut tx, &user.session_id, now).await?;
    let member = user.member.as_ref().filter(|member| !member.grant.is_looking);
    let act = Act {
        action: "user.signed_out",
        seller_id: member.map(|member| &member.seller_id),
        user_id: Some(&user.user_id),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Ends all of the person's sessions, this one too.
pub async fn end_all(app: &App, user: &User) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::end_other_sessions(&mut tx, &user.user_id, None, now).await?;
    let act = Act {
        action: "session.all_ended",
        user_id: Some(&user.user_id),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// A device name derived from the browser's user agent.
pub(super) fn device(agent: &str) -> String {
    // The order matters: each of these also claims to be those after it.
    let browser = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let system = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    match (find(&browser), find(&system)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => {
            let program = agent.split(['/', ' ']).next().unwrap_or_default();
            match program {
                "" => "Unknown device".to_owned(),
                program => program.chars().take(40).collect(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_browser_is_called_by_its_name_and_system() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0";
        assert_eq!(device(edge), "Edge on Windows");
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1";
        assert_eq!(device(safari), "Safari on iPhone");
        assert_eq!(device("curl/8.5.0"), "curl");
        assert_eq!(device(""), "Unknown device");
    }
}
