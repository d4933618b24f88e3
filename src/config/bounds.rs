//! Resource limits of all requests in this process.

use super::WrongSetting;
use clap::Args;
use std::time::Duration;

const MB: usize = 1024 * 1024;
/// Concurrent requests per core, unless configured.
const CONCURRENT_PER_CORE: usize = 256;

/// Limits as given in the settings.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct RawBounds {
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_MAX_CONCURRENT",
        allow_hyphen_values = true
    )]
    max_concurrent: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_MAX_CONNECTIONS",
        allow_hyphen_values = true
    )]
    max_connections: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_MAX_CONNECTIONS_PER_ADDRESS",
        allow_hyphen_values = true
    )]
    max_connections_per_address: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_BUFFER_MB",
        allow_hyphen_values = true
    )]
    buffer_mb: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_SHOP_STORAGE_MB",
        allow_hyphen_values = true
    )]
    shop_storage_mb: Option<String>,
}

/// The bounds, checked.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Requests at work at the same time.
    pub max_concurrent: usize,
    pub max_connections: usize,
    /// Connections per address that is neither a trusted proxy nor loopback.
    pub max_connections_per_address: usize,
    /// Bytes of bodies, fields and pictures in memory at the same time.
    pub buffer_bytes: usize,
    /// File storage per shop, in bytes.
    pub shop_bytes: i64,
    /// Client time-outs. No setting changes it: only tests do.
    pub times: Times,
}

/// Client time-outs.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Without a byte of the body.
    pub stall: Duration,
    /// Time-out of the whole body, and of a streamed response.
    pub whole: Duration,
    /// Time-out of a response, from the last byte of the request.
    pub answer: Duration,
    /// Between two pings of a WebSocket.
    pub ping: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            stall: Duration::from_secs(30),
            whole: Duration::from_secs(600),
            answer: Duration::from_secs(30),
            ping: Duration::from_secs(30),
        }
    }
}

impl RawBounds {
    pub(super) fn check(&self) -> Result<Bounds, WrongSetting> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let shop_mb = number(
            "STALLHOLDER_SHOP_STORAGE_MB",
            self.shop_storage_mb.as_deref(),
            5 * 1024,
            (1, 1024 * 1024 * 1024),
        )?;
        Ok(Bounds {
            max_concurrent: number(
                "STALLHOLDER_MAX_CONCURRENT",
                self.max_concurrent.as_deref(),
                CONCURRENT_PER_CORE * cores,
                (1, 100_000),
            )?,
            max_connections: number(
                "STALLHOLDER_MAX_CONNECTIONS",
                self.max_connections.as_deref(),
                10_000,
                (16, 1_000_000),
            )?,
            max_connections_per_address: number(
                "STALLHOLDER_MAX_CONNECTIONS_PER_ADDRESS",
                self.max_connections_per_address.as_deref(),
                256,
                (1, 1_000_000),
            )?,
            buffer_bytes: MB
                * number(
                    "STALLHOLDER_BUFFER_MB",
                    self.buffer_mb.as_deref(),
                    256,
                    (16, 1024 * 1024),
                )?,
            shop_bytes: i64::try_from(shop_mb * MB).unwrap_or(i64::MAX),
            times: Times::default(),
        })
    }
}

/// A whole number within bounds, or the default.
fn number(
    setting: &'static str,
    given: Option<&str>,
    default: usize,
    (least, most): (usize, usize),
) -> Result<usize, WrongSetting> {
    let given = given.map(str::trim).unwrap_or_default();
    if given.is_empty() {
        return Ok(default);
    }
    let number = given
        .parse()
        .ok()
        .filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| WrongSetting {
        setting,
        should: format!("should be a whole number from {least} to {most}"),
    })
}
