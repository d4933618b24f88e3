//! A person's phone number, verified by a code that is texted to it. Only where the operator can text.

use super::code::{self, Purpose};
use super::store;
use crate::audit::{self, Act};
use crate::form::FieldErrors;
use crate::mail_limit::{self, Sending};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::User;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A number to be verified.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PhoneForm {
    /// With its country code, such as `+353 1 234 5678`.
    pub phone: String,
}

/// The code that was texted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PhoneCodeForm {
    pub code: String,
}

/// A number as it is dialled from anywhere (E.164): a plus and 8 to 15 digits.
fn dialled(text: &str) -> Result<String, &'static str> {
    let wrong = "Enter the number with its country code, such as +353 1 234 5678.";
    let rest = text.trim().strip_prefix('+').ok_or(wrong)?;
    let digits: String = rest
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/'))
        .collect();
    let fits = (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    if fits {
        Ok(format!("+{digits}"))
    } else {
        Err(wrong)
    }
}

fn off() -> Problem {
    Problem::conflict("This marketplace does not send text messages.")
}

/// Notes the number and texts a code to it. A number that was verified before is not any more.
pub async fn ask(app: &App, user: &User, form: &PhoneForm) -> Result<(), Problem> {
    if !app.texter.is_on() {
        return Err(off());
    }
    let phone = dialled(&form.phone).map_err(|wrong| FieldErrors::of("phone", wrong))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::set_phone(&mut tx, &user.user_id, &phone).await?;
    let sending = Sending::Text {
        to: &phone,
        by: &user.user_id,
    };
    // Without a new code, one that went to the number before would verify this one.
    if let Err(used_up) = mail_limit::allow(app, &mut tx, sending, now).await? {
        let wait = "Too many codes were sent recently to you or to this number. Try again later.";
        return Err(Problem::rate_limited(wait, used_up.wait_s()));
    }
    let code_id = format!("code_{}", ulid::Ulid::generate());
    let purpose = Purpose::VerifyPhone;
    code::issue(&mut tx, &app.secrets, &user.user_id, purpose, code_id, now).await?;
    let act = Act {
        action: "user.phone_changed",
        user_id: Some(&user.user_id),
        subject: Some(user.user_id.as_str()),
        after: Some(json!({ "phone": phone })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Verifies the number with the code that was texted to it.
pub async fn verify(app: &App, user: &User, form: &PhoneCodeForm) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // Without, a number that is typed now would be verified by the code that went to the one before.
    store::lock_user(&mut tx, &user.user_id).await?;
    if !code::redeem(&mut tx, &user.user_id, Purpose::VerifyPhone, &form.code, now).await? {
        // The try counts, and is not yet the act that the form's claim stands for.
        tx.commit_aside().await?;
        let wrong = "That code is wrong or has expired. Request a new one if you need it.";
        return Err(FieldErrors::of("code", wrong).into());
    }
    store::verify_phone(&mut tx, &user.user_id, now).await?;
    let act = Act {
        action: "user.phone_verified",
        user_id: Some(&user.user_id),
        subject: Some(user.user_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    for (seller_id, _) in &user.sellers {
        super::checklist::note_if_ready(&mut tx, seller_id, now).await?;
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::dialled;

    #[test]
    fn a_number_is_dialled_from_anywhere() {
        assert_eq!(dialled(" +353 (1) 234-5678 "), Ok("+35312345678".to_owned()));
        for wrong in [
            "",
            "0123456789",
            "+0123456789",
            "+123",
            "+1234567890123456",
            "+12345six789",
        ] {
            assert!(dialled(wrong).is_err(), "{wrong}");
        }
    }
}
