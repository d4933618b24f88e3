//! Pages for signed-out people: sign-in, registration, codes, password reset.

use crate::accounts::actions::{Forgot, Register, Resend, ResetPassword, SignIn, SignInCode, Verify};
use crate::accounts::second_factor::pending_sign_in;
use crate::money::Currency;
use crate::state::App;
use crate::ui::{Button, Checkbox, Choice, ErrorSummary, Field, Notice, Plain, Select, Tone, Variant};
use crate::viewer::Viewer;
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use crate::web::pages::{redirect, take_notice};
use axum::extract::State;
use leptos::prelude::*;
use serde::Deserialize;

fn notice() -> Option<Notice> {
    take_notice().map(|text| Notice::new(Tone::Info, text))
}

/// Timezones named after places, and UTC.
pub(super) fn timezones() -> Vec<Choice> {
    jiff::tz::db()
        .available()
        .map(|zone| zone.to_string())
        .filter(|zone| zone.contains('/') && !zone.starts_with("Etc/") || zone == "UTC")
        .map(|zone| Choice::new(zone.clone(), zone.replace('_', " ")))
        .collect()
}

/// Page to go to after sign-in, and the address to prefill.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    next: String,
    email: String,
}

/// The sign-in; a signed-in person is led on.
pub async fn login(viewer: Viewer, Query(query): Query<LoginForm>) -> PageResult {
    let next = query.next;
    if viewer.person().is_ok() {
        redirect(if next.is_empty() { "/" } else { &next });
    }
    let form = Form::of::<SignIn>();
    let notice = notice();
    let email = form.or("email", query.email);
    let foot = view! {
        <p>"New here? " <a href="/register">"Register your shop"</a></p>
    };
    Ok(Page::new(
        "Sign in",
        view! {
            <Plain title="Sign in" notice=notice foot=foot.into_any()>
                <ErrorSummary errors=form.summary() title="That did not work." />
                <PostForm<SignIn> class="form">
                    <input type="hidden" name="next" value=form.or("next", next) />
                    <Field label="Email" name="email" kind="email" autocomplete="username" required=true value=email />
                    <Field label="Password" name="password" kind="password" autocomplete="current-password" required=true />
                    <Button variant=Variant::Primary>"Sign in"</Button>
                    <p><a href="/forgot">"Reset your password?"</a></p>
                </PostForm<SignIn>>
            </Plain>
        },
    ))
}

/// The second step of a sign-in: the code of the second factor.
pub async fn login_code(State(app): State<App>) -> PageResult {
    if pending_sign_in::read(&app).await?.is_none() {
        redirect("/login");
    }
    let form = Form::of::<SignInCode>();
    let foot = view! { <p><a href="/login">"Back to sign-in"</a></p> };
    Ok(Page::new(
        "Enter your code",
        view! {
            <Plain
                title="One more step"
                about="Open your authenticator app and enter the code it shows. If you lost it, enter a recovery code."
                foot=foot.into_any()
            >
                <ErrorSummary errors=form.summary() title="That did not work." />
                <PostForm<SignInCode> class="form">
                    <Field label="Code" name="otp" autocomplete="one-time-code" required=true autofocus=true
                        error=form.error("otp") />
                    <Button variant=Variant::Primary>"Sign in"</Button>
                </PostForm<SignInCode>>
            </Plain>
        },
    ))
}

/// Registration of a shop with its first owner.
pub async fn register() -> PageResult {
    let form = Form::of::<Register>();
    let mut countries: Vec<_> = rust_iso3166::ALL
        .iter()
        .map(|country| Choice::new(country.alpha2, country.name))
        .collect();
    countries.sort_by(|a, b| a.label.cmp(&b.label));
    let currencies = Currency::all()
        .into_iter()
        .map(|currency| {
            Choice::new(
                currency.code(),
                format!("{} – {}", currency.code(), currency.name()),
            )
        })
        .collect::<Vec<_>>();
    let zones = timezones();
    let foot = view! { <p>"Have an account? " <a href="/login">"Sign in"</a></p> };
    Ok(Page::new(
        "Register your shop",
        view! {
            <Plain
                title="Register your shop"
                about="You can set everything up right away; selling starts once the marketplace approves your shop."
                foot=foot.into_any()
                wide=true
            >
                <ErrorSummary errors=form.summary() />
                <PostForm<Register> class="form">
                    <Field label="Shop name" name="shop_name" required=true maxlength=80
                        value=form.value("shop_name") error=form.error("shop_name") />
                    <Field label="Email" name="email" kind="email" autocomplete="username" required=true
                        help="We'll email you a code to verify it." value=form.value("email") error=form.error("email") />
                    <Field label="Password" name="password" kind="password" autocomplete="new-password" required=true
                        help="At least 8 characters." error=form.error("password") />
                    <Select label="Country" name="country" options=countries required=true autocomplete="country"
                        value=form.value("country") error=form.error("country") />
                    <Select label="Currency" name="currency" options=currencies required=true
                        help="The currency of your prices and payouts. It cannot be changed later."
                        value=form.or("currency", "USD") error=form.error("currency") />
                    <Select label="Timezone" name="timezone" options=zones
                        help="Used for days on every page and report."
                        value=form.or("timezone", "UTC") error=form.error("timezone") />
                    <Field label="Phone" name="phone" kind="tel" autocomplete="tel" optional=true
                        value=form.value("phone") error=form.error("phone") />
                    <Checkbox label="I accept the terms of the marketplace" name="accept_terms" value="true"
                        checked=form.chosen("accept_terms", "true", false) error=form.error("accept_terms") />
                    <Button variant=Variant::Primary>"Register"</Button>
                </PostForm<Register>>
            </Plain>
        },
    ))
}

