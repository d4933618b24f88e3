//! Configuration from flags and the environment; the only module that reads either.
//!
//! A wrong setting is one line that names the setting and says what it should be.

mod bounds;
mod bucket;
mod database;
mod nets;
mod roles;
mod twilio;

pub use bounds::{Bounds, Times};
pub use bucket::Bucket;
pub use roles::Roles;
pub use twilio::Twilio;

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

#[cfg(test)]
mod tests;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "stallholder",
    version,
    about = "The seller's side of a marketplace, in one binary."
)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: Settings,
}

/// Subcommand; `serve` by default.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Web pages, API and background work in one process (the default).
    Serve,
    /// Bring the database to this version and exit.
    Migrate,
    /// Look after admins.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Fill an empty database with a realistic, repeatable marketplace.
    Seed(Seed),
    /// Look after the ledger.
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create an admin; the password comes from standard input, or is generated and printed once.
    Create {
        #[arg(long)]
        email: String,
        /// A super admin, who may also change the policy.
        #[arg(long = "super")]
        is_super: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Prove every remembered sum of money from the transfers: exit 1 and a list when anything differs, 2 when it could not be looked at.
    Verify,
}

#[derive(Debug, Clone, Args)]
pub struct Seed {
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub sellers: u32,
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub products: u32,
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=100_000_000))]
    pub orders: u32,
    /// Seed of the generator; the same number gives the same marketplace.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Settings as given; [`Settings::check`] turns them into a [`Config`].
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Address to listen on.
    #[arg(
        long,
        global = true,
        env = "STALLHOLDER_ADDR",
        default_value = "127.0.0.1:3000"
    )]
    addr: String,
    /// Folder for the database, files, mail and the generated secret.
    #[arg(long, global = true, env = "STALLHOLDER_DATA", default_value = "./data")]
    data: PathBuf,
    /// `postgres://…`; without it, SQLite in the data folder.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The address people use, when it is not the one listened on.
    #[arg(long, global = true, env = "STALLHOLDER_PUBLIC_URL")]
    public_url: Option<String>,
    /// Fill an empty database with a demo marketplace and print the logins.
    #[arg(long, global = true)]
    demo: bool,
    /// Let the demo listen on an address that is not loopback.
    #[arg(long, global = true)]
    demo_public: bool,
    /// Do not migrate the database at the start; refuse one of another version.
    #[arg(long, global = true)]
    no_migrate: bool,
    /// Parts of the server to run: web, api, worker.
    #[arg(long, global = true, value_delimiter = ',')]
    roles: Vec<String>,
    #[arg(long, global = true, hide = true, env = "STALLHOLDER_DEMO")]
    demo_environment: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "STALLHOLDER_SECRET",
        hide_env_values = true
    )]
    secret: Option<String>,
    #[arg(long, global = true, hide = true, env = "STALLHOLDER_RATE_LIMITS")]
    rate_limits: Option<String>,
    #[arg(long, global = true, hide = true, env = "STALLHOLDER_TRUSTED_PROXIES")]
    trusted_proxies: Option<String>,
    #[arg(long, global = true, hide = true, env = "STALLHOLDER_ADMIN_ADDRESSES")]
    admin_addresses: Option<String>,
    #[command(flatten)]
    bounds: bounds::RawBounds,
    #[arg(long, global = true, hide = true, env = "SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    #[arg(long = "files", global = true, hide = true, env = "STALLHOLDER_FILES")]
    files: Option<String>,
    #[arg(long, global = true, hide = true, env = "AWS_ACCESS_KEY_ID")]
    aws_access_key_id: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "AWS_SECRET_ACCESS_KEY",
        hide_env_values = true
    )]
    aws_secret_access_key: Option<String>,
    #[arg(long, global = true, hide = true, env = "TWILIO_ACCOUNT_SID")]
    twilio_account_sid: Option<String>,
    #[arg(
        long,
        global = true,
        hide = true,
        env = "TWILIO_AUTH_TOKEN",
        hide_env_values = true
    )]
    twilio_auth_token: Option<String>,
    #[arg(long, global = true, hide = true, env = "TWILIO_FROM")]
    twilio_from: Option<String>,
    #[arg(long, global = true, hide = true, env = "TWILIO_BASE_URL")]
    twilio_base_url: Option<String>,
}

