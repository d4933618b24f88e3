//! Problems: RFC 9457 documents for programs, error pages for people.
//!
//! Three kinds: the person's mistake (field errors), a refusal of the domain (a code and a sentence), our own
//! mistake (logged once with its chain; nothing of it reaches the person but the request id).

use crate::form::FieldErrors;
use crate::request_id::request_id;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The stable names of problems, the ends of their `type` addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Malformed,
    Validation,
    Unauthorized,
    Forbidden,
    VerifyEmail,
    SellerNotApproved,
    SignInAgain,
    OtpRequired,
    SecondFactorRequired,
    CrossSite,
    NotFound,
    MethodNotAllowed,
    Conflict,
    InsufficientFunds,
    RefundExceedsOrder,
    IdempotencyMismatch,
    TimedOut,
    TooLarge,
    UnsupportedMediaType,
    RateLimited,
    Overloaded,
    Unavailable,
    Internal,
}

impl Code {
    pub fn status(self) -> StatusCode {
        match self {
            Code::Malformed => StatusCode::BAD_REQUEST,
            Code::Validation | Code::IdempotencyMismatch => StatusCode::UNPROCESSABLE_ENTITY,
            Code::Unauthorized | Code::OtpRequired => StatusCode::UNAUTHORIZED,
            Code::Forbidden
            | Code::VerifyEmail
            | Code::SellerNotApproved
            | Code::SignInAgain
            | Code::SecondFactorRequired
            | Code::CrossSite => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::Conflict | Code::InsufficientFunds | Code::RefundExceedsOrder => StatusCode::CONFLICT,
            Code::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Code::Overloaded | Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether a retry may succeed, because the cause is temporary.
    pub fn may_pass(self) -> bool {
        matches!(self, Code::Overloaded | Code::Unavailable | Code::Internal)
    }

    /// The name in the `type` address.
    pub fn name(self) -> &'static str {
        match self {
            Code::Malformed => "malformed",
            Code::Validation => "validation",
            Code::Unauthorized => "unauthorized",
            Code::Forbidden => "forbidden",
            Code::VerifyEmail => "verify_email",
            Code::SellerNotApproved => "seller_not_approved",
            Code::SignInAgain => "sign_in_again",
            Code::OtpRequired => "otp_required",
            Code::SecondFactorRequired => "second_factor_required",
            Code::CrossSite => "cross_site",
            Code::NotFound => "not_found",
            Code::MethodNotAllowed => "method_not_allowed",
            Code::Conflict => "conflict",
            Code::InsufficientFunds => "insufficient_funds",
            Code::RefundExceedsOrder => "refund_exceeds_order",
            Code::IdempotencyMismatch => "idempotency_mismatch",
            Code::TimedOut => "timed_out",
            Code::TooLarge => "too_large",
            Code::UnsupportedMediaType => "unsupported_media_type",
            Code::RateLimited => "rate_limited",
            Code::Overloaded => "overloaded",
            Code::Unavailable => "unavailable",
            Code::Internal => "internal",
        }
    }

    /// A few words that are the same for every problem of this kind.
    pub fn title(self) -> &'static str {
        match self {
            Code::Malformed => "The request could not be read",
            Code::Validation => "Please fix the fields below",
            Code::Unauthorized => "Please sign in",
            Code::Forbidden => "You do not have permission for this",
            Code::VerifyEmail => "Please verify your email address",
            Code::SellerNotApproved => "Your shop is not approved yet",
            Code::SignInAgain => "Please sign in again",
            Code::OtpRequired => "Please enter the code of your second factor",
            Code::SecondFactorRequired => "Please set up a second factor",
            Code::CrossSite => "Request from another site",
            Code::NotFound => "Not found",
            Code::MethodNotAllowed => "Method not allowed",
            Code::Conflict => "This is not possible now",
            Code::InsufficientFunds => "Not enough money available",
            Code::RefundExceedsOrder => "More than is left of the order",
            Code::IdempotencyMismatch => "That idempotency key was used for another request",
            Code::TimedOut => "The request took too long",
            Code::TooLarge => "The content is too large",
            Code::UnsupportedMediaType => "Unsupported content type",
            Code::RateLimited => "Too many requests",
            Code::Overloaded => "The server is busy",
            Code::Unavailable => "Temporarily unavailable",
            Code::Internal => "Something went wrong on our side",
        }
    }
}

/// One problem. Its text is written for the person who meets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub code: Code,
    pub detail: String,
    pub errors: FieldErrors,
    /// Whether another transaction interfered, so that a retry may succeed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transient: bool,
    /// Seconds until a retry makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: FieldErrors::new(),
            transient: false,
            retry_after_s: None,
        }
    }

    /// Messages for each wrong field.
    pub fn validation(errors: FieldErrors) -> Self {
        let detail = errors
            .iter()
            .next()
            .and_then(|(_, messages)| messages.first().cloned())
            .unwrap_or_else(|| "Some fields need fixing.".to_owned());
        Self {
            code: Code::Validation,
            detail,
            errors,
            transient: false,
            retry_after_s: None,
        }
    }

    /// Not found, or another seller's: both look the same.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "It does not exist, or it is not yours.")
    }

    pub fn unauthorized() -> Self {
        Self::new(Code::Unauthorized, "Sign in first, or send a valid token.")
    }

    /// Too much of it; welcome again after so many seconds.
    pub fn rate_limited(detail: impl Into<String>, retry_after_s: u64) -> Self {
        Self {
            retry_after_s: Some(retry_after_s.max(1)),
            ..Self::new(Code::RateLimited, detail)
        }
    }

    pub fn forbidden() -> Self {
        Self::new(Code::Forbidden, "Your role does not allow this.")
    }

    /// Refused by the state of things.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Code::Conflict, detail)
    }

    /// Our own mistake: logged here, once, with its chain.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            source = cause.source();
        }
        tracing::error!(request_id = request_id(), "{chain}");
        Self::new(
            Code::Internal,
            "We have logged the error. Please try again; if it happens again, contact us.",
        )
    }

    pub fn status(&self) -> StatusCode {
        self.code.status()
    }

    /// The value of `Retry-After`, where there is one.
    pub fn retry_after(&self) -> Option<axum::http::HeaderValue> {
        let usual_s = match self.code {
            Code::Overloaded => Some(2),
            Code::Unavailable => Some(5),
            _ => None,
        };
        self.retry_after_s.or(usual_s).map(Into::into)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

impl From<FieldErrors> for Problem {
    fn from(errors: FieldErrors) -> Self {
        Self::validation(errors)
    }
}

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::new(
                Code::Validation,
                "Something is missing from the form, or is of the wrong type.",
            ),
            error => Self::internal(&error),
        }
    }
}

/// `application/problem+json` as in RFC 9457.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    request_id: String,
    #[serde(skip_serializing_if = "FieldErrors::is_empty")]
    errors: &'a FieldErrors,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            kind: format!("https://stallholder.dev/problems/{}", self.code.name()),
            title: self.code.title(),
            status: self.status().as_u16(),
            detail: &self.detail,
            request_id: request_id(),
            errors: &self.errors,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (
            self.status(),
            [("content-type", "application/problem+json")],
            body,
        )
            .into_response();
        if let Some(retry_after) = self.retry_after() {
            response.headers_mut().insert("retry-after", retry_after);
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert("www-authenticate", axum::http::HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
