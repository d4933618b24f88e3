//! Joining a shop by an invitation link, with an account or as a new person. Who holds the link reads the
//! address's mail, so a new account's address counts as verified.

use crate::accounts::{password, store};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{SellerId, UserId};
use crate::problem::{Code, Problem};
use crate::secret::hash;
use crate::state::App;
use crate::viewer::{MemberRole, Permissions, User};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Form of the invitation page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct JoiningForm {
    /// The token of the link.
    pub token: String,
    /// Name of a new person.
    pub name: Option<String>,
    /// Password of a new person.
    pub password: Option<String>,
}

/// An invitation as its holder sees it.
#[derive(Debug, Clone)]
pub struct InvitationPreview {
    pub shop_name: String,
    pub email: String,
    pub is_owner: bool,
    pub permissions: Permissions,
    pub expires_at: Millis,
    /// The address has an account: its person signs in first.
    pub has_account: bool,
}

/// A person and the shop they joined.
#[derive(Debug, Clone)]
pub struct Joined {
    pub user_id: UserId,
    pub email: String,
    pub seller_id: SellerId,
    pub shop_name: String,
}

fn gone() -> Problem {
    Problem::new(
        Code::NotFound,
        "This invitation was used, withdrawn or has expired. Ask the shop's owner for a new one.",
    )
}

/// Reads the invitation of a valid link.
pub async fn read(app: &App, token: &str) -> Result<InvitationPreview, Problem> {
    let open = store::invitation_by_token(&app.db, &hash(token), app.clock.now()).await?;
    let open = open.ok_or_else(gone)?;
    let known = store::find_user(&app.db, &open.email).await?;
    Ok(InvitationPreview {
        shop_name: open.shop_name,
        has_account: known.is_some(),
        is_owner: open.role == MemberRole::Owner,
        permissions: open.permissions,
        email: open.email,
        expires_at: open.expires_at,
    })
}

/// Joins the shop, once.
pub async fn accept(app: &App, user: Option<&User>, form: &JoiningForm) -> Result<Joined, Problem> {
    let seen = read(app, &form.token).await?;
    let new = match user {
        Some(user) if user.email == seen.email => None,
        Some(user) => {
            return Err(Problem::new(
                Code::Forbidden,
                format!(
                    "This invitation is for {}, but you are signed in as {}.",
                    seen.email, user.email
                ),
            ));
        }
        None if seen.has_account => {
            return Err(Problem::new(
                Code::Unauthorized,
                "You already have an account: sign in, then open the link again.",
            ));
        }
        None => Some(newcomer(form).await?),
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(row) = store::use_invitation(&mut tx, &hash(&form.token), now).await? else {
        return Err(gone());
    };
    // It may have closed since the link was read.
    if !store::hold_shop(&mut tx, &row.seller_id).await? {
        return Err(gone());
    }
    let user_id = match (&new, user) {
        (Some((name, password_hash)), _) => {
            let user_id = UserId::new(now);
            let user = store::NewUser {
                user_id: &user_id,
                email: &row.email,
                password_hash,
                role: None,
                verified: true,
            };
            store::insert_user(&mut tx, &user, now).await.map_err(|error| {
                if db::is_taken(&error, "users", "email") {
                    Problem::conflict("You already have an account: sign in, then open the link again.")
                } else {
                    error.into()
                }
            })?;
            store::set_name(&mut tx, &user_id, name).await?;
            store::forget_registrations(&mut tx, &row.email).await?;
            user_id
        }
        (None, Some(user)) => user.user_id.clone(),
        (None, None) => return Err(Problem::unauthorized()),
    };
    store::add_member(&mut tx, &user_id, &row, now)
        .await
        .map_err(|error| {
            if db::is_taken(&error, "members", "user_id") {
                Problem::conflict("You are already a member of this shop.")
            } else {
                error.into()
            }
        })?;
    let act = Act {
        action: "member.joined",
        seller_id: Some(&row.seller_id),
        user_id: Some(&user_id),
        subject: Some(row.invitation_id.as_str()),
        after: Some(json!({ "role": row.role, "permissions": row.permissions.names() })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "user_id": user_id, "seller_id": row.seller_id });
    events::emit(&mut tx, now, "member.joined", Some(&row.seller_id), &content).await?;
    tx.commit().await?;
    Ok(Joined {
        user_id,
        email: row.email,
        seller_id: row.seller_id,
        shop_name: seen.shop_name,
    })
}

/// The name and the password's hash of someone new.
async fn newcomer(form: &JoiningForm) -> Result<(String, String), Problem> {
    let mut errors = FieldErrors::new();
    let name = form::name(form.name.as_deref().unwrap_or_default(), "Your name", 80);
    let name = errors.take("name", name);
    let chosen = form.password.as_deref().unwrap_or_default();
    if let Some(why) = password::too_weak(chosen) {
        errors.add("password", why);
    }
    let name = errors.or(name)?;
    Ok((name, password::hash(chosen).await?))
}
