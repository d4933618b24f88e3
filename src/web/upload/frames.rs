//! Body frames of a form for the multipart reader, one at a time, since it buffers until it finds a part's
//! head.

use crate::web::intake::Broken;
use axum::body::{Body, Bytes, HttpBody};
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

/// Bytes allowed outside parts: heads, and what precedes the first.
const MOST_UNCLAIMED: usize = 256 * 1024;

/// The pieces of a body.
pub(super) struct Frames {
    body: Body,
    unclaimed: Arc<AtomicUsize>,
    /// Whether to pause after a piece until the reader has looked at it.
    pauses: bool,
}

impl Frames {
    pub(super) fn new(body: Body, unclaimed: Arc<AtomicUsize>) -> Self {
        Self {
            body,
            unclaimed,
            pauses: false,
        }
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pauses) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.unclaimed.load(Ordering::Relaxed) > MOST_UNCLAIMED {
            return Poll::Ready(Some(Err(axum::Error::new(Broken::LongHead))));
        }
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else {
                return Poll::Ready(None);
            };
            let Ok(piece) = frame?.into_data() else { continue };
            self.unclaimed.fetch_add(piece.len(), Ordering::Relaxed);
            self.pauses = true;
            return Poll::Ready(Some(Ok(piece)));
        }
    }
}