/// Address that is being verified.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct VerifyForm {
    email: String,
    seller_id: String,
}

/// Verification of an email address by the code that was mailed.
pub async fn verify(Query(query): Query<VerifyForm>) -> PageResult {
    let form = Form::of::<Verify>();
    let email = form.or("email", query.email);
    let again_to = email.clone();
    let seller_id = form.or("seller_id", query.seller_id);
    let again_of = seller_id.clone();
    let notice = notice();
    Ok(Page::new(
        "Verify your email address",
        view! {
            <Plain title="Check your email" about="Enter the six-digit code we emailed you. It expires in ten minutes." notice=notice>
                <ErrorSummary errors=form.summary() />
                <PostForm<Verify> class="form">
                    <input type="hidden" name="seller_id" value=seller_id />
                    <Field label="Email" name="email" kind="email" autocomplete="username" required=true value=email />
                    <Field label="Code" name="code" inputmode="numeric" autocomplete="one-time-code" required=true
                        short=true value=form.value("code") error=form.error("code") />
                    <Button variant=Variant::Primary>"Verify"</Button>
                </PostForm<Verify>>
                <PostForm<Resend> class="form">
                    <input type="hidden" name="email" value=again_to />
                    <input type="hidden" name="seller_id" value=again_of />
                    <Button variant=Variant::Quiet>"Send another code"</Button>
                </PostForm<Resend>>
            </Plain>
        },
    ))
}

/// Request for a mail with which a new password is chosen.
pub async fn forgot() -> PageResult {
    let form = Form::of::<Forgot>();
    let foot = view! { <p><a href="/login">"Back to sign-in"</a></p> };
    Ok(Page::new(
        "Reset your password",
        view! {
            <Plain title="Reset your password?" about="We'll email you a link and a code to choose a new one." foot=foot.into_any()>
                <ErrorSummary errors=form.summary() />
                <PostForm<Forgot> class="form">
                    <Field label="Email" name="email" kind="email" autocomplete="username" required=true value=form.value("email") />
                    <Button variant=Variant::Primary>"Send email"</Button>
                </PostForm<Forgot>>
            </Plain>
        },
    ))
}

/// Account whose password is chosen: its address, or the token of the mailed link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    email: String,
    link: String,
}

/// Choice of a new password, by link or by code.
pub async fn reset(Query(query): Query<ResetForm>) -> PageResult {
    let form = Form::of::<ResetPassword>();
    let email = form.or("email", query.email);
    let link = form.or("link", query.link);
    let notice = notice();
    let foot = view! { <p><a href=format!("/forgot?email={}", encode(&email))>"Send another email"</a></p> };
    // Whoever came by the link has shown by it whose account it is.
    let proof = match link.is_empty() {
        true => view! {
            <Field label="Email" name="email" kind="email" autocomplete="username" required=true value=email />
            <Field label="Code" name="code" inputmode="numeric" autocomplete="one-time-code" required=true
                short=true value=form.value("code") error=form.error("code") />
        }
        .into_any(),
        false => view! { <input type="hidden" name="link" value=link /> }.into_any(),
    };
    Ok(Page::new(
        "Choose a new password",
        view! {
            <Plain title="Choose a new password" notice=notice foot=foot.into_any()>
                <ErrorSummary errors=form.summary() />
                <PostForm<ResetPassword> class="form">
                    {proof}
                    <Field label="New password" name="password" kind="password" autocomplete="new-password" required=true
                        help="At least 8 characters. You will be signed out on all other devices." error=form.error("password") />
                    <Button variant=Variant::Primary>"Change password"</Button>
                </PostForm<ResetPassword>>
            </Plain>
        },
    ))
}
