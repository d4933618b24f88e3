//! Settings page: members, permissions and invitations.

use super::SettingsTabs;
use crate::accounts::actions::{ChangeMember, InviteMember, RemoveMember, RevokeInvitation};
use crate::accounts::member::invitation::{self, InvitationView};
use crate::accounts::member::{self, MemberView};
use crate::clock::Millis;
use crate::id::UserId;
use crate::state::App;
use crate::ui::{
    Button, Card, Checkbox, Choice, Column, ErrorSummary, Field, LinkButton, Moment, Select, Status, Table,
    Tone, Variant,
};
use crate::viewer::{Member, MemberRole, Permission, SellerStatus, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// Which member is to be changed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MembersForm {
    member: Option<String>,
}

/// The shop's members and open invitations, for owners.
pub async fn members(
    owner: Member<may::Own>,
    State(app): State<App>,
    Query(query): Query<MembersForm>,
) -> PageResult {
    let inviting = Form::of::<InviteMember>();
    let (now, zone) = (app.clock.now(), owner.zone());
    let members = member::list(&app, &owner).await?;
    let invitations = invitation::list(&app, &owner).await?;
    let own_id = owner.user_id.clone();
    let chosen = members
        .iter()
        .find(|member| Some(member.user_id.as_str()) == query.member.as_deref())
        .cloned();
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings/members" grant=owner.grant />
            <MembersCard members=members own_id=own_id zone=zone.clone() now=now />
            {chosen.map(|member| view! { <ChangeCard member=member /> })}
            {(!invitations.is_empty())
                .then(|| view! { <InvitationsCard invitations=invitations zone=zone now=now /> })}
            {match owner.seller_status {
                SellerStatus::Approved => view! { <InviteCard form=inviting /> }.into_any(),
                _ => view! {
                    <Card title="Invite someone">
                        <ErrorSummary errors=inviting.summary() />
                        <p>"You can invite people once the marketplace has approved your shop, and not \
                            while it is suspended."</p>
                    </Card>
                }
                .into_any(),
            }}
        },
    ))
}

#[component]
fn MembersCard(members: Vec<MemberView>, own_id: UserId, zone: TimeZone, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Person"),
        Column::new("Role"),
        Column::wide("Permissions"),
        Column::new("Last seen"),
        Column::unseen("Change"),
    ];
    let rows = members
        .into_iter()
        .map(|member| view! { <MemberLine member=member own_id=own_id.clone() zone=zone.clone() now=now /> })
        .collect_view();
    let about = "Owners can do everything. Staff can do what you choose for them.";
    view! {
        <Card title="Members" about=about flush=true>
            <Table columns=columns caption="Members">
                {rows}
            </Table>
        </Card>
    }
}

#[component]
fn MemberLine(member: MemberView, own_id: UserId, zone: TimeZone, now: Millis) -> impl IntoView {
    let href = format!("/settings/members?member={}#change", member.user_id);
    let is_owner = member.role == MemberRole::Owner;
    let may = match is_owner {
        true => "Everything".to_owned(),
        false => labels(&member.permissions),
    };
    let seen = member.last_seen_at.map_or_else(
        || "never".into_any(),
        |at| view! { <Moment at=at zone=zone now=now /> }.into_any(),
    );
    let name = name_of(&member);
    let email = member
        .name
        .is_some()
        .then(|| view! { <small>{member.email}</small> });
    let you = (member.user_id == own_id).then(|| view! { <small>"You"</small> });
    view! {
        <tr>
            <td class="main">{name} {email} {you}</td>
            <td data-label="Role">
                <Status tone=if is_owner { Tone::Good } else { Tone::Neutral } word=if is_owner { "Owner" } else { "Staff" } />
            </td>
            <td class="wide">{may}</td>
            <td data-label="Last seen">{seen}</td>
            <td class="state">
                <LinkButton href=href small=true>"Change"</LinkButton>
            </td>
        </tr>
    }
}

fn name_of(member: &MemberView) -> String {
    member.name.clone().unwrap_or_else(|| member.email.clone())
}

