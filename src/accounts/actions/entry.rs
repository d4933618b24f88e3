//! Server functions of sign-in, registration, codes and password reset.

use super::begin;
use crate::accounts::email_proof::{self, ResendForm, VerifyForm};
use crate::accounts::registration::{self, RegistrationForm};
use crate::accounts::reset::{self, ResetForm};
use crate::accounts::second_factor::{WRONG, pending_sign_in};
use crate::accounts::session as sessions;
use crate::accounts::sign_in::{self, Checked, SignInForm, VERIFY_FIRST};
use crate::accounts::view_as;
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::problem::{Code, Problem};
use crate::web::form_reply::{encode, is_own_path};
use crate::web::pages::{notice, redirect};
use crate::web::session;
use crate::web::{context, cookies};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "accounts/sign-in")]
pub async fn sign_in(
    #[server(flatten)] form: SignInForm,
    #[server(default)] next: String,
) -> Result<(), Problem> {
    let app = context::app()?;
    let checked = match sign_in::check(&app, &form).await {
        // Not signed in is what this form is for: the page is shown again, not led to.
        Err(problem) if problem.code == Code::Unauthorized => {
            return Err(Problem::new(Code::Validation, problem.detail));
        }
        checked => checked?,
    };
    match checked {
        Checked::Whole(signed_in) => {
            begin(&app, &signed_in).await?;
            redirect(if is_own_path(&next) { &next } else { "/" });
        }
        Checked::Half(half) => {
            pending_sign_in::hand_over(&app, &half, &next)?;
            redirect("/login/code");
        }
        Checked::Unverified(seller_id) => {
            notice(VERIFY_FIRST);
            let seller_id = seller_id.as_ref().map(SellerId::as_str);
            redirect(&email_proof::page(&form.email, seller_id));
        }
    }
    Ok(())
}

/// The second step of a sign-in, for someone with a second factor.
#[server(prefix = "/do", endpoint = "accounts/sign-in-code")]
pub async fn sign_in_code(#[server(default)] otp: String) -> Result<(), Problem> {
    let app = context::app()?;
    let Some((half, next)) = pending_sign_in::read(&app).await? else {
        notice("That took too long. Please start again.");
        redirect("/login");
        return Ok(());
    };
    let signed_in = half.finish(&app, &otp).await?;
    let signed_in = signed_in.ok_or_else(|| FieldErrors::of("otp", WRONG))?;
    begin(&app, &signed_in).await?;
    pending_sign_in::drop_note();
    redirect(if is_own_path(&next) { &next } else { "/" });
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/sign-out")]
pub async fn sign_out() -> Result<(), Problem> {
    let app = context::app()?;
    if let Ok(user) = context::person() {
        view_as::end(&app, &user).await?;
        sessions::sign_out(&app, &user).await?;
    }
    session::hand_out(None).await?;
    redirect("/login");
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/register")]
pub async fn register(#[server(flatten)] form: RegistrationForm) -> Result<(), Problem> {
    let app = context::app()?;
    let registration = form.parse()?;
    let email = registration.email.clone();
    let seller_id = registration::register(&app, registration).await?;
    redirect(&email_proof::page(&email, Some(seller_id.as_str())));
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/verify")]
pub async fn verify(#[server(flatten)] form: VerifyForm) -> Result<(), Problem> {
    email_proof::verify(&context::app()?, &form).await?;
    let email = form.email;
    notice("Your email address is verified. Sign in to set up your shop.");
    redirect(&format!("/login?email={}", encode(&email)));
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/resend")]
pub async fn resend(#[server(flatten)] form: ResendForm) -> Result<(), Problem> {
    email_proof::resend(&context::app()?, &form).await?;
    notice("If that address is waiting for a code, we are sending a new one. We send only a few an hour.");
    redirect(&email_proof::page(&form.email, form.seller_id.as_deref()));
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/forgot")]
pub async fn forgot(#[server(default)] email: String) -> Result<(), Problem> {
    reset::request(&context::app()?, &email).await?;
    notice("If that address has an account, we are emailing it a link and a code.");
    redirect(&format!("/reset?email={}", encode(&email)));
    Ok(())
}

#[server(prefix = "/do", endpoint = "accounts/reset")]
pub async fn reset_password(#[server(flatten)] form: ResetForm) -> Result<(), Problem> {
    reset::reset(&context::app()?, &form).await?;
    notice("Your password has been changed. Sign in with the new one.");
    redirect(&format!("/login?email={}", encode(&form.email)));
    Ok(())
}

#[server(prefix = "/do", endpoint = "theme")]
pub async fn choose_theme(
    #[server(default)] theme: String,
    #[server(default)] next: String,
) -> Result<(), Problem> {
    let theme = crate::ui::Theme::parse(&theme).as_str();
    cookies::put(&cookies::lasting(cookies::THEME, theme, 365 * 24 * 3600));
    redirect(if is_own_path(&next) { &next } else { "/" });
    Ok(())
}
