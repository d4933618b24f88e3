//! HTTP client for addresses given by strangers: public hosts only, with limits on time, size and redirects.
//!
//! A name is looked up once per connection, every address of the answer is checked, and the connection goes to an
//! address that was checked: a name that answers otherwise the next time gains nothing. Every hop of a redirect goes
//! the same way. No proxy is used, since it would look names up itself.

mod public;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::{Host, Url};

/// Redirects that are followed.
const MOST_HOPS: usize = 3;
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Time without data, and in total with redirects.
const READ_TIME: Duration = Duration::from_secs(10);
const WHOLE_TIME: Duration = Duration::from_secs(30);

/// Fetches from the outside. Cheap to clone; nothing is set up before the first call.
#[derive(Clone)]
pub struct Fetcher {
    guard: Guard,
    client: Arc<OnceLock<reqwest::Client>>,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outside")
    }
}

/// Reason a fetch failed, as a sentence for whoever gave the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Permanent failure.
    #[error("{0}")]
    Refused(String),
    /// Temporary failure, with a minimum wait in seconds.
    #[error("{said}")]
    Later {
        said: String,
        after_s: Option<u64>,
        /// Whether other requests to the host would fail the same way now.
        of_host: bool,
    },
}

impl FetchError {
    fn refused(said: impl Into<String>) -> Self {
        Self::Refused(said.into())
    }

    fn later(said: impl Into<String>, of_host: bool) -> Self {
        Self::Later {
            said: said.into(),
            after_s: None,
            of_host,
        }
    }
}

/// Error of a non-public address.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the address is not a public one")]
struct NonPublicAddress;

const INSIDE: &str = "The address is in a private network, which we do not access.";

impl Fetcher {
    /// `allowed` are nets that may be reached although they are not public.
    pub fn new(allowed: &[IpNet]) -> Self {
        Self::resolving(allowed, Arc::new(System))
    }

    /// A client with another name resolver.
    fn resolving(allowed: &[IpNet], names: Arc<dyn Names>) -> Self {
        Self {
            guard: Guard {
                allowed: allowed.into(),
                names,
            },
            client: Arc::default(),
        }
    }

    /// Body of an address, up to so many bytes.
    pub async fn get(&self, url: &Url, most_bytes: usize) -> Result<Vec<u8>, FetchError> {
        tokio::time::timeout(WHOLE_TIME, self.follow(url.clone(), most_bytes))
            .await
            .unwrap_or_else(|_| Err(FetchError::later("It did not arrive in time.", true)))
    }

    async fn follow(&self, mut url: Url, most_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let client = self.client()?;
        for _ in 0..=MOST_HOPS {
            self.guard.check(&url)?;
            let answer = client.get(url.clone()).send().await.map_err(failed)?;
            let status = answer.status();
            if status.is_success() {
                return body(answer, most_bytes).await;
            }
            if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Err(unsuccessful(&answer));
            }
            let location = answer.headers().get(header::LOCATION);
            let location = location.and_then(|location| location.to_str().ok());
            url = location
                .and_then(|location| url.join(location).ok())
                .ok_or_else(|| FetchError::refused("The address redirects to nowhere."))?;
        }
        Err(FetchError::refused(format!(
            "The address redirects more than {MOST_HOPS} times."
        )))
    }

    fn client(&self) -> Result<&reqwest::Client, FetchError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // The process's one TLS provider; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(self.guard.clone()))
            .connect_timeout(CONNECT_TIME)
            .read_timeout(READ_TIME)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_secs(5))
            .referer(false)
            .user_agent("Stallholder")
            .build()
            .map_err(|error| {
                tracing::error!("nothing can be fetched: {error:?}");
                FetchError::later("Something went wrong on our side.", true)
            })?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// The body up to a limit; a longer declared length is not read at all.
async fn body(mut answer: reqwest::Response, most_bytes: usize) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::refused(format!("It is larger than {} MB.", most_bytes / 1024 / 1024));
    if answer
        .content_length()
        .is_some_and(|length| length > most_bytes as u64)
    {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(failed)? {
        if bytes.len() + piece.len() > most_bytes {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn unsuccessful(answer: &reqwest::Response) -> FetchError {
    let status = answer.status().as_u16();
    let said = match status {
        404 | 410 => "There is nothing at the address (404).".to_owned(),
        401 | 403 => format!("Access to the address was denied ({status})."),
        _ => format!("The address answered {status}."),
    };
    if status >= 500 || matches!(status, 408 | 425 | 429) {
        let after = answer.headers().get(header::RETRY_AFTER);
        let after_s = after.and_then(|after| after.to_str().ok()?.trim().parse().ok());
        let of_host = matches!(status, 429 | 503);
        return FetchError::Later {
            said,
            after_s,
            of_host,
        };
    }
    FetchError::Refused(said)
}

fn failed(error: reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if error.is::<NonPublicAddress>() {
            return FetchError::refused(INSIDE);
        }
        cause = error.source();
    }
    tracing::debug!("not fetched: {error:?}");
    if error.is_timeout() {
        FetchError::later("It did not arrive in time.", true)
    } else if error.is_connect() {
        FetchError::later("The address could not be reached.", true)
    } else {
        FetchError::later("The download was interrupted.", false)
    }
}

type ResolvedAddresses = Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>>;

/// Name resolver.
trait Names: Send + Sync {
    fn look_up(&self, name: String) -> ResolvedAddresses;
}

struct System;

impl Names for System {
    fn look_up(&self, name: String) -> ResolvedAddresses {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// Resolver that only returns public addresses.
#[derive(Clone)]
struct Guard {
    allowed: Arc<[IpNet]>,
    names: Arc<dyn Names>,
}

impl Guard {
    /// Checks the address itself; names are checked when resolved.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::refused("Only http and https addresses can be used."));
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(FetchError::refused("The address has no host.")),
        };
        if public::is_public(address, &self.allowed) {
            Ok(())
        } else {
            Err(FetchError::refused(INSIDE))
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.names.look_up(name.as_str().to_owned()).await?;
            // One that leads inside spoils the others: no honest name has both.
            if found
                .iter()
                .any(|found| !public::is_public(found.ip(), &guard.allowed))
            {
                return Err(NonPublicAddress.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
