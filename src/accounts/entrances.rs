//! Entrances: routes that try a password or code, or may send a mail. They have stricter rate limits.

use crate::web::limits::{Counted, Entrance};

/// Every entrance.
pub const ENTRANCES: [Entrance; 22] = [
    guess("POST", "/api/v1/auth/login"),
    guess("POST", "/api/v1/auth/verify"),
    guess("POST", "/api/v1/auth/reset"),
    guess("POST", "/do/accounts/sign-in"),
    guess("POST", "/do/accounts/sign-in-code"),
    guess("POST", "/do/accounts/verify"),
    guess("POST", "/do/accounts/reset"),
    guess("POST", "/do/accounts/confirm"),
    guess("POST", "/do/accounts/password"),
    guess("PUT", "/api/v1/users/me/password"),
    guess("POST", "/api/v1/users/me/phone/verification"),
    guess("POST", "/do/accounts/verify-phone"),
    mail("POST", "/api/v1/auth/forgot"),
    mail("POST", "/api/v1/auth/verify/resend"),
    mail("POST", "/api/v1/seller/register"),
    mail("POST", "/do/accounts/register"),
    mail("POST", "/do/accounts/resend"),
    mail("POST", "/api/v1/auth/invitation"),
    mail("POST", "/do/accounts/phone"),
    mail("POST", "/do/accounts/forgot"),
    mail("POST", "/do/members/join"),
    mail("PUT", "/api/v1/users/me/phone"),
];

const fn guess(method: &'static str, path: &'static str) -> Entrance {
    Entrance {
        method,
        path,
        counted: Counted::Guess,
    }
}

const fn mail(method: &'static str, path: &'static str) -> Entrance {
    Entrance {
        method,
        path,
        counted: Counted::Registration,
    }
}
