//! One open socket: what it tells, and how it ends.

use super::listener::Listener;
use crate::accounts;
use crate::feed::{End, Placed, Subscription};
use crate::state::App;
use crate::web::connection::Connection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval_at, timeout};

/// Bytes of a client's message that are read; it has nothing to say.
pub const BUFFER: usize = 2 * 1024;
/// Bytes that may wait to be written; each message is sent before the next is taken.
pub const MOST_WRITTEN: usize = 64 * 1024;
/// How long the client may take to accept a message.
const SENT_WITHIN: Duration = Duration::from_secs(10);
/// How long the last words may take.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
/// Messages that a client may send between two pings.
const MOST_SAID: usize = 100;
const RESYNC: &str = r#"{"type":"resync"}"#;

/// What a socket begins with.
#[derive(Debug)]
pub enum Start {
    Now,
    /// The client has to read again.
    Resync,
    /// What was missed.
    After(Vec<Placed>),
}

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The client has gone, or does not answer.
    Gone,
    /// The client does not keep up.
    Behind,
    /// The session has ended, or its rights have changed.
    NotTheSame,
    /// The process stops.
    Stopped,
}

/// A socket and who listens at it.
struct Talk {
    socket: WebSocket,
    app: App,
    listener: Listener,
    /// The last place that was told, so that nothing is told twice.
    place: i64,
    /// Whether the client has answered since the last ping.
    is_alive: bool,
    said: usize,
}

/// Tells events until the client goes, falls behind, signs out, or the process stops.
pub async fn serve(
    socket: WebSocket,
    app: App,
    listener: Listener,
    mut subscription: Subscription,
    start: Start,
    connection: Option<Arc<Connection>>,
) {
    // The shutdown waits for the last words; the connection expects no further request.
    let _until_closed = app.writing.token();
    let connection = connection.unwrap_or_default();
    let _upgraded = connection.begin();
    let mut talk = Talk {
        socket,
        app,
        listener,
        place: 0,
        is_alive: true,
        said: 0,
    };
    let ended = match talk.begin(start).await {
        Ok(()) => talk.go_on(&mut subscription, &connection).await,
        Err(ended) => ended,
    };
    drop(subscription);
    let _ = timeout(GOODBYE_WITHIN, talk.say_goodbye(ended)).await;
}

impl Talk {
    async fn begin(&mut self, start: Start) -> Result<(), Ended> {
        match start {
            Start::Now => Ok(()),
            Start::Resync => self.send(Message::text(RESYNC)).await,
            Start::After(events) => {
                for placed in &events {
                    self.tell(placed).await?;
                }
                Ok(())
            }
        }
    }

    async fn go_on(&mut self, subscription: &mut Subscription, connection: &Connection) -> Ended {
        let every = self.app.config.bounds.times.ping;
        let mut pings = interval_at(Instant::now() + every, every);
        loop {
            let step = tokio::select! {
                placed = subscription.next() => match placed {
                    Ok(placed) => self.tell(&placed).await,
                    Err(End::Behind) => Err(Ended::Behind),
                    Err(End::Stopped) => Err(Ended::Stopped),
                },
                message = self.socket.recv() => self.hear(message),
                _ = pings.tick() => self.ping().await,
                () = connection.closing() => Err(Ended::Behind),
            };
            if let Err(ended) = step {
                return ended;
            }
        }
    }

    /// Tells of an event, unless that was done or it is not theirs to hear.
    async fn tell(&mut self, placed: &Placed) -> Result<(), Ended> {
        if placed.place <= self.place {
            return Ok(());
        }
        self.place = placed.place;
        if self.listener.is_concerned(placed) {
            self.check().await?;
        }
        match self.listener.told(placed) {
            Some(message) => self.send(Message::text(message)).await,
            None => Ok(()),
        }
    }

    /// Looks whether the session is still open, with the same rights.
    async fn check(&mut self) -> Result<(), Ended> {
        let app = &self.app;
        let session_id = self.listener.session_id().as_str();
        match accounts::viewer_of_session(&app.db, session_id, app.clock.now()).await {
            Ok(viewer) if self.listener.is_still(&viewer) => Ok(()),
            Ok(_) => Err(Ended::NotTheSame),
            Err(error) => {
                tracing::warn!("a socket's session could not be looked at: {error}");
                Err(Ended::Behind)
            }
        }
    }

    async fn ping(&mut self) -> Result<(), Ended> {
        if !self.is_alive {
            return Err(Ended::Gone);
        }
        (self.is_alive, self.said) = (false, 0);
        self.check().await?;
        self.send(Message::Ping(Default::default())).await
    }

    /// What a client sends is not looked at; it shows that somebody is there.
    fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Ended> {
        self.is_alive = true;
        self.said += 1;
        match message {
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Ended::Gone),
            Some(Ok(_)) if self.said > MOST_SAID => Err(Ended::Gone),
            Some(Ok(_)) => Ok(()),
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        match timeout(SENT_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ended::Gone),
            Err(_) => Err(Ended::Behind),
        }
    }

    async fn say_goodbye(&mut self, ended: Ended) {
        let (code, reason) = match ended {
            Ended::Gone => return,
            Ended::Behind => (close_code::AGAIN, "Read again, then reconnect."),
            Ended::NotTheSame => (close_code::POLICY, "The session has ended or changed."),
            Ended::Stopped => (close_code::AWAY, "The server stops. Reconnect."),
        };
        if ended == Ended::Behind && self.socket.send(Message::text(RESYNC)).await.is_err() {
            return;
        }
        let reason = reason.into();
        let _ = self
            .socket
            .send(Message::Close(Some(CloseFrame { code, reason })))
            .await;
    }
}
