//! Time-based codes (RFC 6238) as authenticator apps make them: SHA-1, six digits, 30 seconds; the previous
//! and next are accepted for clocks that differ.

use crate::clock::Millis;
use crate::problem::Problem;
use crate::web::form_reply::encode;
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use totp_rs::{Builder, Secret, Totp};

const ISSUER: &str = "Stallholder";

/// The secret that a person's app and the server share.
pub struct Key(Totp);

impl Key {
    /// A new one of 160 random bits, for the account of this address.
    pub fn new(email: &str) -> Result<Self, Problem> {
        Self::of(Secret::new_stack(rand::random()), email)
    }

    /// Parses a secret written as text.
    pub fn read(text: &str, email: &str) -> Result<Self, Problem> {
        let secret = Secret::try_from_base32(text).map_err(|error| Problem::internal(&error))?;
        Self::of(secret, email)
    }

    fn of(secret: Secret, email: &str) -> Result<Self, Problem> {
        let totp = Builder::new()
            .with_secret(secret)
            .with_issuer(Some(ISSUER))
            // The colon would end the name in the address of the QR code.
            .with_account_name(email.replace(':', "_"))
            .build();
        totp.map(Self).map_err(|error| Problem::internal(&error))
    }

    /// The secret in base 32, as it is typed into an app.
    pub fn text(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The QR code that an app scans, as the address of a picture (`data:`).
    pub fn picture(&self) -> Result<String, Problem> {
        let address = self.0.to_url().map_err(|error| Problem::internal(&error))?;
        let code = QRBuilder::new(address)
            .build()
            .map_err(|error| Problem::internal(&error))?;
        let svg = SvgBuilder::default().to_str(&code);
        // A form's encoding writes a space as a plus, which a picture's address does not know.
        Ok(format!("data:image/svg+xml,{}", encode(&svg).replace('+', "%20")))
    }

    /// The time step that a code is of, when it is of this moment or of a neighbouring one.
    pub fn step_of(&self, code: &str, now: Millis) -> Option<i64> {
        let seconds = u64::try_from(now.0 / 1000).ok()?;
        let step = self.0.check(code, seconds)?;
        i64::try_from(step).ok()
    }

    /// The code of a moment, as the app shows it.
    #[cfg(test)]
    pub fn code_at(&self, now: Millis) -> String {
        self.0.generate((now.0 / 1000) as u64).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's own test values: "12345678901234567890".
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standard() {
        let key = Key::read(RFC, "ann@example.test").unwrap();
        let at = |seconds: i64| Millis(seconds * 1000);
        // The standard shows eight digits; the last six are ours.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(key.step_of(code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_one_late_and_no_more() {
        let key = Key::read(RFC, "ann@example.test").unwrap();
        let taken = |seconds: i64| key.step_of("287082", Millis(seconds * 1000)).is_some();
        assert!(taken(0) && taken(29) && taken(30) && taken(89));
        assert!(!taken(90));
        for wrong in ["", "28708", "2870820", "+87082", "28708a", "２８７０８２"] {
            assert_eq!(key.step_of(wrong, Millis(59_000)), None, "{wrong}");
        }
    }

    #[test]
    fn the_picture_needs_nothing_from_elsewhere() {
        let picture = Key::new("a:nn@example.test").unwrap().picture().unwrap();
        let svg = picture.strip_prefix("data:image/svg+xml,").unwrap();
        assert!(svg.starts_with("%3Csvg"));
        assert!(!svg.contains(['#', ' ', '"', '<', '+']));
        assert!(!svg.contains("href"));
    }
}