/// A member's permissions, and removal from the shop.
#[component]
fn ChangeCard(member: MemberView) -> impl IntoView {
    let user_id = member.user_id.to_string();
    let form = Form::of::<ChangeMember>().with("user_id", &user_id);
    let removing = Form::of::<RemoveMember>().with("user_id", &user_id);
    let is_owner = member.role == MemberRole::Owner;
    let (to_change, to_take) = (user_id.clone(), user_id.clone());
    view! {
        <Card title=format!("Permissions of {}", name_of(&member)) id="change">
            <div class="stack">
                <ErrorSummary errors=form.summary() />
                <ErrorSummary errors=removing.summary() />
                <PostForm<ChangeMember> class="form">
                    <input type="hidden" name="user_id" value=to_change />
                    <GrantFields form=form.clone() is_owner=is_owner permissions=member.permissions key=user_id />
                    {is_owner.then(|| view! { <KeepKeys form=form of="change" /> })}
                    <div class="row">
                        <Button variant=Variant::Primary>"Save"</Button>
                        <LinkButton href="/settings/members" variant=Variant::Quiet>"Cancel"</LinkButton>
                    </div>
                </PostForm<ChangeMember>>
                <PostForm<RemoveMember> class="form">
                    <input type="hidden" name="user_id" value=to_take />
                    {is_owner.then(|| view! { <KeepKeys form=removing of="remove" /> })}
                    <Button variant=Variant::Danger>"Remove from shop"</Button>
                </PostForm<RemoveMember>>
            </div>
        </Card>
    }
}

/// Choice whether an owner's API keys are kept.
#[component]
fn KeepKeys(form: Form, of: &'static str) -> impl IntoView {
    let checked = form.chosen("keep_keys", "yes", false);
    let wrong = form
        .error("keep_keys")
        .map(|error| view! { <p class="error">{error}</p> });
    view! {
        <Checkbox label="Keep the API keys they created" name="keep_keys" value="yes" checked=checked
            id=format!("field-keep-keys-{of}")
            help="When they stop being an owner, their keys are revoked. Kept keys go on working and become yours." />
        {wrong}
    }
}

fn labels(permissions: &[&'static str]) -> String {
    let labels: Vec<_> = permissions
        .iter()
        .filter_map(|name| Permission::parse(name))
        .map(Permission::label)
        .collect();
    labels.join(", ")
}

/// The choice of role and permissions. `key` tells the fields of several such forms apart.
#[component]
fn GrantFields(form: Form, is_owner: bool, permissions: Vec<&'static str>, key: String) -> impl IntoView {
    let boxes = Permission::ALL
        .into_iter()
        .map(|permission| {
            let name = permission.as_str();
            let checked = form.chosen("permissions[]", name, permissions.contains(&name));
            view! {
                <Checkbox label=permission.label() name="permissions[]" value=name help=permission.about()
                    id=format!("field-{name}-{key}") checked=checked />
            }
        })
        .collect_view();
    let roles = vec![
        Choice::new("staff", "Staff: has the permissions ticked below"),
        Choice::new("owner", "Owner: can do everything"),
    ];
    let role = form.or("role", if is_owner { "owner" } else { "staff" });
    let wrong = form
        .error("permissions")
        .map(|error| view! { <p class="error">{error}</p> });
    view! {
        <Select label="Role" name="role" options=roles value=role id=format!("field-role-{key}") error=form.error("role") />
        <fieldset class="field">
            <legend>"Staff permissions"</legend>
            {boxes}
            {wrong}
        </fieldset>
    }
}

#[component]
fn InvitationsCard(invitations: Vec<InvitationView>, zone: TimeZone, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Address"),
        Column::new("As"),
        Column::wide("Permissions"),
        Column::new("Expires"),
        Column::unseen("Withdraw"),
    ];
    let rows = invitations
        .into_iter()
        .map(|invitation| {
            let is_owner = invitation.role == MemberRole::Owner;
            let may = match is_owner {
                true => "Everything".to_owned(),
                false => labels(&invitation.permissions),
            };
            view! {
                <tr>
                    <td class="main">{invitation.email}</td>
                    <td data-label="As">{if is_owner { "Owner" } else { "Staff" }}</td>
                    <td class="wide">{may}</td>
                    <td data-label="Expires">
                        <Moment at=invitation.expires_at zone=zone.clone() now=now />
                    </td>
                    <td class="state">
                        <PostForm<RevokeInvitation>>
                            <input type="hidden" name="invitation_id" value=invitation.invitation_id.to_string() />
                            <Button small=true>"Withdraw"</Button>
                        </PostForm<RevokeInvitation>>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Invited" about="They join with the link in their email, once, within a week." flush=true>
            <Table columns=columns caption="Open invitations">
                {rows}
            </Table>
        </Card>
    }
}

#[component]
fn InviteCard(form: Form) -> impl IntoView {
    view! {
        <Card title="Invite someone">
            <ErrorSummary errors=form.summary() />
            <PostForm<InviteMember> class="form">
                <Field label="Email" name="email" kind="email" autocomplete="off" required=true
                    value=form.value("email") error=form.error("email") />
                <GrantFields form=form is_owner=false permissions=vec!["orders"] key="new".to_owned() />
                <div class="row">
                    <Button variant=Variant::Primary>"Send invitation"</Button>
                </div>
            </PostForm<InviteMember>>
        </Card>
    }
}
