//! Text message settings: all or none.

use super::WrongSetting;
use std::fmt;
use url::Url;

const TWILIO: &str = "https://api.twilio.com";

/// Client of the text message provider.
#[derive(Clone)]
pub struct Twilio {
    pub account_sid: String,
    pub auth_token: String,
    /// The sender's number, such as `+15005550006`.
    pub from: String,
    /// Without a slash at the end.
    pub base_url: String,
}

impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Twilio({} at {})", self.account_sid, self.base_url)
    }
}

/// Parses the provider; none if nothing is set.
pub(super) fn read(
    account_sid: Option<String>,
    auth_token: Option<String>,
    from: Option<String>,
    base_url: Option<String>,
) -> Result<Option<Twilio>, WrongSetting> {
    let given = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let (account_sid, auth_token, from) = (given(account_sid), given(auth_token), given(from));
    let base_url = given(base_url);
    if account_sid.is_none() && auth_token.is_none() && from.is_none() && base_url.is_none() {
        return Ok(None);
    }
    let needed = |setting, value: Option<String>, should: &str| {
        value.ok_or_else(|| WrongSetting {
            setting,
            should: should.to_owned(),
        })
    };
    let with_others = "should be set, since another setting of TWILIO_ is";
    let account_sid = needed("TWILIO_ACCOUNT_SID", account_sid, with_others)?;
    let auth_token = needed("TWILIO_AUTH_TOKEN", auth_token, with_others)?;
    let from = needed("TWILIO_FROM", from, with_others)?;
    let safe = |c: char| c.is_ascii_alphanumeric();
    let account_sid = needed(
        "TWILIO_ACCOUNT_SID",
        Some(account_sid).filter(|sid| sid.chars().all(safe)),
        "should be letters and digits, as Twilio shows it",
    )?;
    let base_url = base_url.unwrap_or_else(|| TWILIO.to_owned());
    let is_address = Url::parse(&base_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    let base_url = needed(
        "TWILIO_BASE_URL",
        Some(base_url).filter(|_| is_address),
        "should be an address such as https://api.twilio.com",
    )?;
    Ok(Some(Twilio {
        account_sid,
        auth_token,
        from,
        base_url: base_url.trim_end_matches('/').to_owned(),
    }))
}
