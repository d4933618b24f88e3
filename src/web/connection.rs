//! Client connection state: last activity, and requests in progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// One client's connection. Requests carry it in their extensions.
#[derive(Debug)]
pub struct Connection {
    opened: Instant,
    /// Milliseconds from `opened` to the last byte, in or out.
    moved_ms: AtomicU64,
    /// Requests whose answer is being made.
    at_work: AtomicUsize,
    /// Requests that have begun.
    begun: AtomicU64,
    /// Requests whose response is not fully sent.
    unanswered: AtomicUsize,
    /// Whether the client may be sending data nobody reads.
    is_unread: AtomicBool,
    closing: Notify,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            opened: Instant::now(),
            moved_ms: AtomicU64::new(0),
            at_work: AtomicUsize::new(0),
            begun: AtomicU64::new(0),
            unanswered: AtomicUsize::new(0),
            is_unread: AtomicBool::new(false),
            closing: Notify::new(),
        }
    }
}

impl Connection {
    /// A byte has moved.
    pub fn moved(&self) {
        let ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved_ms.store(ms, Ordering::Relaxed);
    }

    /// Idle time, unless a response is being produced.
    pub fn idle_for(&self) -> Option<Duration> {
        if self.at_work.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let moved = Duration::from_millis(self.moved_ms.load(Ordering::Relaxed));
        Some(self.opened.elapsed().saturating_sub(moved))
    }

    /// The server begins to make an answer, until the guard is dropped.
    pub fn work(self: &Arc<Self>) -> AtWork {
        self.at_work.fetch_add(1, Ordering::Relaxed);
        AtWork(self.clone())
    }

    /// A request has come; its answer is out when the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> Unanswered {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.unanswered.fetch_add(1, Ordering::Relaxed);
        Unanswered(self.clone())
    }

    /// Requests that have begun.
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether a request's head is expected next.
    pub fn awaits_head(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) == 0
    }

    /// A body was left before its end: the client may still be sending it.
    pub fn left_unread(&self) {
        self.is_unread.store(true, Ordering::Relaxed);
    }

    pub fn is_unread(&self) -> bool {
        self.is_unread.load(Ordering::Relaxed)
    }

    /// Closes the connection.
    pub fn close(&self) {
        self.closing.notify_one();
    }

    /// Waits for the connection to be closed.
    pub async fn closing(&self) {
        self.closing.notified().await;
    }
}

/// The server is at work for a connection.
#[derive(Debug)]
pub struct AtWork(Arc<Connection>);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.moved();
        self.0.at_work.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request whose response is not fully sent.
#[derive(Debug)]
pub struct Unanswered(Arc<Connection>);

impl Drop for Unanswered {
    fn drop(&mut self) {
        self.0.moved();
        self.0.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}
