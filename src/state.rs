//! What every operation may need: the database, the clock, the secrets, the mail, the settings.

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::files::{FileError, Files};
use crate::mail::{MailError, Mailer};
use crate::outside::Outside;
use crate::secret::Secrets;
use crate::sms::{SmsError, Texter};
use crate::web::idempotency::UnderWay;
use std::path::PathBuf;
use std::sync::Arc;

/// The running application. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub secrets: Secrets,
    pub mailer: Mailer,
    /// What people send and is kept for others: documents, pictures.
    pub files: Files,
    pub texter: Texter,
    /// What others point us to.
    pub outside: Outside,
    /// Requests with an idempotency key that are being answered in this process.
    pub under_way: UnderWay,
    pub config: Arc<Config>,
}

/// Why the application could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("STALLHOLDER_DATA (--data): should be a folder that can be written: {0}")]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("STALLHOLDER_FILES: should be a place that can be used: {0:?}")]
    Files(#[from] FileError),
    #[error("TWILIO_BASE_URL: {0}")]
    Sms(#[from] SmsError),
    #[error("SMTP_URL: {0}")]
    Mail(#[from] MailError),
}

impl App {
    /// Opens everything the configuration names; migrates unless told not to.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        std::fs::create_dir_all(config.data.join("files"))?;
        std::fs::create_dir_all(config.data.join("mail"))?;
        let secrets = Secrets::load(&config.secrets, &config.data)?;
        let host = config
            .public_url
            .split("//")
            .nth(1)
            .and_then(|rest| rest.split(':').next())
            .unwrap_or("localhost");
        let host = if host.parse::<std::net::IpAddr>().is_ok() {
            "localhost"
        } else {
            host
        };
        let from = format!("Stallholder <no-reply@{host}>");
        let mailer = match &config.smtp_url {
            Some(url) => Mailer::smtp(url, from)?,
            None => Mailer::folder(config.data.join("mail"), from),
        };
        let files = match &config.bucket {
            Some(bucket) => Files::bucket(bucket)?,
            None => Files::folder(&config.data.join("files"))?,
        };
        let texter = match config.twilio.clone() {
            Some(twilio) => Texter::new(twilio)?,
            None => Texter::default(),
        };
        let db = Db::open(&config.database_url, &secrets).await?;
        if config.migrate {
            db.migrate().await?;
        }
        Ok(Self {
            db,
            clock,
            secrets,
            mailer,
            files,
            texter,
            outside: Outside::new(&config.private_nets),
            under_way: UnderWay::default(),
            config: Arc::new(config),
        })
    }

    /// Where uploads that are worked on are kept, on this machine's disk.
    pub fn files(&self) -> PathBuf {
        self.config.data.join("files")
    }

    /// An address of ours that works from outside: `path` begins with a slash.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url)
    }
}
