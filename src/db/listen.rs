//! Notifications between processes: PostgreSQL's `LISTEN`. SQLite has one process, which needs none.

use super::{Db, Reader};
use sqlx::postgres::PgListener;
use std::time::Duration;

/// Pause before another try to connect.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// A connection that hears what other processes announce on one channel; connects anew when it is lost.
#[derive(Debug)]
pub struct Announcements {
    /// None on SQLite.
    url: Option<String>,
    channel: &'static str,
    listener: Option<PgListener>,
}

impl Db {
    /// Announcements of a channel. `postgres.sql` has the triggers that make them.
    pub fn announcements(&self, channel: &'static str) -> Announcements {
        let url = match self.reader {
            Reader::Embedded(_) => None,
            Reader::Server(_) => Some(self.url.clone()),
        };
        Announcements {
            url,
            channel,
            listener: None,
        }
    }
}

impl Announcements {
    /// Comes back after an announcement, and whenever one may have been missed: after each connection that was made
    /// or lost. On SQLite it never does.
    pub async fn next(&mut self) {
        let Some(url) = self.url.clone() else {
            return std::future::pending().await;
        };
        let Some(listener) = &mut self.listener else {
            self.listener = self.connect(&url).await;
            return;
        };
        match listener.try_recv().await {
            Ok(Some(_)) => while listener.next_buffered().is_some() {},
            Ok(None) => {}
            Err(error) => {
                tracing::warn!("the connection for announcements was lost: {error}");
                self.listener = None;
            }
        }
    }

    async fn connect(&self, url: &str) -> Option<PgListener> {
        let connected = async {
            let mut listener = PgListener::connect(url).await?;
            listener.listen(self.channel).await?;
            Ok::<_, sqlx::Error>(listener)
        };
        match connected.await {
            Ok(listener) => Some(listener),
            Err(error) => {
                tracing::warn!("announcements of other processes cannot be heard: {error}");
                tokio::time::sleep(AFTER_FAILURE).await;
                None
            }
        }
    }
}
