//! Settings page: second factor set-up with a QR code, recovery codes, and removal.

use super::SettingsTabs;
use crate::accounts::actions::{EndSecondFactor, EnrolSecondFactor, RenewRecoveryCodes};
use crate::accounts::second_factor::{self, Offer};
use crate::accounts::views::PasswordAgain;
use crate::accounts::{secret_handover, store};
use crate::state::App;
use crate::ui::{Button, Card, Copyable, Disclosure, ErrorSummary, Field, Notice, NoticeBar, Tone, Variant};
use crate::viewer::{Confirmation, User, Viewer};
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::page::{Page, PageResult};
use crate::web::pages::{ENROLMENT, redirect};
use axum::extract::State;
use leptos::prelude::*;

/// The second factor: set up, or with its recovery codes.
pub async fn second_factor(viewer: Viewer, State(app): State<App>) -> PageResult {
    let user = viewer.person()?;
    let grant = user
        .member
        .as_ref()
        .filter(|_| !user.must_enrol)
        .map(|member| member.grant);
    let body = if user.has_factor {
        let new_codes = secret_handover::take(&app, &user.user_id, ENROLMENT);
        let left = store::recovery_codes_left(&app.db, &user.user_id).await?;
        view! {
            {new_codes.map(|codes| view! { <NewCodes codes=codes /> })}
            <OnCard left=left />
        }
        .into_any()
    } else if !user.is_fresh {
        redirect(&format!("/confirm?next={}", encode(ENROLMENT)));
        ().into_any()
    } else {
        let form = Form::of::<EnrolSecondFactor>();
        let again = form.value("offer");
        let offer = second_factor::offer(&app, user, Some(&again))?;
        view! { <EnrolCard offer=offer form=form user=user.clone() /> }.into_any()
    };
    Ok(Page::new(
        "Second factor",
        view! {
            <SettingsTabs current="/settings/security" grant=grant />
            {body}
        },
    )
    .with_back("Security", "/settings/security"))
}

#[component]
fn EnrolCard(offer: Offer, form: Form, user: User) -> impl IntoView {
    let asked = user.must_enrol.then(|| {
        let words = "The marketplace requires a second factor. Set it up to continue.";
        view! { <NoticeBar notice=Notice::new(Tone::Warning, words) /> }
    });
    view! {
        {asked}
        <Card
            title="Set up a second factor"
            about="Signing in will need a code from an app on your phone as well as your password."
        >
            <ErrorSummary errors=form.summary() />
            <PostForm<EnrolSecondFactor> class="form">
                <input type="hidden" name="offer" value=offer.sealed />
                <p>"Scan this with an authenticator app, or enter the key below."</p>
                <p><img src=offer.picture width="240" height="240" alt="QR code of the key below" /></p>
                <Copyable text=offer.text label="Copy key" />
                <Field label="Code from the app" name="code" inputmode="numeric" autocomplete="one-time-code"
                    required=true short=true error=form.error("code") />
                <div class="row">
                    <Button variant=Variant::Primary>"Turn on"</Button>
                </div>
            </PostForm<EnrolSecondFactor>>
        </Card>
    }
}

/// The recovery codes that were just made, this once.
#[component]
fn NewCodes(codes: String) -> impl IntoView {
    let notice = Notice::new(
        Tone::Warning,
        "Print these or store them with your passwords. They are not shown again. If you lose your phone, \
            each code signs you in once.",
    );
    let lines = codes
        .split(' ')
        .map(|code| view! { <li><code>{code.to_owned()}</code></li> })
        .collect_view();
    view! {
        <Card title="Your recovery codes">
            <div class="stack">
                <NoticeBar notice=notice />
                <ol>{lines}</ol>
                <Copyable text=codes.clone() label="Copy all codes" />
            </div>
        </Card>
    }
}

#[component]
fn OnCard(left: i64) -> impl IntoView {
    let (renewing, ending) = (Form::of::<RenewRecoveryCodes>(), Form::of::<EndSecondFactor>());
    let (renew_open, end_open) = (renewing.failed(), ending.failed());
    let codes = match left {
        1 => "One recovery code is left.".to_owned(),
        left => format!("{left} recovery codes are left."),
    };
    view! {
        <Card title="Two-step sign-in is on" about="Signing in needs a code from your app as well as your password.">
            <p>{codes}</p>
            <Disclosure summary="Create new recovery codes" open=renew_open>
                <PostForm<RenewRecoveryCodes> class="form">
                    <ErrorSummary errors=renewing.summary() />
                    <p class="muted small">"The old ones will stop working."</p>
                    <PasswordAgain form=renewing asks=Confirmation::PasswordAndCode of="renew" />
                    <div class="row">
                        <Button small=true>"Create new codes"</Button>
                    </div>
                </PostForm<RenewRecoveryCodes>>
            </Disclosure>
            <Disclosure summary="Turn off, or move to another phone" open=end_open>
                <PostForm<EndSecondFactor> class="form">
                    <ErrorSummary errors=ending.summary() />
                    <p class="muted small">"To move, turn it off here and set it up again with the new phone."</p>
                    <PasswordAgain form=ending asks=Confirmation::PasswordAndCode of="end" />
                    <div class="row">
                        <Button variant=Variant::Danger small=true>"Turn off"</Button>
                    </div>
                </PostForm<EndSecondFactor>>
            </Disclosure>
        </Card>
    }
}
