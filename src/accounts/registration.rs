//! Registration: a person and their shop in one step. It waits for the code mailed to the address, which makes both
//! ([`super::email_proof`]); then the shop waits for an admin's approval.

use super::{password, store, user};
use crate::clock::DAY_MS;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::SellerId;
use crate::mail_limit::{self, CodeFor, Sending};
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

/// The terms that are accepted now.
pub const TERMS_VERSION: &str = "2026-11";

/// Registration form as typed.
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
    /// IANA name; UTC by default.
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
    pub shop: NewShop,
}

/// A shop about to be made.
#[derive(Debug, Clone)]
pub struct NewShop {
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
        let shop_name = errors.take("shop_name", form::name(&self.shop_name, "The shop's name", 80));
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
                shop: NewShop {
                    shop_name: shop_name?,
                    country: country?,
                    currency: currency?,
                    timezone: timezone?,
                    phone: phone?,
                },
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

/// An existing IANA timezone; UTC by default.
pub fn timezone(text: Option<&str>) -> Result<String, &'static str> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok("UTC".to_owned()),
        Some(name) => match jiff::tz::TimeZone::get(name) {
            Ok(zone) => Ok(zone.iana_name().unwrap_or("UTC").to_owned()),
            Err(_) => Err("Choose a timezone such as Europe/Dublin."),
        },
    }
}

/// A normalised phone number; blank is none.
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

/// Lifetime of an unverified registration, in milliseconds.
pub const PENDING_FOR_MS: i64 = 7 * DAY_MS;

/// The hash of a pending registration's password. Its salt belongs to the address, so that one hash at a sign-in is
/// compared with every registration of the address, and takes as long as an account's.
pub async fn hash_of(app: &App, email: &str, password: &str) -> Result<String, Problem> {
    let tag = app.secrets.tag("registration-salt", email);
    let mut salt = [0; 16];
    for (to, from) in salt.iter_mut().zip(tag.bytes()) {
        *to = from;
    }
    password::hash_with(password, salt).await
}

/// Keeps the registration until the code mailed to its address makes the account and the shop. The work and the answer
/// are the same whether or not the address has an account: what is mailed is decided when the mail is made, and the id
/// leads nowhere before its code was given.
pub async fn register(app: &App, registration: Registration) -> Result<SellerId, Problem> {
    let hash = hash_of(app, &registration.email, &registration.password).await?;
    app.db.retrying(|| register_once(app, &registration, &hash)).await
}

async fn register_once(app: &App, registration: &Registration, hash: &str) -> Result<SellerId, Problem> {
    let now = app.clock.now();
    let seller_id = SellerId::new(now);
    let email = &registration.email;
    let mut tx = app.db.begin().await?;
    store::insert_registration(&mut tx, &seller_id, email, hash, &registration.shop, now).await?;
    let sending = Sending::Code {
        to: email,
        kind: CodeFor::Registration,
    };
    if mail_limit::allow(app, &mut tx, sending, now).await?.is_ok() {
        let content = json!({ "seller_id": seller_id });
        events::emit(&mut tx, now, "registration.requested", None, &content).await?;
    }
    tx.commit().await?;
    Ok(seller_id)
}
