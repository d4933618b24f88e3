//! Mails about members and API keys of a shop.

use super::{mail_owners, send};
use crate::accounts::member::invitation;
use crate::accounts::store;
use crate::events::{Event, JobError};
use crate::id::{InvitationId, UserId};
use crate::state::App;
use crate::web_address;
use serde::Deserialize;

pub(super) async fn mail_invitation(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct Invited {
        invitation_id: InvitationId,
    }
    let Invited { invitation_id } = event.read()?;
    // Taken back or too old by now: nothing to say.
    let open = store::invitation(&app.db, &invitation_id, app.clock.now()).await?;
    let Some((email, shop_name, invited_by)) = open else {
        return Ok(());
    };
    // A name of the time before names could hold no web address.
    let shop_name = web_address::left_out(&shop_name);
    let token = invitation::token(&app.secrets, &invitation_id);
    let text = format!(
        "{invited_by} invites you to work in {shop_name} on Stallholder.\n\nJoin here: {}\n\nThe link is \
            for you only and works once, within a week. If you do not know them, ignore this email.\n",
        app.address_of(&format!("/invitation?token={token}"))
    );
    send(&app, &event, email, format!("Join {shop_name}"), text).await
}

/// Mails owners when someone joins or leaves, and people when their membership changes.
pub(super) async fn mail_membership(app: App, event: Event) -> Result<(), JobError> {
    #[derive(Deserialize)]
    struct MembershipEvent {
        user_id: UserId,
        mail: Option<bool>,
    }
    let MembershipEvent { user_id, mail } = event.read()?;
    let Some(seller_id) = event.seller_id.as_ref().filter(|_| mail != Some(false)) else {
        return Ok(());
    };
    let user = store::user_by_id(&app.db, &user_id).await?;
    let seller = store::seller(&app.db, seller_id).await?;
    let (Some(user), Some(seller)) = (user.filter(|user| user.disabled_at.is_none()), seller) else {
        return Ok(());
    };
    let (name, email) = (&seller.shop_name, &user.email);
    let members = app.address_of("/settings/members");
    match event.kind.as_str() {
        "member.joined" => {
            let text = format!(
                "{email} accepted the invitation and is now a member of {name}.\n\nMembers: {members}\n"
            );
            mail_owners(&app, &event, seller_id, &format!("{email} joined {name}"), &text).await
        }
        "member.left" => {
            let text = format!("{email} left {name}.\n\nMembers: {members}\n");
            mail_owners(&app, &event, seller_id, &format!("{email} left {name}"), &text).await
        }
        kind => {
            let (subject, text) = match kind {
                "member.removed" => (
                    format!("You are no longer a member of {name}"),
                    format!(
                        "An owner of {name} removed you from the shop. You can still sign in to your \
                        own account.\n"
                    ),
                ),
                _ => (
                    format!("Your permissions in {name} have changed"),
                    format!(
                        "An owner of {name} changed your permissions.\n\nSee: {}\n",
                        app.address_of("/")
                    ),
                ),
            };
            send(&app, &event, user.email, subject, text).await
        }
    }
}

pub(super) async fn mail_api_key(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let text = format!(
        "A new API key can now act for your shop.\n\nIf you did not expect this, revoke it at {}\n",
        app.address_of("/settings/api-keys")
    );
    mail_owners(&app, &event, seller_id, "A new API key was created", &text).await
}
