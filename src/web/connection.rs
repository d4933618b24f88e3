//! A client's connection as its requests see it: when a byte last moved, and whether the server is at work for it.

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
    /// Requests whose answer has not gone out whole.
    unanswered: AtomicUsize,
    /// The client may be sending what nobody will read.
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

    /// How long no byte has moved, unless the server is making an answer: then the client is not waited for.
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

    /// Whether the next thing to come is the head of a request.
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

    /// Has the connection closed.
    pub fn close(&self) {
        self.closing.notify_one();
    }

    /// Waits until somebody has it closed.
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

/// A request whose answer has not gone out whole.
#[derive(Debug)]
pub struct Unanswered(Arc<Connection>);

impl Drop for Unanswered {
    fn drop(&mut self) {
        self.0.moved();
        self.0.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}
