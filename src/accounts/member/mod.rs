//! Members of a shop and their permissions. An owner may do everything and is never alone in going: the last
//! one stays.

pub mod invitation;
mod joining;
mod list;

pub use joining::{Joined, JoiningForm, accept, read};
pub use list::{MemberView, list};

use super::{api_key, store};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::FieldErrors;
use crate::id::{SellerId, UserId};
use crate::mail_limit::{self, Sending};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Fresh, Member, MemberRole, Permission, Permissions, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Role of a member as entered: owner, or staff with permissions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct GrantForm {
    /// `owner` or `staff`; `staff` by default.
    pub role: String,
    /// For staff: some of `products`, `orders`, `wallet`, `payouts`, `analytics`, `support`, `settings`, `export`.
    pub permissions: Vec<String>,
}

/// Validated role of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    pub is_owner: bool,
    pub permissions: Permissions,
}

impl Granted {
    pub fn role(self) -> MemberRole {
        match self.is_owner {
            true => MemberRole::Owner,
            false => MemberRole::Staff,
        }
    }
}

impl GrantForm {
    pub fn parse(&self) -> Result<Granted, FieldErrors> {
        let is_owner = match self.role.as_str() {
            "owner" => true,
            "staff" | "" => false,
            _ => return Err(FieldErrors::of("role", "role must be owner or staff.")),
        };
        let mut permissions = Vec::new();
        for name in &self.permissions {
            permissions.push(Permission::parse(name).ok_or_else(|| {
                FieldErrors::of("permissions", format!("There is no permission {name:?}."))
            })?);
        }
        let permissions: Permissions = permissions.into_iter().collect();
        if !is_owner && permissions == Permissions::NONE {
            return Err(FieldErrors::of("permissions", "Choose at least one permission."));
        }
        Ok(Granted {
            is_owner,
            permissions: if is_owner { Permissions::NONE } else { permissions },
        })
    }
}

const LAST_OWNER: &str = "A shop needs at least one owner. Make someone else an owner first.";

/// Changes a member's role and permissions. It holds from their next click on. Who is no owner any more holds
/// no keys of the shop: they end, or whoever decides keeps them.
pub async fn change(
    app: &App,
    owner: &Member<Fresh<may::Own>>,
    user_id: &UserId,
    granted: Granted,
    keeps_keys: bool,
) -> Result<(), Problem> {
    if keeps_keys && !granted.is_owner && *user_id == owner.user_id {
        return Err(FieldErrors::of(
            "keep_keys",
            "You would no longer be an owner, so another owner has to do this.",
        )
        .into());
    }
    let now = app.clock.now();
    let seller_id = &owner.seller_id;
    let mut tx = app.db.begin().await?;
    // Whoever changes the members of a shop waits here for the one before: two owners cannot demote each other.
    if !store::hold_shop(&mut tx, seller_id).await? {
        return Err(Problem::not_found());
    }
    let before = store::member_row(&mut tx, seller_id, user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !store::set_grant(&mut tx, seller_id, user_id, granted.role(), granted.permissions).await? {
        return Err(Problem::conflict(LAST_OWNER));
    }
    if !granted.is_owner {
        power_ends(&mut tx, seller_id, user_id, (&owner.user_id, keeps_keys), now).await?;
    }
    let act = Act {
        action: "member.changed",
        seller_id: Some(seller_id),
        user_id: Some(&owner.user_id),
        subject: Some(user_id.as_str()),
        before: Some(json!({ "role": before.role, "permissions": before.permissions.names() })),
        after: Some(json!({ "role": granted.role(), "permissions": granted.permissions.names() })),
    };
    audit::note(&mut tx, now, act).await?;
    let mail = is_mailed(app, &mut tx, user_id, now).await?;
    let content = json!({ "user_id": user_id, "seller_id": seller_id, "mail": mail });
    events::emit(&mut tx, now, "member.changed", Some(seller_id), &content).await?;
    Ok(tx.commit().await?)
}

/// Ends what a former owner set up: API keys, unless kept, and invitations.
async fn power_ends(
    tx: &mut Tx,
    seller_id: &SellerId,
    user_id: &UserId,
    keys: (&UserId, bool),
    now: Millis,
) -> Result<(), Problem> {
    api_key::pass_on(tx, user_id, Some(seller_id), keys, now).await?;
    Ok(store::revoke_invitations_by(tx, user_id, Some(seller_id), now).await?)
}

/// Removes a member from the shop. Their keys end, or whoever decides keeps them.
pub async fn remove(
    app: &App,
    owner: &Member<Fresh<may::Own>>,
    user_id: &UserId,
    keeps_keys: bool,
) -> Result<(), Problem> {
    if keeps_keys && *user_id == owner.user_id {
        return Err(FieldErrors::of(
            "keep_keys",
            "You would no longer be an owner, so another owner has to do this.",
        )
        .into());
    }
    let mut tx = app.db.begin().await?;
    take_out(app, &mut tx, owner, user_id, ("member.removed", keeps_keys)).await?;
    Ok(tx.commit().await?)
}

/// Leaves the shop of one's own accord.
pub async fn leave(app: &App, member: &Member<Fresh<may::Enter>>) -> Result<(), Problem> {
    if member.grant.is_looking {
        return Err(Problem::forbidden());
    }
    let mut tx = app.db.begin().await?;
    take_out(app, &mut tx, member, &member.user_id, ("member.left", false)).await?;
    Ok(tx.commit().await?)
}

async fn take_out<R>(
    app: &App,
    tx: &mut Tx,
    by: &Member<R>,
    user_id: &UserId,
    (action, keeps_keys): (&'static str, bool),
) -> Result<(), Problem> {
    let now = app.clock.now();
    let seller_id = &by.seller_id;
    if !store::hold_shop(tx, seller_id).await? {
        return Err(Problem::not_found());
    }
    let before = store::member_row(tx, seller_id, user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !store::remove_member(tx, seller_id, user_id).await? {
        return Err(Problem::conflict(LAST_OWNER));
    }
    power_ends(tx, seller_id, user_id, (&by.user_id, keeps_keys), now).await?;
    let act = Act {
        action,
        seller_id: Some(seller_id),
        user_id: Some(&by.user_id),
        subject: Some(user_id.as_str()),
        before: Some(json!({ "role": before.role, "permissions": before.permissions.names() })),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    let mail = is_mailed(app, tx, user_id, now).await?;
    let content = json!({ "user_id": user_id, "seller_id": seller_id, "mail": mail });
    events::emit(tx, now, action, Some(seller_id), &content).await?;
    Ok(())
}

/// Whether a membership change is mailed: only the first few are.
async fn is_mailed(app: &App, tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<bool> {
    let notice = Sending::Notice {
        of: user_id,
        kind: "membership",
    };
    Ok(mail_limit::allow(app, tx, notice, now).await?.is_ok())
}
