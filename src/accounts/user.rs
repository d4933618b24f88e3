//! People: the address they sign in with, and admins made from the command line.

use super::{password, store};
use crate::audit::{self, Act};
use crate::id::UserId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::AdminRole;

/// An address as it is stored and compared: trimmed, lower case, plausible. Whether it works, the code mailed
/// to it shows.
pub fn normal_email(text: &str) -> Result<String, String> {
    let email = text.trim().to_lowercase();
    if email.is_empty() {
        return Err("Your email address is missing.".to_owned());
    }
    let plausible = email.len() <= 254
        && email.is_ascii()
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email
            .split_once('@')
            .is_some_and(|(_, host)| host.contains('.') && !host.ends_with('.'))
        && email.parse::<lettre::Address>().is_ok();
    if plausible {
        Ok(email)
    } else {
        Err("That is not an email address.".to_owned())
    }
}

/// Makes an admin, verified at once; refuses an address that is taken.
pub async fn create_admin(
    app: &App,
    email: &str,
    password: &str,
    role: AdminRole,
) -> Result<UserId, Problem> {
    let mut errors = crate::form::FieldErrors::new();
    let email = errors.take("email", normal_email(email));
    if let Some(why) = password::too_weak(password) {
        errors.add("password", why);
    }
    let email = errors.or(email)?;
    let hash = password::hash(password).await?;
    let now = app.clock.now();
    let user_id = UserId::new(now);
    let mut tx = app.db.begin().await?;
    let user = store::NewUser {
        user_id: &user_id,
        email: &email,
        password_hash: &hash,
        role: Some(role),
        verified: true,
    };
    store::insert_user(&mut tx, &user, now).await.map_err(|error| {
        if crate::db::is_taken(&error, "users", "email") {
            Problem::conflict(format!("{email} has an account already."))
        } else {
            error.into()
        }
    })?;
    let act = Act {
        action: "admin.created",
        subject: Some(user_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    tx.commit().await?;
    Ok(user_id)
}

#[cfg(test)]
mod tests {
    use super::normal_email;

    #[test]
    fn addresses_are_compared_in_lower_case_and_look_alikes_are_refused() {
        assert_eq!(
            normal_email(" Ann@Example.TEST "),
            Ok("ann@example.test".to_owned())
        );
        for wrong in [
            "",
            "ann",
            "ann@",
            "@x.test",
            "a b@x.test",
            "ann@localhost",
            "аnn@example.test",
            "a@b.c\r\nBcc: x@y.z",
        ] {
            assert!(normal_email(wrong).is_err(), "{wrong}");
        }
    }
}
