//! Bodies that are made while they are sent.

use axum::body::{Body, Bytes, HttpBody};
use http_body::Frame;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Pieces made ahead of what the reader has taken.
const AHEAD: usize = 4;

/// Takes the pieces of a body.
pub struct Sender(mpsc::Sender<std::io::Result<Bytes>>);

impl Sender {
    /// Says whether anyone still reads.
    pub async fn send(&self, piece: Vec<u8>) -> bool {
        self.0.send(Ok(Bytes::from(piece))).await.is_ok()
    }

    /// The same from a thread that may block.
    pub fn send_blocking(&self, piece: Vec<u8>) -> bool {
        self.0.blocking_send(Ok(Bytes::from(piece))).is_ok()
    }

    /// Breaks the body off, so that the reader does not take it for whole.
    pub async fn fail(&self, error: impl std::error::Error + Send + Sync + 'static) {
        // Whoever stopped reading need not hear it.
        let _ = self.0.send(Err(std::io::Error::other(error))).await;
    }

    /// The same from a thread that may block.
    pub fn fail_blocking(&self, error: impl std::error::Error + Send + Sync + 'static) {
        let _ = self.0.blocking_send(Err(std::io::Error::other(error)));
    }
}

struct Pieces(mpsc::Receiver<std::io::Result<Bytes>>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

/// A body and where its pieces go in; it ends when the sender is dropped.
pub fn streamed() -> (Sender, Body) {
    let (sender, receiver) = mpsc::channel(AHEAD);
    (Sender(sender), Body::new(Pieces(receiver)))
}
