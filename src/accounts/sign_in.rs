//! Sign-in: same response and timing for every wrong pair, a fresh session for a right one, and the
//! second-factor code where set up.

use super::lockout::GuessContext;
use super::origin::Origin;
use super::second_factor::{self, WRONG};
use super::session::SessionKind;
use super::{device, email_proof, lockout, password, store, token, user};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::form::FieldErrors;
use crate::id::{SellerId, SessionId};
use crate::problem::{Code, Problem};
use crate::secret::hash;
use crate::state::App;
use crate::viewer::{Proven, User, Viewer};
use crate::web::session;
use serde::{Deserialize, Serialize};

/// The sign-in form.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    /// The code of the second factor, or a recovery code, for someone who has one.
    pub otp: Option<String>,
    /// The shop to act for, for someone with several.
    pub seller_id: Option<String>,
}

/// Someone who has shown who they are.
pub struct SignedIn {
    pub user: store::UserRow,
    pub seller_id: Option<SellerId>,
}

/// Someone whose password was right, and whose second factor is still to be shown. No session begins with it.
pub struct PendingSignIn {
    pub user: store::UserRow,
    pub seller_id: Option<SellerId>,
}

/// Result of a correct password.
pub enum Checked {
    Whole(SignedIn),
    Half(PendingSignIn),
    /// The address is waiting for the code of this registration. No session begins with it.
    Unverified(Option<SellerId>),
}

impl PendingSignIn {
    /// Completes the sign-in with the right code; `None` if it is wrong.
    pub async fn finish(self, app: &App, typed: &str) -> Result<Option<SignedIn>, Problem> {
        let Self { user, seller_id } = self;
        let right =
            second_factor::check(app, GuessContext::SignIn, &user.user_id, &user.email, typed).await?;
        Ok(right.then_some(SignedIn { user, seller_id }))
    }
}

/// Checks address and password, and the requested shop.
pub async fn check(app: &App, form: &SignInForm) -> Result<Checked, Problem> {
    lockout::attempt(app, lockout::PASSWORD, GuessContext::SignIn, &form.email).await?;
    let looked = whose(app, form).await;
    let user = match lockout::looked_at(app, GuessContext::SignIn, &form.email, looked).await? {
        Owner::Account(user) => user,
        // The try stays counted: else whoever registers the address with each guess would guess as often as they like.
        Owner::Registration(seller_id) => return Ok(Checked::Unverified(seller_id)),
        Owner::Nobody => return Err(wrong()),
    };
    lockout::clear(app, lockout::PASSWORD, GuessContext::SignIn, &user.email).await?;
    let shops = store::sellers_of(&app.db, &user.user_id).await?;
    let asked = form.seller_id.as_deref().filter(|asked| !asked.is_empty());
    let seller_id = match asked {
        None => shops.first().map(|(seller_id, _)| seller_id.clone()),
        Some(asked) => {
            let shop = shops
                .into_iter()
                .find(|(seller_id, _)| seller_id.as_str() == asked);
            Some(
                shop.ok_or_else(|| Problem::new(Code::Forbidden, "You are not a member of that shop."))?
                    .0,
            )
        }
    };
    match store::sealed_factor(&app.db, &user.user_id).await? {
        None => Ok(Checked::Whole(SignedIn { user, seller_id })),
        Some(_) => Ok(Checked::Half(PendingSignIn { user, seller_id })),
    }
}

/// Owner of a pair of email address and password.
enum Owner {
    Account(store::UserRow),
    /// A registration waiting for its code; without an id, an account older than registrations.
    Registration(Option<SellerId>),
    Nobody,
}

/// Looks up the account or registration of the pair. Whatever opens nothing costs two hashes for every
/// address, the account's (or nobody's) and the one of registrations, so that neither answer nor time tells
/// whether there is an account.
async fn whose(app: &App, form: &SignInForm) -> Result<Owner, Problem> {
    let email = user::normal_email(&form.email).ok();
    let known = match &email {
        Some(email) => store::find_user(&app.db, email).await?,
        None => None,
    };
    let open = known.filter(|user| user.disabled_at.is_none());
    let hash = open.as_ref().map(|user| user.password_hash.as_str());
    let is_right = password::verify(&form.password, hash).await?;
    if let Some(user) = open.filter(|user| is_right && user.verified_at.is_some()) {
        return Ok(Owner::Account(user));
    }
    let pending = match &email {
        Some(email) => email_proof::pending_with(app, email, &form.password).await?,
        None => None,
    };
    Ok(match pending {
        None if !is_right => Owner::Nobody,
        registration => Owner::Registration(registration),
    })
}

fn wrong() -> Problem {
    Problem::new(Code::Unauthorized, "Wrong email address or password.")
}

/// Refusal of a sign-in whose email address is not verified yet.
pub const VERIFY_FIRST: &str = "Please verify your email address first: enter the code we emailed you.";

