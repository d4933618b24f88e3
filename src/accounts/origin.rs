//! Origin of a sign-in: device and address.

use crate::web::edge::Address;

/// Origin of a sign-in, for the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub device: Option<String>,
    pub address: Option<String>,
}

impl Origin {
    pub fn of(headers: &axum::http::HeaderMap, address: Option<Address>) -> Self {
        let device = headers.get("user-agent").and_then(|agent| agent.to_str().ok());
        Self {
            device: device.map(|device| device.chars().take(300).collect()),
            address: address
                .and_then(|address| address.0)
                .map(|address| address.to_string()),
        }
    }
}
