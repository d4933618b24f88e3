//! Email verification: the mailed code creates the account and shop of its registration. Before that there is
//! neither, so whoever registers somebody else's address has nothing, and keeps nothing once the owner
//! registers.

use super::code;
use super::registration::{self, PENDING_FOR_MS};
use super::store::{self, RegistrationRow};
use super::{checklist, user};
use crate::audit::{self, Act};
use crate::clock::{MINUTE_MS, Millis};
use crate::db::{self, Tx};
use crate::events;
use crate::form::FieldErrors;
use crate::id::{SellerId, UserId};
use crate::mail_limit::{self, CodeFor, Sending};
use crate::problem::Problem;
use crate::state::App;
use crate::throttle::{self, Allowance};
use crate::viewer::MemberRole;
use crate::web::form_reply::encode;
use crate::web::source::Source;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Limit on code attempts for one address from one network, in addition to those of each code.
const TRIES: Allowance = Allowance {
    name: "verify",
    burst: 30,
    every_ms: 5 * MINUTE_MS,
};

/// The code mailed to an address.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct VerifyForm {
    pub email: String,
    pub code: String,
    /// The registration that the code is for, as `POST /seller/register` answered. Without it, the code of any
    /// registration of the address serves.
    pub seller_id: Option<String>,
}

/// The address to send another code to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ResendForm {
    pub email: String,
    /// The registration that it is for. Without it, a code goes out only when the address has no other registration.
    pub seller_id: Option<String>,
}

/// The content of `registration.requested` and `registration.code_wanted`. The address is sealed: events hold nothing
/// personal.
#[derive(Debug, Serialize, Deserialize)]
pub struct CodeWanted {
    pub to: String,
    pub seller_id: Option<String>,
}

/// Sealing purpose of an address within an event.
pub const SEALED_FOR: &str = "event-address";

/// Seals an address so that an event may carry it.
pub fn seal(app: &App, email: &str) -> Result<String, Problem> {
    app.secrets
        .seal(SEALED_FOR, email)
        .map_err(|error| Problem::internal(&error))
}

/// The page that takes the code of an address; with a registration's id, that of this registration only.
pub fn page(email: &str, seller_id: Option<&str>) -> String {
    let page = format!("/verify?email={}", encode(email));
    match named(seller_id) {
        Some(seller_id) => format!("{page}&seller_id={}", encode(seller_id)),
        None => page,
    }
}

fn wrong() -> Problem {
    FieldErrors::of(
        "code",
        "That code is wrong or has expired. Request a new one if you need it.",
    )
    .into()
}

/// Which registration is meant, when one is.
fn named(seller_id: Option<&str>) -> Option<&str> {
    seller_id.map(str::trim).filter(|seller_id| !seller_id.is_empty())
}

/// Creates the account and shop of the registration with that code. Every way to be wrong is told alike and
/// takes as long: one try is counted, in one transaction.
pub async fn verify(app: &App, form: &VerifyForm) -> Result<(), Problem> {
    let Ok(email) = user::normal_email(&form.email) else {
        return Err(wrong());
    };
    app.db.retrying(|| verify_once(app, &email, form)).await
}

async fn verify_once(app: &App, email: &str, form: &VerifyForm) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let network = Source::current().network().unwrap_or_default();
    if app.config.rate_limits
        && let Err(used_up) = throttle::take(&mut tx, &TRIES, &format!("{email} {network}"), now).await?
    {
        let detail = "Too many wrong codes. Wait a little, then request a new one.";
        return Err(Problem::rate_limited(detail, used_up.wait_s()));
    }
    let since = now.plus(-code::GOOD_FOR_MS);
    let tried = match named(form.seller_id.as_deref()) {
        Some(seller_id) => store::try_registration(&mut tx, email, seller_id, since).await?,
        None => store::try_registrations(&mut tx, email, since).await?,
    };
    let typed = code::typed(&form.code);
    let fits = |row: &RegistrationRow| match (&row.code_id, &row.code_hash) {
        (Some(code_id), Some(code_hash)) => code::hashed(code_id, &typed) == *code_hash,
        _ => false,
    };
    let made = match tried.into_iter().find(fits) {
        Some(row) => make_account(&mut tx, &row, now).await?,
        None => false,
    };
    if !made {
        // The try counts, and is not yet the act that the form's claim stands for.
        tx.commit_aside().await?;
        return Err(wrong());
    }
    Ok(tx.commit().await?)
}