/// Settings of the contract that this version does not have; saying so beats ignoring them.
const NOT_IN_THIS_VERSION: [&str; 6] = [
    "AMQP_URL",
    "STALLHOLDER_CORS_ORIGINS",
    "STALLHOLDER_TLS_CERT",
    "STALLHOLDER_TLS_KEY",
    "STALLHOLDER_METRICS_TOKEN",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/// Providers of the contract that this version does not have: how their settings begin.
const PROVIDERS_NOT_IN_THIS_VERSION: [(&str, &str); 4] = [
    ("STRIPE_", "STRIPE_*"),
    ("RAZORPAY_", "RAZORPAY_*"),
    ("PAYPAL_", "PAYPAL_*"),
    ("FCM_", "FCM_*"),
];

/// A setting that cannot be used, in one line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {should}")]
pub struct WrongSetting {
    pub setting: &'static str,
    /// Description of a valid value.
    pub should: String,
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub addr: SocketAddr,
    pub data: PathBuf,
    pub database_url: String,
    /// Without a slash at the end.
    pub public_url: String,
    pub demo: bool,
    pub migrate: bool,
    pub roles: Roles,
    /// The present secret first, then older ones; empty when it is to be generated into the data folder.
    pub secrets: Vec<String>,
    pub rate_limits: bool,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Networks the admin side answers to; empty allows any.
    pub admin_addresses: Vec<IpNet>,
    /// Resource limits of all requests together.
    pub bounds: Bounds,
    pub smtp_url: Option<String>,
    /// Bucket for files; without one they are stored in the data folder.
    pub bucket: Option<Bucket>,
    /// Nets that pictures may be fetched from although they are not public. No setting fills it: only tests do.
    pub private_nets: Vec<IpNet>,
    /// Text message provider, if configured.
    pub twilio: Option<Twilio>,
}

impl Config {
    /// Whether cookies are marked Secure.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Settings {
    /// Validates every setting, including those that clap does not parse.
    pub fn check(self) -> Result<Config, WrongSetting> {
        let wrong = |setting, should: &str| WrongSetting {
            setting,
            should: should.to_owned(),
        };
        if let Some(setting) = NOT_IN_THIS_VERSION
            .into_iter()
            .find(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()))
        {
            return Err(wrong(setting, "is not supported by this version; unset it"));
        }
        if let Some(setting) = provider_set(std::env::vars_os()) {
            return Err(wrong(
                setting,
                "this provider is not supported by this version and is off; unset it",
            ));
        }
        let addr: SocketAddr = self.addr.replace("localhost", "127.0.0.1").parse().map_err(|_| {
            wrong(
                "STALLHOLDER_ADDR (--addr)",
                "should be an address and port such as 127.0.0.1:3000",
            )
        })?;
        let database_url = database::url(self.database_url, &self.data)?;
        let public_url = match self.public_url.filter(|url| !url.is_empty()) {
            Some(url) => {
                let parsed = Url::parse(&url).ok().filter(|url| {
                    matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none()
                });
                if parsed.is_none() {
                    return Err(wrong(
                        "STALLHOLDER_PUBLIC_URL (--public-url)",
                        "should be an address such as https://sell.example.com, without a path",
                    ));
                }
                url.trim_end_matches('/').to_owned()
            }
            None => format!("http://{addr}"),
        };
        let demo = self.demo || on_or_off("STALLHOLDER_DEMO", self.demo_environment.as_deref(), false)?;
        if demo && !addr.ip().is_loopback() && !self.demo_public {
            return Err(wrong(
                "STALLHOLDER_ADDR (--addr)",
                "should be a loopback address in demo mode, whose passwords everyone knows; --demo-public allows another",
            ));
        }
        let secrets: Vec<String> = self
            .secret
            .iter()
            .flat_map(|secrets| secrets.split(','))
            .map(|secret| secret.trim().to_owned())
            .filter(|secret| !secret.is_empty())
            .collect();
        if secrets.iter().any(|secret| secret.len() < 32) {
            return Err(wrong(
                "STALLHOLDER_SECRET",
                "should be at least 32 characters; older ones may follow, separated by commas",
            ));
        }
        let rate_limits = on_or_off("STALLHOLDER_RATE_LIMITS", self.rate_limits.as_deref(), true)?;
        if !rate_limits && !addr.ip().is_loopback() {
            return Err(wrong(
                "STALLHOLDER_RATE_LIMITS",
                "should be on, unless the address is a loopback one",
            ));
        }
        let trusted_proxies = nets::read("STALLHOLDER_TRUSTED_PROXIES", self.trusted_proxies.as_deref())?;
        let admin_addresses = nets::read("STALLHOLDER_ADMIN_ADDRESSES", self.admin_addresses.as_deref())?;
        let smtp_url = self.smtp_url.filter(|url| !url.is_empty());
        if smtp_url
            .as_deref()
            .is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://"))
        {
            return Err(wrong(
                "SMTP_URL",
                "should be an address such as smtps://user:password@mail.example.com",
            ));
        }
        let bucket = match self
            .files
            .as_deref()
            .map(str::trim)
            .filter(|files| !files.is_empty())
        {
            Some(files) => {
                let id = self.aws_access_key_id.as_deref().unwrap_or_default();
                let key = self.aws_secret_access_key.as_deref().unwrap_or_default();
                let bucket = Bucket::parse(files, id, key);
                Some(bucket.map_err(|should| wrong("STALLHOLDER_FILES", should))?)
            }
            None => None,
        };
        let twilio = twilio::read(
            self.twilio_account_sid,
            self.twilio_auth_token,
            self.twilio_from,
            self.twilio_base_url,
        )?;
        Ok(Config {
            addr,
            data: self.data,
            database_url,
            public_url,
            demo,
            migrate: !self.no_migrate,
            roles: roles::read(&self.roles)?,
            secrets,
            rate_limits,
            trusted_proxies,
            admin_addresses,
            bounds: self.bounds.check()?,
            smtp_url,
            bucket,
            private_nets: Vec::new(),
            twilio,
        })
    }
}

/// The settings of a provider that are set although this version does not have it.
fn provider_set(variables: impl Iterator<Item = (OsString, OsString)>) -> Option<&'static str> {
    let set: Vec<String> = variables
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .collect();
    PROVIDERS_NOT_IN_THIS_VERSION
        .into_iter()
        .find(|(beginning, _)| set.iter().any(|name| name.starts_with(beginning)))
        .map(|(_, setting)| setting)
}

fn on_or_off(setting: &'static str, given: Option<&str>, default: bool) -> Result<bool, WrongSetting> {
    match given.map(str::trim).unwrap_or_default() {
        "" => Ok(default),
        "on" | "true" | "1" | "yes" => Ok(true),
        "off" | "false" | "0" | "no" => Ok(false),
        _ => Err(WrongSetting {
            setting,
            should: "should be on or off".to_owned(),
        }),
    }
}
