//! API of sign-in, registration and codes.

use crate::accounts::email_proof::{self, ResendForm, VerifyForm};
use crate::accounts::origin::Origin;
use crate::accounts::registration::{self, RegistrationForm};
use crate::accounts::reset::{self, ResetForm};
use crate::accounts::sign_in::{self, SignInForm};
use crate::accounts::{session, store, token};
use crate::id::{SellerId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{User, Viewer};
use crate::web::edge::Address;
use crate::web::extract::Body;
use crate::web::idempotency::HoldsSecret;
use axum::Json;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(forgot))
        .routes(routes!(reset_password))
        .routes(routes!(verify))
        .routes(routes!(resend))
        .routes(routes!(register))
}

/// A pair of tokens and whose they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    pub token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token is no longer good.
    pub expires_in: i64,
    pub refresh_token: String,
    pub user: Person,
}

/// A person and the seller they act for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedInUser)]
pub struct Person {
    pub user_id: UserId,
    pub email: String,
    /// `seller`, `admin` or `super_admin`.
    pub role: &'static str,
    pub seller_id: Option<SellerId>,
}

impl From<&User> for Person {
    fn from(user: &User) -> Self {
        Self {
            user_id: user.user_id.clone(),
            email: user.email.clone(),
            role: user.role.map_or("seller", |role| role.as_str()),
            seller_id: user.member.as_ref().map(|member| member.seller_id.clone()),
        }
    }
}

fn tokens(pair: token::Pair, viewer: &Viewer) -> Result<Response, Problem> {
    let tokens = Tokens {
        token: pair.token,
        token_type: "Bearer",
        expires_in: token::ACCESS_FOR_S,
        refresh_token: pair.refresh_token,
        user: viewer.person()?.into(),
    };
    let mut response = Json(tokens).into_response();
    response.extensions_mut().insert(HoldsSecret);
    Ok(response)
}

/// Signs in. Wrong address and wrong password get the same answer in the same time.
#[utoipa::path(post, path = "/auth/login", operation_id = "signIn", tag = "auth", request_body = SignInForm, security(()),
    responses((status = 200, body = Tokens), (status = 401, description = "wrong email address or password; `otp_required`: the second-factor code is missing"),
        (status = 403, description = "`verify_email`: the email address is not verified yet"),
        (status = 429, description = "`rate_limited`: too many failed attempts; `Retry-After` says how long to wait")))]
async fn login(
    State(app): State<App>,
    address: Option<Extension<Address>>,
    headers: HeaderMap,
    Body(form): Body<SignInForm>,
) -> Result<Response, Problem> {
    let signed_in = sign_in::check_at_once(&app, &form).await?;
    let origin = Origin::of(&headers, address.map(|address| address.0));
    let pair = sign_in::begin_api_session(&app, &signed_in, origin).await?;
    let session_id = token::read(&app, &pair.token).ok_or_else(Problem::unauthorized)?;
    let viewer = store::viewer_of_session(&app.db, session_id.as_str(), app.clock.now()).await?;
    tokens(pair, &viewer)
}

/// The refresh token of the pair before.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RefreshForm {
    pub refresh_token: String,
}

/// A new pair for a refresh token, which serves once; used twice, its session ends.
#[utoipa::path(post, path = "/auth/refresh", operation_id = "refreshToken", tag = "auth", request_body = RefreshForm, security(()),
    responses((status = 200, body = Tokens), (status = 401, description = "used, expired or unknown")))]
async fn refresh(State(app): State<App>, Body(form): Body<RefreshForm>) -> Result<Response, Problem> {
    let (pair, viewer) = token::refresh(&app, &form.refresh_token).await?;
    tokens(pair, &viewer)
}

/// Ends the token's session.
#[utoipa::path(post, path = "/auth/logout", operation_id = "signOut", tag = "auth", responses((status = 204)))]
async fn logout(State(app): State<App>, viewer: Viewer) -> Result<StatusCode, Problem> {
    session::sign_out(&app, viewer.person()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Address to send a code to.
#[derive(Debug, Deserialize, ToSchema)]
pub struct EmailForm {
    pub email: String,
}

/// Mails a code and a link for a new password, if the address has an account.
#[utoipa::path(post, path = "/auth/forgot", operation_id = "requestPasswordReset", tag = "auth", request_body = EmailForm, security(()),
    responses((status = 202, description = "always")))]
async fn forgot(State(app): State<App>, Body(form): Body<EmailForm>) -> Result<StatusCode, Problem> {
    reset::request(&app, &form.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password with the mailed code or link; ends every session.
#[utoipa::path(post, path = "/auth/reset", operation_id = "resetPassword", tag = "auth", request_body = ResetForm, security(()),
    responses((status = 204), (status = 422, description = "wrong code or link, or a weak password"),
        (status = 429, description = "`rate_limited`: too many wrong codes for this address; the link still works")))]
async fn reset_password(State(app): State<App>, Body(form): Body<ResetForm>) -> Result<StatusCode, Problem> {
    reset::reset(&app, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Verifies an address with the code mailed to it: the account and the shop of its registration are made.
#[utoipa::path(post, path = "/auth/verify", operation_id = "verifyEmail", tag = "auth", request_body = VerifyForm, security(()),
    responses((status = 204), (status = 422, description = "wrong code"),
        (status = 429, description = "`rate_limited`: too many wrong codes")))]
async fn verify(State(app): State<App>, Body(form): Body<VerifyForm>) -> Result<StatusCode, Problem> {
    email_proof::verify(&app, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails another code, if that address is waiting for one.
#[utoipa::path(post, path = "/auth/verify/resend", operation_id = "resendVerificationCode", tag = "auth", request_body = ResendForm, security(()),
    responses((status = 202, description = "always")))]
async fn resend(State(app): State<App>, Body(form): Body<ResendForm>) -> Result<StatusCode, Problem> {
    email_proof::resend(&app, &form).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Answer to a registration. The shop exists once the address is verified.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegisteredSeller)]
pub struct Registered {
    pub seller_id: SellerId,
    #[schema(example = "pending")]
    pub status: &'static str,
    pub email: String,
    pub shop_name: String,
    /// Steps left before the shop can sell.
    pub next: [&'static str; 2],
}

/// Registers a shop and its owner, who are created once the mailed code is entered. An address that has an
/// account gets the same answer, and another mail.
#[utoipa::path(post, path = "/seller/register", operation_id = "registerSeller", tag = "auth", request_body = RegistrationForm, security(()),
    responses((status = 201, body = Registered), (status = 422, description = "a field is invalid")))]
async fn register(State(app): State<App>, Body(form): Body<RegistrationForm>) -> Result<Response, Problem> {
    let registration = form.parse()?;
    let (email, shop_name) = (registration.email.clone(), registration.shop.shop_name.clone());
    let seller_id = registration::register(&app, registration).await?;
    let location = format!("/api/v1/seller/{seller_id}");
    let registered = Registered {
        seller_id,
        status: "pending",
        email,
        shop_name,
        next: ["verify_email", "approval"],
    };
    Ok((StatusCode::CREATED, [("location", location)], Json(registered)).into_response())
}
