//! Person page: facts, shops, sessions and actions.

use super::people::{PersonState, ROLES, role_word};
use crate::accounts::{self, PasswordAgain, PersonRow, PlaceRow, SellerState, Session, SessionKind};
use crate::admin::actions::{
    DisablePerson, EnablePerson, EndPersonsSession, EndPersonsSessions, ResetPersonsFactor, SetPersonsRole,
};
use crate::clock::Millis;
use crate::id::UserId;
use crate::state::App;
use crate::ui::{
    Button, Card, Checkbox, Choice, Column, Columns, Disclosure, Empty, ErrorSummary, Fact, Facts, Field,
    LinkButton, Moment, RowLink, Select, Table, TextArea, Variant,
};
use crate::viewer::permission::Duty;
use crate::viewer::{Admin, AdminRole, Confirmation, MemberRole, duty};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// One person: shops, sessions, and what can be done about them.
pub async fn person(
    admin: Admin<duty::People>,
    asks: Confirmation,
    State(app): State<App>,
    Id(user_id): Id<UserId>,
) -> PageResult {
    let forms = (
        Form::of::<DisablePerson>(),
        Form::of::<EnablePerson>(),
        Form::of::<SetPersonsRole>(),
    );
    let reset = Form::of::<ResetPersonsFactor>();
    let person = accounts::person(&app, &admin, &user_id).await?;
    let now = app.clock.now();
    let row = person.row;
    // Nobody acts on themselves here, and an admin not on a super admin.
    let may_act = admin.user_id != user_id
        && !row.is_removed()
        && (admin.role == AdminRole::SuperAdmin || row.role != Some(AdminRole::SuperAdmin));
    let sets_roles = may_act && admin.role.has(Duty::Policy);
    let (disable, enable, role) = forms;
    let side = view! {
        <PersonFacts row=row.clone() />
        {may_act.then(|| view! { <StateCard row=row.clone() disable=disable enable=enable /> })}
        {(may_act && person.has_factor)
            .then(|| view! { <FactorCard row=row.clone() form=reset asks=asks /> })}
        {sets_roles.then(|| view! { <RoleCard row=row.clone() form=role asks=asks /> })}
    };
    let title = row.name.clone().unwrap_or_else(|| row.email.clone());
    let body = view! {
        <Columns side=side.into_any()>
            <ShopsCard places=person.places />
            <SessionsCard user_id=user_id.to_string() sessions=person.sessions may_act=may_act now=now />
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_state(view! { <PersonState person=row /> })
        .with_back("People", "/admin/users"))
}

#[component]
fn PersonFacts(row: PersonRow) -> impl IntoView {
    let did = format!("/admin/audit?who={}", row.user_id);
    let done = format!("/admin/audit?subject={}", row.user_id);
    let reason = row
        .disabled_reason
        .clone()
        .map(|reason| view! { <Fact label="Reason for disabling"><p class="prose">{reason}</p></Fact> });
    let role = role_word(row.role);
    view! {
        <Card title="Person">
            <Facts>
                <Fact label="Address">{row.email}</Fact>
                {row.name.map(|name| view! { <Fact label="Name">{name}</Fact> })}
                <Fact label="Role">{role}</Fact>
                {reason}
                <Fact label="Since">
                    <Moment at=row.created_at zone=TimeZone::UTC />
                </Fact>
                <Fact label="ID">
                    <code>{row.user_id.to_string()}</code>
                </Fact>
            </Facts>
            <div class="row">
                <LinkButton href=did small=true>"Their actions"</LinkButton>
                <LinkButton href=done small=true>"Actions on this account"</LinkButton>
            </div>
        </Card>
    }
}

/// Disabling and enabling.
#[component]
fn StateCard(row: PersonRow, disable: Form, enable: Form) -> impl IntoView {
    let id = row.user_id.to_string();
    if row.disabled_at.is_some() {
        return view! {
            <Card title="Disabled" about="Nobody can sign in to this account.">
                <ErrorSummary errors=enable.summary() />
                <PostForm<EnablePerson>>
                    <input type="hidden" name="user_id" value=id />
                    <Button variant=Variant::Primary>"Enable account"</Button>
                </PostForm<EnablePerson>>
            </Card>
        }
        .into_any();
    }
    let keys = view! { <KeepKeys role=row.role form=disable.clone() of="disable" /> };
    view! {
        <Card title="Disable">
            <ErrorSummary errors=disable.summary() />
            <Disclosure summary="Disable account" open=disable.failed()>
                <PostForm<DisablePerson> class="form">
                    <input type="hidden" name="user_id" value=id />
                    <TextArea label="Why?" name="reason" required=true maxlength=2000
                        help="All their sessions, tokens and keys end at once. The person reads the reason."
                        value=disable.value("reason") error=disable.error("reason") />
                    {keys}
                    <div class="row">
                        <Button variant=Variant::Danger>"Disable"</Button>
                    </div>
                </PostForm<DisablePerson>>
            </Disclosure>
        </Card>
    }
    .into_any()
}

