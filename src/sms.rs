//! Text messages through an HTTP API compatible with Twilio's. Off unless configured, and then it says so.

use crate::config::Twilio;
use serde::Deserialize;
use std::time::Duration;

/// Sends text messages, when it is on.
#[derive(Debug, Clone, Default)]
pub struct SmsSender(Option<(Twilio, reqwest::Client)>);

/// Why a message did not go out.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    #[error("text messages are not configured")]
    Off,
    /// Permanent failure: the number does not exist or cannot receive texts.
    #[error("the provider rejected the message: {0}")]
    Refused(String),
    #[error("the provider answered {0}")]
    Provider(u16),
    #[error("the provider could not be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
}

/// The provider's error response.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: i64,
    message: String,
}

impl SmsSender {
    pub fn new(twilio: Twilio) -> Result<Self, SmsError> {
        // The process's one TLS provider; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self(Some((twilio, client))))
    }

    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Sends one message. An answer that never came may have been sent: the text is a code, so twice does no harm.
    pub async fn send(&self, to: &str, text: &str) -> Result<(), SmsError> {
        let (twilio, client) = self.0.as_ref().ok_or(SmsError::Off)?;
        let url = format!(
            "{}/2010-04-01/Accounts/{}/Messages.json",
            twilio.base_url, twilio.account_sid
        );
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("To", to), ("From", twilio.from.as_str()), ("Body", text)])
            .finish();
        let answer = client
            .post(url)
            .basic_auth(&twilio.account_sid, Some(&twilio.auth_token))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        // 400 is about this message; anything else is about us or them, and may pass.
        if status.as_u16() == 400 {
            let told = answer.bytes().await.unwrap_or_default();
            let refusal: Refusal = serde_json::from_slice(&told).unwrap_or_default();
            return Err(SmsError::Refused(format!("{} {}", refusal.code, refusal.message)));
        }
        Err(SmsError::Provider(status.as_u16()))
    }
}
