//! Invitations: an owner invites an address with a role; the mailed link works once, within a week.

use super::{GrantForm, Granted};
use crate::accounts::{store, user};
use crate::audit::{self, Act};
use crate::clock::{DAY_MS, Millis};
use crate::db;
use crate::events;
use crate::form::FieldErrors;
use crate::id::InvitationId;
use crate::mail_limit::{self, Sending};
use crate::problem::{Code, Problem};
use crate::secret::{Secrets, hash};
use crate::state::App;
use crate::viewer::{Fresh, Member, MemberRole, SellerStatus, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Lifetime of an invitation, in milliseconds.
pub const GOOD_FOR_MS: i64 = 7 * DAY_MS;
/// Maximum number of a shop's open invitations.
const MOST_OPEN: i64 = 50;

/// An invitation, as entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct InvitationForm {
    pub email: String,
    /// `owner` or `staff`; `staff` by default.
    pub role: String,
    /// Permissions, for staff.
    pub permissions: Vec<String>,
}

/// An invitation that can be sent.
#[derive(Debug)]
pub struct Invitation {
    pub email: String,
    pub granted: Granted,
}

impl InvitationForm {
    pub fn parse(self) -> Result<Invitation, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.take("email", user::normal_email(&self.email));
        let grant = GrantForm {
            role: self.role,
            permissions: self.permissions,
        };
        let granted = match grant.parse() {
            Ok(granted) => Some(granted),
            Err(wrong) => {
                for (field, messages) in wrong.iter() {
                    for message in messages {
                        errors.add(field, message.clone());
                    }
                }
                None
            }
        };
        let both = email.zip(granted);
        errors
            .or(both)
            .map(|(email, granted)| Invitation { email, granted })
    }
}

/// An open invitation as owners see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationView {
    pub invitation_id: InvitationId,
    pub email: String,
    pub role: MemberRole,
    pub permissions: Vec<&'static str>,
    pub created_at: Millis,
    pub expires_at: Millis,
}

impl From<store::InvitationRow> for InvitationView {
    fn from(row: store::InvitationRow) -> Self {
        Self {
            permissions: row.permissions.names(),
            invitation_id: row.invitation_id,
            email: row.email,
            role: row.role,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// Token of the link, derived from the id with the server's secret.
pub fn token(secrets: &Secrets, invitation_id: &InvitationId) -> String {
    format!(
        "{invitation_id}.{}",
        secrets.tag("invitation", invitation_id.as_str())
    )
}

/// `c…@example.test`: enough for the shop's log, which outlives the account of whom it invited.
fn masked(email: &str) -> String {
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{host}")
}

/// Invites someone, for an approved shop. An open invitation of the same address is replaced.
pub async fn invite(
    app: &App,
    owner: &Member<Fresh<may::Own>>,
    invitation: Invitation,
) -> Result<InvitationView, Problem> {
    if owner.seller_status != SellerStatus::Approved {
        return Err(Problem::new(
            Code::SellerNotApproved,
            "You can invite people once the marketplace has approved your shop, and not while it is \
                suspended. You can set up everything else.",
        ));
    }
    let now = app.clock.now();
    let seller_id = &owner.seller_id;
    let mut tx = app.db.begin().await?;
    if !store::hold_shop(&mut tx, seller_id).await? {
        return Err(Problem::not_found());
    }
    if store::is_member(&mut tx, seller_id, &invitation.email).await? {
        return Err(FieldErrors::of("email", "This person is already a member.").into());
    }
    store::revoke_invitations_to(&mut tx, seller_id, &invitation.email, now).await?;
    if store::count_open_invitations(&mut tx, seller_id, now).await? >= MOST_OPEN {
        return Err(Problem::conflict(format!(
            "You have {MOST_OPEN} open invitations. Withdraw some first."
        )));
    }
    let sending = Sending::Invitation {
        to: &invitation.email,
        by: seller_id,
    };
    if let Err(used_up) = mail_limit::allow(app, &mut tx, sending, now).await? {
        let detail = "Too many invitations were sent recently from this shop or to this address. Try again \
            later.";
        return Err(Problem::rate_limited(detail, used_up.wait_s()));
    }
    let invitation_id = InvitationId::new(now);
    let row = store::InvitationRow {
        invitation_id: invitation_id.clone(),
        seller_id: seller_id.clone(),
        email: invitation.email,
        role: invitation.granted.role(),
        permissions: invitation.granted.permissions,
        invited_by: owner.user_id.clone(),
        created_at: now,
        expires_at: now.plus(GOOD_FOR_MS),
        accepted_at: None,
        revoked_at: None,
    };
    let token_hash = hash(&token(&app.secrets, &invitation_id));
    if let Err(error) = store::insert_invitation(&mut tx, &row, &token_hash).await {
        return Err(if db::is_taken(&error, "invitations", "email") {
            Problem::conflict("That person was just invited.")
        } else {
            error.into()
        });
    }
    let act = Act {
        action: "member.invited",
        seller_id: Some(seller_id),
        user_id: Some(&owner.user_id),
        subject: Some(invitation_id.as_str()),
        after: Some(
            json!({ "email": masked(&row.email), "role": row.role, "permissions": invitation.granted.permissions.names() }),
        ),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "invitation_id": invitation_id });
    events::emit(&mut tx, now, "member.invited", Some(seller_id), &content).await?;
    tx.commit().await?;
    Ok(row.into())
}

/// Withdraws an invitation; its link stops working.
pub async fn revoke(
    app: &App,
    owner: &Member<may::Own>,
    invitation_id: &InvitationId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let email = store::revoke_invitation(&mut tx, &owner.seller_id, invitation_id, now)
        .await?
        .ok_or_else(Problem::not_found)?;
    let act = Act {
        action: "member.invitation_revoked",
        seller_id: Some(&owner.seller_id),
        user_id: Some(&owner.user_id),
        subject: Some(invitation_id.as_str()),
        before: Some(json!({ "email": masked(&email) })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// The shop's open invitations, the newest first.
pub async fn list(app: &App, owner: &Member<may::Own>) -> Result<Vec<InvitationView>, Problem> {
    let rows = store::open_invitations(&app.db, &owner.seller_id, app.clock.now()).await?;
    Ok(rows.into_iter().map(InvitationView::from).collect())
}