/// The account, the shop and the membership; the other registrations of the address go. Says no when the address has
/// an account.
async fn make_account(tx: &mut Tx, row: &RegistrationRow, now: Millis) -> Result<bool, Problem> {
    let known = store::user_by_email(tx, &row.email).await?;
    if known.as_ref().is_some_and(|user| user.verified_at.is_some()) {
        return Ok(false);
    }
    let user_id = match known {
        // Of the time when an account was made before its address was proven: it was nobody's.
        Some(user) => {
            store::end_unproven(tx, &user.user_id, now).await?;
            store::set_password(tx, &user.user_id, &row.password_hash).await?;
            store::verify_user(tx, &user.user_id, now).await?;
            user.user_id
        }
        None => {
            let user_id = UserId::new(now);
            let user = store::NewUser {
                user_id: &user_id,
                email: &row.email,
                password_hash: &row.password_hash,
                role: None,
                verified: true,
            };
            match store::insert_user(tx, &user, now).await {
                Err(error) if db::is_taken(&error, "users", "email") => return Err(wrong()),
                inserted => inserted?,
            }
            user_id
        }
    };
    store::accept_terms(tx, &user_id, &row.terms_version, row.created_at).await?;
    let seller_id = &row.seller_id;
    let handle = store::free_handle(tx, &super::seller::handle_of(&row.shop.shop_name)).await?;
    store::insert_seller(tx, seller_id, &handle, &row.shop, now).await?;
    store::insert_member(tx, &user_id, seller_id, MemberRole::Owner, now).await?;
    store::forget_registrations(tx, &row.email).await?;
    for (action, after) in [
        (
            "seller.registered",
            Some(json!({ "terms_version": row.terms_version })),
        ),
        ("user.verified", None),
    ] {
        let act = Act {
            action,
            seller_id: Some(seller_id),
            user_id: Some(&user_id),
            subject: Some(seller_id.as_str()),
            after,
            ..Act::default()
        };
        audit::note(tx, now, act).await?;
    }
    let content = json!({ "seller_id": seller_id });
    events::emit(tx, now, "seller.registered", Some(seller_id), &content).await?;
    checklist::note_if_ready(tx, seller_id, now).await?;
    Ok(true)
}

/// Requests another code, if the address is waiting for one; that is looked up when the mail is written, so
/// the response and the work are the same for every address.
pub async fn resend(app: &App, form: &ResendForm) -> Result<(), Problem> {
    let Ok(email) = user::normal_email(&form.email) else {
        return Ok(());
    };
    let seller_id = named(form.seller_id.as_deref())
        .and_then(|seller_id| SellerId::parse(seller_id).ok())
        .map(|seller_id| seller_id.to_string());
    let kind = CodeFor::Registration;
    want_code(app, "registration.code_wanted", kind, &email, seller_id).await
}

/// Emits the event that has a code mailed, as far as the address may be sent another mail now.
pub(super) async fn want_code(
    app: &App,
    event: &'static str,
    kind: CodeFor,
    email: &str,
    seller_id: Option<String>,
) -> Result<(), Problem> {
    let wanted = CodeWanted {
        to: seal(app, email)?,
        seller_id,
    };
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            if mail_limit::allow(app, &mut tx, Sending::Code { to: email, kind }, now)
                .await?
                .is_ok()
            {
                events::emit(&mut tx, now, event, None, &json!(wanted)).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
}

/// Removes the registrations that were not verified in time.
pub async fn remove_old(app: &App) -> Result<(), Problem> {
    let before = app.clock.now().plus(-registration::PENDING_FOR_MS);
    app.db.remove_old(&[store::REMOVE_REGISTRATIONS], before).await?;
    Ok(())
}

/// The unverified registration with that address and password. To be asked at a sign-in whether or not the
/// address has an account.
pub async fn pending_with(app: &App, email: &str, password: &str) -> Result<Option<SellerId>, Problem> {
    let hash = registration::hash_of(app, email, password).await?;
    let since = app.clock.now().plus(-PENDING_FOR_MS);
    Ok(store::registration_with(&app.db, email, &hash, since).await?)
}
