//! Users: sign-in addresses, and admins created from the command line.

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
        return Err("The email address is required.".to_owned());
    }
    let plausible = email
        .rsplit_once('@')
        .is_some_and(|(name, host)| is_plain_name(name) && is_plain_host(host));
    if plausible && email.len() <= 254 && email.parse::<lettre::Address>().is_ok() {
        Ok(email)
    } else {
        Err("That is not a valid email address.".to_owned())
    }
}

/// Whether the part before `@` is in the one accepted spelling: quoted mailboxes (`"x"@`) or comments would
/// give one mailbox two accounts.
fn is_plain_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    name.len() <= 64
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(letter))
}

/// Whether the host is an ASCII domain name (`xn--…` for others) of at least two labels, without a trailing
/// dot; no literal address.
fn is_plain_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && host.split('.').all(label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Creates an admin, verified at once; rejects an address that is taken.
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
            Problem::conflict(format!("{email} already has an account."))
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
        assert_eq!(
            normal_email("Ann+o'x@XN--EXMPLE-CUA.test"),
            Ok("ann+o'x@xn--exmple-cua.test".to_owned())
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
            "ann@example.test.",
            "ann.@example.test",
            "a..nn@example.test",
            "\"ann\"@example.test",
            "\"a nn\"@example.test",
            "ann(home)@example.test",
            "ann@[192.0.2.1]",
            "ann@192.0.2.1",
            "ann@exämple.test",
            "ann@-example.test",
            "a@b@example.test",
        ] {
            assert!(normal_email(wrong).is_err(), "{wrong}");
        }
    }
}
