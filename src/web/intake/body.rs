//! Request body stream with time-outs, size limit and budget.

use super::{ANONYMOUS_LIMIT, Intake, MOST_FIELDS};
use crate::budget::UsedUp;
use crate::overload::Busy;
use crate::problem::{Code, Problem};
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use tokio::time::{Instant, Sleep, sleep_until};

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("no byte of the body came in time")]
    Stalled,
    #[error("the body took too long")]
    TooSlow,
    #[error("the body is longer than a stranger may send")]
    TooLarge,
    #[error("the form has too many fields")]
    TooMany,
    #[error("a part of the form does not begin")]
    LongHead,
    #[error(transparent)]
    UsedUp(#[from] UsedUp),
    #[error(transparent)]
    Busy(#[from] Busy),
}

impl From<&Broken> for Problem {
    fn from(broken: &Broken) -> Self {
        match broken {
            Broken::Stalled => Self::new(
                Code::TimedOut,
                "The rest of the request did not arrive in time. Nothing was saved.",
            ),
            Broken::TooSlow => Self::new(
                Code::TimedOut,
                "The request took too long to arrive. Nothing was saved.",
            ),
            Broken::TooLarge => Self::new(
                Code::TooLarge,
                format!(
                    "At most {} KB are accepted here from someone who is not signed in.",
                    ANONYMOUS_LIMIT / 1024
                ),
            ),
            Broken::TooMany => Self::new(
                Code::TooLarge,
                format!("A form can have at most {MOST_FIELDS} fields. Nothing was saved."),
            ),
            Broken::LongHead => Self::new(Code::Malformed, "This form has a file part without a beginning."),
            Broken::UsedUp(used_up) => (*used_up).into(),
            Broken::Busy(busy) => (*busy).into(),
        }
    }
}

type SlotFuture = Pin<Box<dyn Future<Output = Result<(), Busy>> + Send>>;

/// The body.
pub(super) struct Inflow {
    body: Body,
    intake: Arc<Intake>,
    seen: u64,
    /// Fields of a form but the first.
    fields: usize,
    /// Deadlines of the next and the last byte.
    stall: Option<Pin<Box<Sleep>>>,
    end_by: Instant,
    /// The last byte is there, and a place among those at work is waited for again.
    begin: Option<SlotFuture>,
    last: Option<Frame<Bytes>>,
    is_done: bool,
}

impl Inflow {
    pub(super) fn new(body: Body, intake: Arc<Intake>) -> Self {
        Self {
            end_by: Instant::now() + intake.times.whole,
            body,
            intake,
            seen: 0,
            fields: 0,
            stall: None,
            begin: None,
            last: None,
            is_done: false,
        }
    }

    fn take(&mut self, piece: &Bytes) -> Result<(), Broken> {
        self.seen += piece.len() as u64;
        if self.seen > self.intake.limit.load(Ordering::Relaxed) {
            return Err(Broken::TooLarge);
        }
        if self.intake.is_form {
            self.fields += memchr::memchr_iter(b'&', piece).count();
            if self.fields >= MOST_FIELDS {
                return Err(Broken::TooMany);
            }
        }
        Ok(self.intake.charge(piece.len())?)
    }

    /// Polls the time-outs while no data arrives.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<Broken> {
        let times = self.intake.times;
        let stall = self.stall.get_or_insert_with(|| {
            let stalled = Instant::now() + times.stall;
            Box::pin(sleep_until(stalled.min(self.end_by)))
        });
        ready!(stall.as_mut().poll(context));
        Poll::Ready(if Instant::now() >= self.end_by {
            Broken::TooSlow
        } else {
            Broken::Stalled
        })
    }
}

impl HttpBody for Inflow {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let broken = |broken: Broken| Poll::Ready(Some(Err(axum::Error::new(broken))));
        if this.is_done {
            return Poll::Ready(this.last.take().map(Ok));
        }
        if this.begin.is_none() {
            // Refused by its announced length, before a byte of it is asked for.
            let announced = this.body.size_hint().lower().saturating_add(this.seen);
            if announced > this.intake.limit.load(Ordering::Relaxed) {
                return broken(Broken::TooLarge);
            }
            match Pin::new(&mut this.body).poll_frame(context) {
                Poll::Pending => {
                    this.intake.step_aside();
                    return match this.poll_patience(context) {
                        Poll::Ready(late) => broken(late),
                        Poll::Pending => Poll::Pending,
                    };
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(frame))) => {
                    this.stall = None;
                    if let Some(piece) = frame.data_ref()
                        && let Err(wrong) = this.take(piece)
                    {
                        return broken(wrong);
                    }
                    if Instant::now() >= this.end_by {
                        return broken(Broken::TooSlow);
                    }
                    if !this.body.is_end_stream() {
                        return Poll::Ready(Some(Ok(frame)));
                    }
                    this.last = Some(frame);
                }
                Poll::Ready(None) => {}
            }
            if !this.intake.is_at_work() {
                this.begin = Some(Box::pin(this.intake.clone().begin()));
            }
        }
        if let Some(begin) = &mut this.begin
            && let Err(busy) = ready!(begin.as_mut().poll(context))
        {
            return broken(Broken::Busy(busy));
        }
        this.intake.arrived();
        this.is_done = true;
        Poll::Ready(this.last.take().map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.is_done && self.last.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Inflow {
    fn drop(&mut self) {
        if !self.is_done
            && let Some(connection) = &self.intake.connection
        {
            connection.left_unread();
        }
    }
}