/// Choice whether an admin's marketplace keys are kept.
#[component]
fn KeepKeys(role: Option<AdminRole>, form: Form, of: &'static str) -> impl IntoView {
    let holds = role.is_some_and(|role| role.has(Duty::Keys));
    let wrong = form
        .error("keep_keys")
        .map(|error| view! { <p class="error">{error}</p> });
    holds.then(|| {
        view! {
            <Checkbox label="Keep the marketplace API keys they created" name="keep_keys" value="yes"
                checked=form.chosen("keep_keys", "yes", false) id=format!("field-keep-keys-{of}")
                help="Otherwise they are revoked. Kept keys go on working and become yours." />
            {wrong}
        }
    })
}

/// Second-factor reset, for someone who lost app and recovery codes.
#[component]
fn FactorCard(row: PersonRow, form: Form, asks: Confirmation) -> impl IntoView {
    view! {
        <Card title="Second factor">
            <ErrorSummary errors=form.summary() />
            <Disclosure summary="Reset second factor" open=form.failed()>
                <PostForm<ResetPersonsFactor> class="form">
                    <input type="hidden" name="user_id" value=row.user_id.to_string() />
                    <Field label="Why?" name="reason" optional=true maxlength=2000 id="field-factor-reason"
                        help="Make sure the request really comes from them. Every session ends; the person will be notified."
                        value=form.value("reason") error=form.error("reason") />
                    <PasswordAgain form=form.clone() asks=asks of="factor" />
                    <div class="row">
                        <Button variant=Variant::Danger>"Reset"</Button>
                    </div>
                </PostForm<ResetPersonsFactor>>
            </Disclosure>
        </Card>
    }
}

#[component]
fn RoleCard(row: PersonRow, form: Form, asks: Confirmation) -> impl IntoView {
    let role = row.role;
    let roles = std::iter::once(None)
        .chain(ROLES.map(Some))
        .map(|role| Choice::new(role.map_or("", AdminRole::as_str), role_word(role)))
        .collect::<Vec<_>>();
    view! {
        <Card title="Role" about="See Roles and permissions for what each role can do.">
            <ErrorSummary errors=form.summary() />
            <PostForm<SetPersonsRole> class="form">
                <input type="hidden" name="user_id" value=row.user_id.to_string() />
                <Select label="Role" name="role" options=roles error=form.error("role")
                    value=form.or("role", role.map_or("", AdminRole::as_str)) />
                <KeepKeys role=role form=form.clone() of="role" />
                <Field label="Why?" name="reason" optional=true maxlength=2000 id="field-role-reason"
                    value=form.value("reason") error=form.error("reason") />
                <PasswordAgain form=form.clone() asks=asks of="role" />
                <div class="row">
                    <Button>"Set role"</Button>
                </div>
            </PostForm<SetPersonsRole>>
        </Card>
    }
}

#[component]
fn ShopsCard(places: Vec<PlaceRow>) -> impl IntoView {
    if places.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuStore headline="No shop" text="This person is not a member of any shop." />
        }
        .into_any();
    }
    let columns = vec![Column::new("Shop"), Column::new("State"), Column::new("As")];
    let rows = places
        .into_iter()
        .map(|place| {
            let href = format!("/admin/sellers/{}", place.seller_id);
            let status = place.status;
            view! {
                <tr>
                    <td class="main">
                        <RowLink href=href>{place.shop_name}</RowLink>
                    </td>
                    <td class="state">
                        <SellerState status=status />
                    </td>
                    <td data-label="As">{if place.role == MemberRole::Owner { "Owner" } else { "Staff" }}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Shops" flush=true>
            <Table columns=columns caption="Shops of this person">{rows}</Table>
        </Card>
    }
    .into_any()
}

#[component]
fn SessionsCard(user_id: String, sessions: Vec<Session>, may_act: bool, now: Millis) -> impl IntoView {
    if sessions.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuMonitor headline="No active sessions" text="Active sessions are listed here." />
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Device"),
        Column::new("Address"),
        Column::new("Last seen"),
        Column::unseen("End session"),
    ];
    let id = user_id.clone();
    let all = may_act.then(|| {
        view! {
            <PostForm<EndPersonsSessions>>
                <input type="hidden" name="user_id" value=id />
                <Button small=true>"End all"</Button>
            </PostForm<EndPersonsSessions>>
        }
        .into_any()
    });
    let rows = sessions
        .into_iter()
        .map(|session| {
            view! { <SessionLine session=session user_id=user_id.clone() may_act=may_act now=now /> }
        })
        .collect_view();
    view! {
        <Card title="Signed in" action=all flush=true>
            <Table columns=columns caption="Sessions of this person">{rows}</Table>
        </Card>
    }
    .into_any()
}

#[component]
fn SessionLine(session: Session, user_id: String, may_act: bool, now: Millis) -> impl IntoView {
    let by_program = session.kind == SessionKind::Api;
    let end = may_act.then(|| {
        view! {
            <PostForm<EndPersonsSession>>
                <input type="hidden" name="user_id" value=user_id />
                <input type="hidden" name="session_id" value=session.session_id.to_string() />
                <Button small=true>"End"</Button>
            </PostForm<EndPersonsSession>>
        }
    });
    view! {
        <tr>
            <td class="main">{session.device} {by_program.then(|| view! { <small>"API"</small> })}</td>
            <td data-label="Address">{session.address.unwrap_or_else(|| "unknown".to_owned())}</td>
            <td data-label="Last seen">
                <Moment at=session.last_seen_at zone=TimeZone::UTC now=now />
            </td>
            <td class="state">{end}</td>
        </tr>
    }
}
