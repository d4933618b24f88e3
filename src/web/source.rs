//! Where a request comes from: its address, its network and the browser's device, known once per request at the edge,
//! for whatever is counted by them.

use axum::http::{HeaderMap, HeaderValue, header};
use ipnet::IpNet;
use std::net::IpAddr;

tokio::task_local! {
    static SOURCE: Source;
}

/// The cookie that names a device; [`crate::web::source::Source::device`] reads it.
pub const DEVICE_COOKIE: &str = "device";

/// Where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    address: Option<IpAddr>,
    cookies: Vec<HeaderValue>,
}

impl Source {
    pub fn of(address: Option<IpAddr>, headers: &HeaderMap) -> Self {
        Self {
            address,
            cookies: headers.get_all(header::COOKIE).iter().cloned().collect(),
        }
    }

    /// The source of the request under way; outside of one it is unknown.
    pub fn current() -> Self {
        SOURCE.try_with(Clone::clone).unwrap_or_default()
    }

    /// Runs a request that comes from here.
    pub async fn scope<T>(self, request: impl Future<Output = T>) -> T {
        SOURCE.scope(self, request).await
    }

    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The network of the address: what one household or office usually has, an IPv4 /24 or an IPv6 /48.
    pub fn network(&self) -> Option<String> {
        let address = self.address?;
        let length = if address.is_ipv4() { 24 } else { 48 };
        IpNet::new(address, length)
            .ok()
            .map(|net| net.trunc().to_string())
    }

    /// The value of the browser's device cookie, unchecked.
    pub fn device(&self) -> Option<&str> {
        self.cookies
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .find_map(|cookie| cookie.trim().strip_prefix(DEVICE_COOKIE)?.strip_prefix('='))
    }
}

#[cfg(test)]
mod tests {
    use super::Source;
    use axum::http::HeaderMap;

    #[test]
    fn a_network_is_a_24_or_a_48() {
        let network = |address: &str| {
            let source = Source::of(Some(address.parse().unwrap()), &HeaderMap::new());
            source.network().unwrap()
        };
        assert_eq!(network("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert!(Source::default().network().is_none());
    }
}
