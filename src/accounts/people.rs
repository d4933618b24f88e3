//! Admins' actions on people: finding, disabling, resetting factors, roles. Each act is noted with its reason
//! and mailed to the person.

use super::api_key;
use super::session::Session;
use super::store::{self, PersonRow, PlaceRow};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{SessionId, UserId};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::permission::Duty;
use crate::viewer::{Admin, AdminRole, Fresh, duty};
use serde_json::{Value, json};

/// One person with their shops and sessions.
#[derive(Debug, Clone)]
pub struct Person {
    pub row: PersonRow,
    pub places: Vec<PlaceRow>,
    pub sessions: Vec<Session>,
    pub has_factor: bool,
}

/// Reads one person.
pub async fn show(app: &App, _admin: &Admin<duty::People>, user_id: &UserId) -> Result<Person, Problem> {
    let row = store::person(&app.db, user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let sessions = store::sessions_of(&app.db, user_id, app.clock.now()).await?;
    Ok(Person {
        row,
        places: store::places_of(&app.db, user_id).await?,
        sessions: sessions.into_iter().map(|row| Session::of(row, None)).collect(),
        has_factor: store::sealed_factor(&app.db, user_id).await?.is_some(),
    })
}

/// Starts an action of one person on another: not on oneself, and not by an admin on a super admin.
async fn begin(
    app: &App,
    (actor, role): (&UserId, AdminRole),
    user_id: &UserId,
) -> Result<(Tx, PersonRow), Problem> {
    let mut tx = app.db.begin().await?;
    store::hold_super_admins(&mut tx).await?;
    // What the actor was at the edge may be over by now: another super admin was first.
    let still = store::person_in(&mut tx, actor).await?;
    if !still.is_some_and(|still| still.disabled_at.is_none() && still.role == Some(role)) {
        return Err(Problem::forbidden());
    }
    let person = store::person_in(&mut tx, user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if actor == user_id {
        return Err(Problem::conflict(
            "That is your own account. Your sessions are in your settings; another admin has to decide the \
                rest.",
        ));
    }
    if person.role == Some(AdminRole::SuperAdmin) && role != AdminRole::SuperAdmin {
        return Err(Problem::new(
            Code::Forbidden,
            "An admin cannot act on a super admin.",
        ));
    }
    Ok((tx, person))
}

/// Records the action and notifies the person.
async fn finish(
    mut tx: Tx,
    now: Millis,
    (action, actor, user_id): (&str, &UserId, &UserId),
    (before, after): (Option<Value>, Option<Value>),
    content: Value,
) -> Result<(), Problem> {
    let act = Act {
        action,
        user_id: Some(actor),
        subject: Some(user_id.as_str()),
        before,
        after,
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    events::emit(&mut tx, now, action, None, &content).await?;
    Ok(tx.commit().await?)
}

/// A required reason.
fn reason(text: &str) -> Result<String, Problem> {
    let reason = form::text(text, "The reason", 2000).map_err(|wrong| FieldErrors::of("reason", wrong))?;
    if reason.is_empty() {
        return Err(FieldErrors::of("reason", "Enter a reason: the person will read it.").into());
    }
    Ok(reason)
}

fn optional_reason(text: &str) -> Result<Option<String>, Problem> {
    let reason = form::text(text, "The reason", 2000).map_err(|wrong| FieldErrors::of("reason", wrong))?;
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// Disables an account: its sessions, tokens and keys end at once, and nobody can sign in to it. Keys of the
/// marketplace's can be kept by who decides.
pub async fn disable(
    app: &App,
    admin: &Admin<Fresh<duty::People>>,
    user_id: &UserId,
    why: &str,
    keeps_keys: bool,
) -> Result<(), Problem> {
    may_keep(keeps_keys, admin.role)?;
    let why = reason(why)?;
    let now = app.clock.now();
    let (mut tx, _) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    if !store::disable_user(&mut tx, user_id, &admin.user_id, &why, now).await? {
        return Err(Problem::conflict("The account is already disabled."));
    }
    store::end_other_sessions(&mut tx, user_id, None, now).await?;
    api_key::pass_on(&mut tx, user_id, None, (&admin.user_id, keeps_keys), now).await?;
    api_key::end_in_shops(&mut tx, user_id, &admin.user_id, now).await?;
    let after = json!({ "state": "disabled", "reason": why });
    let content = json!({ "user_id": user_id, "reason": why });
    let change = (Some(json!({ "state": "enabled" })), Some(after));
    finish(
        tx,
        now,
        ("user.disabled", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}

/// Enables an account again that an admin disabled.
pub async fn enable(app: &App, admin: &Admin<Fresh<duty::People>>, user_id: &UserId) -> Result<(), Problem> {
    let now = app.clock.now();
    let (mut tx, person) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    if !store::enable_user(&mut tx, user_id).await? {
        return Err(Problem::conflict(if person.is_removed() {
            "The account was permanently removed with its shop."
        } else {
            "The account is not disabled."
        }));
    }
    let before = json!({ "state": "disabled", "reason": person.disabled_reason });
    let change = (Some(before), Some(json!({ "state": "enabled" })));
    let content = json!({ "user_id": user_id });
    finish(
        tx,
        now,
        ("user.enabled", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}

/// Removes someone's second factor, for a person who lost it; they sign in anew.
pub async fn reset_factor(
    app: &App,
    admin: &Admin<Fresh<duty::People>>,
    user_id: &UserId,
    why: &str,
) -> Result<(), Problem> {
    let why = optional_reason(why)?;
    let now = app.clock.now();
    let (mut tx, _) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    if !store::delete_factor(&mut tx, user_id).await? {
        return Err(Problem::conflict("This person has no second factor."));
    }
    store::end_other_sessions(&mut tx, user_id, None, now).await?;
    let change = (None, Some(json!({ "reason": why })));
    let content = json!({ "user_id": user_id, "reason": why });
    finish(
        tx,
        now,
        ("second_factor.reset", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}

/// Ends one session of someone.
pub async fn end_session(
    app: &App,
    admin: &Admin<duty::People>,
    user_id: &UserId,
    session_id: &SessionId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let (mut tx, _) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    if !store::end_own_session(&mut tx, user_id, session_id, now).await? {
        return Err(Problem::not_found());
    }
    let content = json!({ "user_id": user_id });
    let change = (Some(json!({ "session": session_id })), None);
    finish(
        tx,
        now,
        ("user.session_ended", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}

/// Ends every session of someone.
pub async fn end_sessions(app: &App, admin: &Admin<duty::People>, user_id: &UserId) -> Result<(), Problem> {
    let now = app.clock.now();
    let (mut tx, _) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    let ended = store::end_other_sessions(&mut tx, user_id, None, now).await?;
    if ended == 0 {
        return Ok(());
    }
    let content = json!({ "user_id": user_id });
    let change = (Some(json!({ "sessions": ended })), Some(json!({ "sessions": 0 })));
    finish(
        tx,
        now,
        ("user.sessions_ended", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}

/// Requires that whoever takes over marketplace keys may manage them.
fn may_keep(keeps_keys: bool, role: AdminRole) -> Result<(), Problem> {
    match keeps_keys && !role.has(Duty::Keys) {
        true => Err(FieldErrors::of("keep_keys", "Your role cannot manage API keys.").into()),
        false => Ok(()),
    }
}

/// Sets someone's admin role; none removes it. Keys of the marketplace's end with the role that sees to them,
/// or whoever decides keeps them. The last super admin stays: nobody changes their own role, so the one who
/// acts is left.
pub async fn set_role(
    app: &App,
    admin: &Admin<Fresh<duty::Policy>>,
    user_id: &UserId,
    role: Option<AdminRole>,
    why: &str,
    keeps_keys: bool,
) -> Result<(), Problem> {
    may_keep(keeps_keys, admin.role)?;
    let why = optional_reason(why)?;
    let now = app.clock.now();
    let (mut tx, person) = begin(app, (&admin.user_id, admin.role), user_id).await?;
    if person.role == role {
        return Ok(());
    }
    if person.disabled_at.is_some() && role.is_some() {
        return Err(Problem::conflict("The account is disabled. Enable it first."));
    }
    store::set_role(&mut tx, user_id, role).await?;
    if !role.is_some_and(|role| role.has(Duty::Keys)) {
        api_key::pass_on(&mut tx, user_id, None, (&admin.user_id, keeps_keys), now).await?;
    }
    let word = role.map(AdminRole::as_str);
    let change = (
        Some(json!({ "role": person.role })),
        Some(json!({ "role": word, "reason": why })),
    );
    let content = json!({ "user_id": user_id, "role": word, "reason": why });
    finish(
        tx,
        now,
        ("user.role_changed", &admin.user_id, user_id),
        change,
        content,
    )
    .await
}
