//! Application state: database, clock, secrets, mail and settings.

use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::feed::Feed;
use crate::files::{FileError, Files};
use crate::long_work::LongWork;
use crate::mail::{MailError, Mailer};
use crate::outbound::Fetcher;
use crate::overload::Slots;
use crate::replay_rules::ReplayRules;
use crate::secret::Secrets;
use crate::sms::{SmsError, SmsSender};
use crate::under_way::UnderWay;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// The running application. A clone is one counter: every layer and route of a request takes one.
#[derive(Clone, Debug)]
pub struct App(Arc<Ports>);

/// Ports and settings of the application.
#[derive(Clone, Debug)]
pub struct Ports {
    pub db: Db,
    pub clock: Clock,
    pub secrets: Secrets,
    pub mailer: Mailer,
    /// Stored files: documents and pictures.
    pub files: Files,
    pub texter: SmsSender,
    /// HTTP client for addresses given by others.
    pub outside: Fetcher,
    /// Events in commit order, for those who listen in this process.
    pub feed: Feed,
    /// Places for downloads and reports.
    pub long_work: LongWork,
    /// Write requests in progress; shutdown waits for them.
    pub writing: TaskTracker,
    /// Bytes that may be buffered at the same time.
    pub budget: Budget,
    /// Requests that may be at work at the same time.
    pub slots: Slots,
    /// Requests with an idempotency key that are being answered in this process.
    pub under_way: UnderWay,
    /// Idempotency rules that the slices declare.
    pub replay_rules: ReplayRules,
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

impl std::ops::Deref for App {
    type Target = Ports;

    fn deref(&self) -> &Ports {
        &self.0
    }
}

impl App {
    /// The application with other ports.
    pub fn with(self, change: impl FnOnce(&mut Ports)) -> Self {
        let mut ports = Arc::unwrap_or_clone(self.0);
        change(&mut ports);
        Self(Arc::new(ports))
    }

    /// Opens everything the configuration names; migrates unless told not to, and then rejects a database of
    /// another version.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        open_folder(&config.data)?;
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
            Some(twilio) => SmsSender::new(twilio)?,
            None => SmsSender::default(),
        };
        let db = Db::open(&config.database_url, &secrets).await?;
        if config.migrate {
            db.migrate().await?;
        } else {
            db.check_version().await?;
        }
        Ok(Self(Arc::new(Ports {
            db,
            clock,
            secrets,
            mailer,
            files,
            texter,
            outside: Fetcher::new(&config.private_nets),
            feed: Feed::default(),
            long_work: LongWork::default(),
            writing: TaskTracker::new(),
            budget: Budget::new(config.bounds.buffer_bytes),
            slots: Slots::new(config.bounds.max_concurrent),
            under_way: UnderWay::default(),
            replay_rules: ReplayRules::NONE,
            config: Arc::new(config),
        })))
    }

    /// Folder for uploads in progress, on this machine's disk.
    pub fn files(&self) -> PathBuf {
        self.config.data.join("files")
    }

    /// An address of ours that works from outside: `path` begins with a slash.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url)
    }
}

/// Creates the data folder with owner-only access: it holds the secret, sealed documents and people's mail.
/// One from before is closed to others, too.
fn open_folder(data: &Path) -> std::io::Result<()> {
    for folder in [data.to_owned(), data.join("files"), data.join("mail")] {
        std::fs::create_dir_all(&folder)?;
        std::fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
    }
    for entry in std::fs::read_dir(data)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::set_permissions(entry.path(), Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_folder_that_others_could_read_is_closed_to_them() {
        let above = tempfile::tempdir().expect("a folder");
        let data = above.path().join("data");
        std::fs::create_dir(&data).expect("a folder");
        std::fs::write(data.join("stallholder.db"), "").expect("a file");
        for (path, mode) in [(data.clone(), 0o755), (data.join("stallholder.db"), 0o644)] {
            std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("opened");
        }
        open_folder(&data).expect("closed");
        let mode = |name: &str| {
            std::fs::metadata(data.join(name))
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(
            ["", "stallholder.db", "files", "mail"].map(mode),
            [0o700, 0o600, 0o700, 0o700]
        );
    }
}
