//! Request source: address, network and device, determined once per request for counters.

use super::cookies;
use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

tokio::task_local! {
    static SOURCE: Source;
}

/// The cookie that names a device; [`crate::web::source::Source::device`] reads it.
pub const DEVICE_COOKIE: &str = "device";

/// Source of a request.
#[derive(Debug, Clone, Default)]
pub struct Source {
    address: Option<IpAddr>,
    device: Option<String>,
}

impl Source {
    pub fn of(address: Option<IpAddr>, headers: &HeaderMap) -> Self {
        Self {
            address,
            device: cookies::read(headers, DEVICE_COOKIE),
        }
    }

    /// The source of the request under way; outside of one it is unknown.
    pub fn current() -> Self {
        SOURCE.try_with(Clone::clone).unwrap_or_default()
    }

    /// Runs a request with this source.
    pub async fn scope<T>(self, request: impl Future<Output = T>) -> T {
        SOURCE.scope(self, request).await
    }

    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Network of the address, usually one household or office: IPv4 /24 or IPv6 /48.
    pub fn network(&self) -> Option<String> {
        let address = self.address?;
        let length = if address.is_ipv4() { 24 } else { 48 };
        IpNet::new(address, length)
            .ok()
            .map(|net| net.trunc().to_string())
    }

    /// The value of the browser's device cookie, unchecked.
    pub fn device(&self) -> Option<String> {
        self.device.clone()
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
