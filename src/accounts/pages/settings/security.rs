//! Settings page: password and sessions.

use super::SettingsTabs;
use crate::accounts::actions::{ChangePassword, EndSession, SetPhone, SignOutEverywhere, VerifyPhone};
use crate::accounts::session::{self, Session, SessionKind};
use crate::accounts::store;
use crate::clock::Millis;
use crate::state::App;
use crate::ui::{
    Button, Card, Column, ErrorSummary, Field, LinkButton, Moment, Status, Table, Tone, Variant,
};
use crate::viewer::User;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use crate::web::pages::ENROLMENT;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The person's password, phone and sessions.
pub async fn security(user: User, State(app): State<App>) -> PageResult {
    let form = Form::of::<ChangePassword>();
    let now = app.clock.now();
    let zone = user.member.as_ref().map_or(TimeZone::UTC, |member| member.zone());
    let phone = store::phone_of(&app.db, &user.user_id).await?;
    let phone_forms = (Form::of::<SetPhone>(), Form::of::<VerifyPhone>());
    let sessions = session::list(&app, &user).await?;
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings/security" grant=user.member.as_ref().map(|member| member.grant) />
            <PasswordCard form=form email=user.email has_factor=user.has_factor />
            <SecondFactorCard has_factor=user.has_factor />
            {app.texter.is_on().then(|| view! { <PhoneCard phone=phone forms=phone_forms /> })}
            <SessionsCard sessions=sessions zone=zone now=now />
        },
    ))
}

#[component]
fn PasswordCard(form: Form, email: String, has_factor: bool) -> impl IntoView {
    let code = has_factor.then(|| {
        view! {
            <Field label="Second-factor code" name="otp" autocomplete="one-time-code" required=true short=true
                help="From your app, or a recovery code." error=form.error("otp") />
        }
    });
    view! {
        <Card title="Password" about="A new password signs you out on all other devices.">
            <ErrorSummary errors=form.summary() />
            <PostForm<ChangePassword> class="form">
                // A password manager needs to know whose password it is.
                <input type="hidden" name="email" autocomplete="username" value=email />
                <Field label="Current password" name="current_password" kind="password"
                    autocomplete="current-password" required=true error=form.error("current_password") />
                <Field label="New password" name="password" kind="password" autocomplete="new-password"
                    required=true help="At least 8 characters." error=form.error("password") />
                {code}
                <div class="row">
                    <Button variant=Variant::Primary>"Change password"</Button>
                </div>
            </PostForm<ChangePassword>>
        </Card>
    }
}

#[component]
fn SecondFactorCard(has_factor: bool) -> impl IntoView {
    let (state, words, link) = match has_factor {
        true => (
            view! { <Status tone=Tone::Good word="On" /> },
            "Signing in needs a code from your app as well as your password.",
            "Recovery codes and more",
        ),
        false => (
            view! { <Status tone=Tone::Neutral word="Off" /> },
            "With a second factor, someone who learns your password still cannot sign in.",
            "Set up",
        ),
    };
    view! {
        <Card title="Second factor" about=words>
            <div class="row">
                {state}
                <LinkButton href=ENROLMENT small=true>{link}</LinkButton>
            </div>
        </Card>
    }
}

/// Phone number for urgent messages, verified by a code.
#[component]
fn PhoneCard(phone: (Option<String>, Option<Millis>), forms: (Form, Form)) -> impl IntoView {
    let (number, verified_at) = phone;
    let (setting, verifying) = forms;
    let waits = number.is_some() && verified_at.is_none();
    let state = number.clone().map(|number| {
        let (tone, word) = match verified_at {
            Some(_) => (Tone::Good, "Verified"),
            None => (Tone::Warning, "Waiting for its code"),
        };
        view! {
            <div class="row">
                <span>{number}</span>
                <Status tone=tone word=word />
            </div>
        }
    });
    let code = waits.then(|| {
        view! {
            <ErrorSummary errors=verifying.summary() />
            <PostForm<VerifyPhone> class="form">
                <Field label="Code from the text message" name="code" inputmode="numeric" autocomplete="one-time-code"
                    short=true required=true maxlength=12 error=verifying.error("code") />
                <div class="row">
                    <Button variant=Variant::Primary>"Verify"</Button>
                </div>
            </PostForm<VerifyPhone>>
        }
    });
    view! {
        <Card title="Phone" about="We'll text a code to it." id="phone">
            <div class="stack">
                {state} {code}
                <ErrorSummary errors=setting.summary() />
                <PostForm<SetPhone> class="form">
                    <Field label="Number" name="phone" kind="tel" autocomplete="tel" required=true maxlength=40
                        help="With its country code, such as +353 1 234 5678."
                        value=setting.or("phone", number.unwrap_or_default()) error=setting.error("phone") />
                    <div class="row">
                        <Button>"Text me a code"</Button>
                    </div>
                </PostForm<SetPhone>>
            </div>
        </Card>
    }
}

#[component]
fn SessionsCard(sessions: Vec<Session>, zone: TimeZone, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Device"),
        Column::new("Address"),
        Column::new("Last seen"),
        Column::wide("Signed in"),
        Column::unseen("End session"),
    ];
    let rows = sessions
        .into_iter()
        .map(|session| view! { <SessionLine session=session zone=zone.clone() now=now /> })
        .collect_view();
    let all = view! {
        <PostForm<SignOutEverywhere>>
            <Button small=true>"Sign out everywhere"</Button>
        </PostForm<SignOutEverywhere>>
    };
    view! {
        <Card title="Where you are signed in" action=all.into_any() flush=true>
            <Table columns=columns caption="Your sessions">
                {rows}
            </Table>
        </Card>
    }
}

#[component]
fn SessionLine(session: Session, zone: TimeZone, now: Millis) -> impl IntoView {
    let by_program = session.kind == SessionKind::Api;
    let last_seen = if session.current {
        view! { <Status tone=Tone::Good word="This session" /> }.into_any()
    } else {
        view! { <Moment at=session.last_seen_at zone=zone.clone() now=now /> }.into_any()
    };
    let button = (!session.current).then(|| {
        view! {
            <PostForm<EndSession>>
                <input type="hidden" name="session_id" value=session.session_id.to_string() />
                <Button small=true>"Sign out"</Button>
            </PostForm<EndSession>>
        }
    });
    view! {
        <tr>
            <td class="main">
                {session.device} {by_program.then(|| view! { <small>"API"</small> })}
            </td>
            <td data-label="Address">{session.address.unwrap_or_else(|| "unknown".to_owned())}</td>
            <td data-label="Last seen">{last_seen}</td>
            <td class="wide">
                <Moment at=session.created_at zone=zone now=now />
            </td>
            <td class="state">{button}</td>
        </tr>
    }
}
