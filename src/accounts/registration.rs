//! Registration: a person and their shop in one step. Both wait: for the code mailed to the address, and for an
//! admin's approval.

use super::code::{self, Purpose};
use super::{password, store, user};
use crate::audit::{self, Act};
use crate::db;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

/// The terms that are accepted now.
pub const TERMS_VERSION: &str = "2026-11";

/// What a shop is registered with, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct RegistrationForm {
    pub email: String,
    pub password: String,
    pub shop_name: String,
    /// ISO 3166 two-letter code.
    pub country: String,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name; UTC when not said.
    pub timezone: Option<String>,
    pub phone: Option<String>,
    #[serde(deserialize_with = "yes")]
    pub accept_terms: bool,
}

/// `true` from JSON; `true`, `on` or `1` from a form.
fn yes<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    struct Yes;
    impl serde::de::Visitor<'_> for Yes {
        type Value = bool;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("true or false")
        }
        fn visit_bool<E>(self, yes: bool) -> Result<bool, E> {
            Ok(yes)
        }
        fn visit_str<E>(self, text: &str) -> Result<bool, E> {
            Ok(matches!(text, "true" | "on" | "1" | "yes"))
        }
    }
    from.deserialize_any(Yes)
}

/// A registration that can be carried out.
#[derive(Debug)]
pub struct Registration {
    pub email: String,
    pub password: String,
    pub shop_name: String,
    pub country: String,
    pub currency: Currency,
    pub timezone: String,
    pub phone: Option<String>,
}

impl RegistrationForm {
    pub fn parse(self) -> Result<Registration, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.take("email", user::normal_email(&self.email));
        if let Some(why) = password::too_weak(&self.password) {
            errors.add("password", why);
        }
        let shop_name = errors.take("shop_name", form::line(&self.shop_name, "The shop's name", 80));
        let country = errors.take("country", country(&self.country));
        let currency = errors.take(
            "currency",
            Currency::parse(&self.currency).ok_or("Choose a currency."),
        );
        let timezone = errors.take("timezone", timezone(self.timezone.as_deref()));
        let phone = errors.take("phone", phone(self.phone.as_deref()));
        if !self.accept_terms {
            errors.add("accept_terms", "Please accept the terms.");
        }
        let registration = (|| {
            Some(Registration {
                email: email?,
                password: self.password,
                shop_name: shop_name?,
                country: country?,
                currency: currency?,
                timezone: timezone?,
                phone: phone?,
            })
        })();
        errors.or(registration)
    }
}

/// A two-letter country code that exists.
pub fn country(text: &str) -> Result<String, &'static str> {
    let code = text.trim().to_ascii_uppercase();
    rust_iso3166::from_alpha2(&code)
        .map(|country| country.alpha2.to_owned())
        .ok_or("Choose a country.")
}

/// An IANA timezone that exists; UTC when not said.
pub fn timezone(text: Option<&str>) -> Result<String, &'static str> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok("UTC".to_owned()),
        Some(name) => match jiff::tz::TimeZone::get(name) {
            Ok(zone) => Ok(zone.iana_name().unwrap_or("UTC").to_owned()),
            Err(_) => Err("Choose a timezone such as Europe/Dublin."),
        },
    }
}

/// A phone number in its usual spelling; blank is none.
pub fn phone(text: Option<&str>) -> Result<Option<String>, String> {
    let phone = form::optional_line(text, "The phone number", 40)?;
    match phone {
        Some(phone)
            if phone.chars().filter(char::is_ascii_digit).count() < 5
                || !phone.chars().all(|c| c.is_ascii_digit() || "+ ()-./".contains(c)) =>
        {
            Err("That is not a phone number.".to_owned())
        }
        phone => Ok(phone),
    }
}

/// Registers the shop. An address that has an account already gets the same answer, whose id leads nowhere, and
/// another mail: nobody learns who is registered.
pub async fn register(app: &App, registration: Registration) -> Result<SellerId, Problem> {
    let hash = password::hash(&registration.password).await?;
    app.db.retrying(|| register_once(app, &registration, &hash)).await
}

async fn register_once(app: &App, registration: &Registration, hash: &str) -> Result<SellerId, Problem> {
    let now = app.clock.now();
    let seller_id = SellerId::new(now);
    let user_id = UserId::new(now);
    let mut tx = app.db.begin().await?;
    if let Some(known) = store::user_by_email(&mut tx, &registration.email).await? {
        events::emit(
            &mut tx,
            now,
            "registration.repeated",
            None,
            &json!({ "user_id": known.user_id }),
        )
        .await?;
        tx.commit().await?;
        return Ok(seller_id);
    }
    let user = store::NewUser {
        user_id: &user_id,
        email: &registration.email,
        password_hash: hash,
        role: None,
        verified: false,
    };
    if let Err(error) = store::insert_user(&mut tx, &user, now).await {
        // Someone else registered the address between the look and the write.
        return if db::is_taken(&error, "users", "email") {
            Ok(seller_id)
        } else {
            Err(error.into())
        };
    }
    let handle = store::free_handle(&mut tx, &super::seller::handle_of(&registration.shop_name)).await?;
    store::insert_seller(&mut tx, &seller_id, &handle, registration, now).await?;
    store::insert_member(&mut tx, &user_id, &seller_id, "owner", now).await?;
    code::issue(&mut tx, &app.secrets, &user_id, Purpose::VerifyEmail, now).await?;
    let act = Act {
        action: "seller.registered",
        seller_id: Some(&seller_id),
        user_id: Some(&user_id),
        subject: Some(seller_id.as_str()),
        after: Some(json!({ "terms_version": TERMS_VERSION })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    events::emit(
        &mut tx,
        now,
        "seller.registered",
        Some(&seller_id),
        &json!({ "seller_id": seller_id }),
    )
    .await?;
    tx.commit().await?;
    Ok(seller_id)
}

/// Verifies the address with the code mailed to it. Every way to be wrong is told alike.
pub async fn verify(app: &App, email: &str, typed: &str) -> Result<(), Problem> {
    let wrong = || {
        FieldErrors::of(
            "code",
            "That code is wrong or no longer good. Ask for a new one if need be.",
        )
    };
    let Ok(email) = user::normal_email(email) else {
        return Err(wrong().into());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(user) = store::user_by_email(&mut tx, &email).await? else {
        return Err(wrong().into());
    };
    let fits = code::redeem(&mut tx, &user.user_id, Purpose::VerifyEmail, typed, now).await?;
    if fits && user.verified_at.is_none() {
        store::verify_user(&mut tx, &user.user_id, now).await?;
        let act = Act {
            action: "user.verified",
            user_id: Some(&user.user_id),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
        for seller_id in store::pending_sellers_of(&mut tx, &user.user_id).await? {
            super::checklist::note_if_ready(&mut tx, &seller_id, now).await?;
        }
    }
    tx.commit().await?;
    if fits { Ok(()) } else { Err(wrong().into()) }
}

/// Mails another code, if that address has an account that waits for one. The answer is the same anyway.
pub async fn resend(app: &App, email: &str) -> Result<(), Problem> {
    let Ok(email) = user::normal_email(email) else {
        return Ok(());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(user) = store::user_by_email(&mut tx, &email).await?
        && user.verified_at.is_none()
    {
        code::issue(&mut tx, &app.secrets, &user.user_id, Purpose::VerifyEmail, now).await?;
    }
    Ok(tx.commit().await?)
}