/// Signs in a program, which sends the code with the password.
pub async fn check_at_once(app: &App, form: &SignInForm) -> Result<SignedIn, Problem> {
    let half = match check(app, form).await? {
        Checked::Whole(signed_in) => return Ok(signed_in),
        Checked::Half(half) => half,
        Checked::Unverified(_) => return Err(Problem::new(Code::VerifyEmail, VERIFY_FIRST)),
    };
    let Some(otp) = given(form.otp.as_deref()) else {
        return Err(Problem::new(
            Code::OtpRequired,
            "This account has a second factor: send its code, or a recovery code, as otp.",
        ));
    };
    half.finish(app, otp)
        .await?
        .ok_or_else(|| Problem::new(Code::Unauthorized, WRONG))
}

/// The typed text, unless blank.
fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}

/// Starts a browser session, ends the one the browser brought along, and returns the cookie's value.
pub async fn begin_session(
    app: &App,
    before: Option<&User>,
    signed_in: &SignedIn,
    origin: &Origin,
) -> Result<String, Problem> {
    let now = app.clock.now();
    let (session_id, token) = (SessionId::new(now), session::new_token());
    let mut tx = app.db.begin().await?;
    if let Some(before) = before {
        store::end_session(&mut tx, &before.session_id, now).await?;
    }
    let new = store::NewSession {
        session_id: &session_id,
        kind: SessionKind::Web,
        token_hash: &hash(&token),
        user_id: &signed_in.user.user_id,
        seller_id: signed_in.seller_id.as_ref(),
        origin,
    };
    store::insert_session(&mut tx, &new, now, now.plus(session::STANDS_MS)).await?;
    note_sign_in(app, &mut tx, signed_in, origin, now).await?;
    device::trust(&mut tx, &signed_in.user, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// Begins a session of the API and makes its first pair of tokens.
pub async fn begin_api_session(
    app: &App,
    signed_in: &SignedIn,
    origin: Origin,
) -> Result<token::Pair, Problem> {
    let now = app.clock.now();
    let session_id = SessionId::new(now);
    let mut tx = app.db.begin().await?;
    let new = store::NewSession {
        session_id: &session_id,
        kind: SessionKind::Api,
        token_hash: session_id.as_str(),
        user_id: &signed_in.user.user_id,
        seller_id: signed_in.seller_id.as_ref(),
        origin: &origin,
    };
    store::insert_session(&mut tx, &new, now, now.plus(token::REFRESH_FOR_MS)).await?;
    let pair = token::issue(app, &mut tx, &session_id, now).await?;
    note_sign_in(app, &mut tx, signed_in, &origin, now).await?;
    tx.commit().await?;
    Ok(pair)
}

async fn note_sign_in(
    app: &App,
    tx: &mut Tx,
    signed_in: &SignedIn,
    origin: &Origin,
    now: Millis,
) -> Result<(), Problem> {
    let act = Act {
        action: "user.signed_in",
        seller_id: signed_in.seller_id.as_ref(),
        user_id: Some(&signed_in.user.user_id),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    device::note(app, tx, &signed_in.user.user_id, origin, now).await
}

/// Password and code entered again for a sensitive action.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    pub password: Option<String>,
    /// The code of the second factor, for someone who has one.
    pub otp: Option<String>,
}

/// Confirms the sender of a sensitive form that carries the password (`password`, and `otp` for the code).
pub async fn confirm_again(
    app: App,
    viewer: Viewer,
    fields: Vec<(String, String)>,
) -> Result<Viewer, Problem> {
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, typed)| typed.clone())
    };
    let proof = Proof {
        password: field("password"),
        otp: field("otp"),
    };
    let proven = confirm(&app, viewer.person()?, &proof).await?;
    Ok(Viewer::User(proven.into_user()))
}

/// Confirms the person's session for sensitive actions, with password and, if set up, code.
pub async fn confirm(app: &App, user: &User, proof: &Proof) -> Result<Proven, Problem> {
    let typed = proof.password.as_deref().unwrap_or_default();
    let during = GuessContext::Session(&user.session_id);
    lockout::attempt(app, lockout::PASSWORD, during, &user.email).await?;
    let known = store::find_user(&app.db, &user.email).await?;
    let hash = known.as_ref().map(|user| user.password_hash.as_str());
    if !lockout::password_fits(app, user, typed, hash).await? {
        return Err(FieldErrors::of("password", "That is not your current password.").into());
    }
    lockout::clear(app, lockout::PASSWORD, during, &user.email).await?;
    give_code(app, user, proof.otp.as_deref()).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::authenticate_session(&mut tx, &user.session_id, &user.user_id, now).await? {
        return Err(Problem::unauthorized());
    }
    // Kept whatever comes of the act that follows: the claim of a doubled click belongs to that.
    tx.commit_aside().await?;
    Ok(Proven::now(user.clone()))
}

/// Checks the code of the second factor of someone who has one, in their session.
pub async fn give_code(app: &App, user: &User, otp: Option<&str>) -> Result<(), Problem> {
    if !user.has_factor {
        return Ok(());
    }
    let otp =
        given(otp).ok_or_else(|| FieldErrors::of("otp", "Enter the code of your second factor too."))?;
    let during = GuessContext::Session(&user.session_id);
    match second_factor::check(app, during, &user.user_id, &user.email, otp).await? {
        true => Ok(()),
        false => Err(FieldErrors::of("otp", WRONG).into()),
    }
}
