//! Client socket with time-outs: for the request's head, the response, and discarding unread data.

use super::Patience;
use super::door::Entry;
use crate::web::connection::Connection;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// Limits of discarding unread data, so that the sender sees the response instead of a reset: bytes, total
/// time, and idle time.
const READ_AWAY: usize = 64 * 1024 * 1024;

/// The socket.
pub(super) struct Socket {
    stream: TcpStream,
    connection: Arc<Connection>,
    /// Counts as open until the socket is gone, also when it has become a WebSocket.
    _entry: Entry,
    patience: Patience,
    /// The request that the head's time is for.
    request: u64,
    head_by: Option<Instant>,
    head: Option<Pin<Box<Sleep>>>,
    stall: Option<Pin<Box<Sleep>>>,
    /// Deadline for the client to read what is buffered.
    taken_by: Option<Pin<Box<Sleep>>>,
    lingering: Option<Lingering>,
}

struct Lingering {
    left: usize,
    end_by: Instant,
    pause: Pin<Box<Sleep>>,
}

fn timed_out(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what)
}

impl Socket {
    pub(super) fn new(stream: TcpStream, entry: Entry, patience: Patience) -> Self {
        Self {
            stream,
            connection: entry.connection.clone(),
            _entry: entry,
            patience,
            request: 0,
            head_by: Some(Instant::now() + patience.head),
            head: None,
            stall: None,
            taken_by: None,
            lingering: None,
        }
    }

    /// Whether the request's head is late.
    fn poll_late_head(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(head_by) = self.head_by.filter(|_| self.connection.awaits_head()) else {
            return Poll::Pending;
        };
        let head = self.head.get_or_insert_with(|| Box::pin(sleep_until(head_by)));
        head.as_mut().poll(context)
    }

    /// Result of a write; ends writes with too little progress.
    fn watched<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            self.connection.moved();
            return written;
        }
        let patience = self.patience;
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(patience.stall)));
        let taken_by = self
            .taken_by
            .get_or_insert_with(|| Box::pin(sleep(patience.answer)));
        // Both are asked, so that either wakes the task.
        let (stalls, is_late) = (stall.as_mut().poll(context), taken_by.as_mut().poll(context));
        if stalls.is_pending() && is_late.is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(Err(timed_out("the client does not take its answer")))
    }

    /// Discards what the client is still sending.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let (pause, longest) = (self.patience.pause, self.patience.linger);
        let lingering = self.lingering.get_or_insert_with(|| Lingering {
            left: READ_AWAY,
            end_by: Instant::now() + longest,
            pause: Box::pin(sleep(pause)),
        });
        let mut scrap = [0; 16 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut scrap);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    lingering.left = lingering.left.saturating_sub(buffer.filled().len());
                    let now = Instant::now();
                    if lingering.left == 0 || now >= lingering.end_by {
                        return Poll::Ready(());
                    }
                    lingering.pause.as_mut().reset(now + pause);
                }
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return lingering.pause.as_mut().poll(context),
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.request != this.connection.begun() {
            this.request = this.connection.begun();
            (this.head_by, this.head) = (None, None);
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        match &read {
            Poll::Ready(_) => {
                if buffer.filled().len() > before {
                    this.connection.moved();
                    if this.head_by.is_none() && this.connection.awaits_head() {
                        this.head_by = Some(Instant::now() + this.patience.head);
                    }
                }
                read
            }
            Poll::Pending => {
                ready!(this.poll_late_head(context));
                Poll::Ready(Err(timed_out("the head of the request did not come in time")))
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watched(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.taken_by = None;
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            // A head that was refused was not read to its end either.
            let is_unread = self.connection.is_unread() || self.head_by.is_some();
            if !is_unread {
                return Poll::Ready(Ok(()));
            }
        }
        ready!(self.poll_linger(context));
        Poll::Ready(Ok(()))
    }
}
