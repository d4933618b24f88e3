//! Streamed bodies, produced piece by piece at the reader's pace.

use crate::long_work::{LongWork, on_own_thread};
use crate::problem::Problem;
use crate::state::App;
use axum::body::{Body, Bytes, HttpBody};
use http_body::Frame;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// Pieces produced ahead of the reader.
const AHEAD: usize = 4;

/// Sender of a body's pieces.
pub struct Sender {
    pieces: mpsc::Sender<Result<Bytes, Problem>>,
    long_work: LongWork,
    /// Permit to produce the current piece.
    right: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Sender {
    /// Sends a piece; returns whether anyone still reads. Others make theirs before the next piece is made.
    pub async fn send(&self, piece: Vec<u8>) -> bool {
        if piece.is_empty() {
            return !self.pieces.is_closed();
        }
        self.hold(None);
        let sent = self.pieces.send(Ok(Bytes::from(piece))).await;
        if sent.is_ok() {
            self.hold(self.long_work.piece().await);
        }
        sent.is_ok()
    }

    fn hold(&self, right: Option<OwnedSemaphorePermit>) {
        *self.right.lock().unwrap_or_else(PoisonError::into_inner) = right;
    }
}

/// A body whose first piece is there. An empty piece is its end, however often it is asked for more.
struct Pieces {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Result<Bytes, Problem>>,
    has_ended: bool,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Problem;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Problem>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if self.has_ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.rest.poll_recv(context));
        self.has_ended = !matches!(&piece, Some(Ok(piece)) if !piece.is_empty());
        Poll::Ready(match piece {
            Some(Ok(_)) if self.has_ended => None,
            Some(piece) => Some(piece.map(Frame::data)),
            // It breaks off, so that the reader does not take it for whole.
            None => Some(Err(stopped())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended
    }
}

/// Error for a body whose producer panicked.
fn stopped() -> Problem {
    Problem::internal(&std::io::Error::other("what makes a body has stopped half-way"))
}

/// A body that `write` produces on its own thread, in `whose` turn. It is answered once its first piece is
/// there: what fails before that is answered as the problem that it is. Whoever stops reading ends it.
pub async fn streamed<W>(
    app: &App,
    whose: &str,
    write: impl FnOnce(Sender) -> W + Send + 'static,
) -> Result<Body, Problem>
where
    W: Future<Output = Result<(), Problem>> + Send + 'static,
{
    let turn = app.long_work.turn(whose).await?;
    let (pieces, mut rest) = mpsc::channel(AHEAD);
    let long_work = app.long_work.clone();
    on_own_thread(async move {
        let _turn = turn;
        let sender = Sender {
            pieces: pieces.clone(),
            right: Mutex::new(long_work.piece().await),
            long_work,
        };
        let end = write(sender).await.map(|()| Bytes::new());
        // Whoever stopped reading need not hear it.
        let _ = pieces.send(end).await;
    });
    let first = rest.recv().await.ok_or_else(stopped)??;
    let first = Some(first).filter(|piece| !piece.is_empty());
    Ok(match first {
        Some(_) => Body::new(Pieces {
            first,
            rest,
            has_ended: false,
        }),
        None => Body::empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use crate::testing::TestApp;
    use std::future::poll_fn;
    use std::time::{Duration, Instant};

    /// A test download that continues while someone reads.
    async fn endless(app: &App, whose: &str, ended: mpsc::UnboundedSender<()>) -> Result<Body, Problem> {
        let write = move |sender: Sender| async move {
            while sender.send(vec![b'x'; 1000]).await {}
            let _ = ended.send(());
            Ok::<(), Problem>(())
        };
        streamed(app, whose, write).await
    }

    #[tokio::test]
    async fn a_download_that_nobody_reads_on_ends_and_gives_its_place_back() {
        let app = TestApp::new().await;
        let (ended, mut ends) = mpsc::unbounded_channel();
        for _ in 0..4 {
            let bodies = [
                endless(&app, "sel_a", ended.clone()).await.unwrap(),
                endless(&app, "sel_a", ended.clone()).await.unwrap(),
                endless(&app, "sel_a", ended.clone()).await.unwrap(),
            ];
            drop(bodies);
            for _ in 0..3 {
                let end = tokio::time::timeout(Duration::from_secs(5), ends.recv()).await;
                assert_eq!(end, Ok(Some(())));
            }
        }
    }

    #[tokio::test]
    async fn a_shop_that_downloads_much_keeps_no_other_waiting() {
        let app = TestApp::new().await;
        let (ended, _ends) = mpsc::unbounded_channel();
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(endless(&app, "sel_a", ended.clone()).await.unwrap());
        }
        for _ in 0..8 {
            let (app, ended) = (app.clone(), ended.clone());
            tokio::spawn(async move { endless(&app, "sel_a", ended).await.map(drop) });
        }
        tokio::task::yield_now().await;
        let asked = Instant::now();
        let refused = endless(&app, "sel_a", ended.clone()).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.retry_after_s),
            (Code::RateLimited, Some(10))
        );
        drop(endless(&app, "sel_b", ended).await.unwrap());
        assert!(asked.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn what_fails_before_anything_is_sent_is_answered_and_what_fails_later_breaks_off() {
        let app = TestApp::new().await;
        let failing = streamed(&app, "sel_a", |_| async { Err(Problem::not_found()) });
        assert_eq!(failing.await.unwrap_err().code, Code::NotFound);
        let panics = streamed(&app, "sel_a", |_| async {
            let nothing: Option<()> = std::hint::black_box(None);
            nothing.expect("a mistake of ours");
            Ok(())
        });
        assert_eq!(panics.await.unwrap_err().code, Code::Internal);
        let half = streamed(&app, "sel_a", |sender| async move {
            sender.send(b"half".to_vec()).await;
            Err(Problem::not_found())
        });
        assert!(axum::body::to_bytes(half.await.unwrap(), 100).await.is_err());
        let whole = streamed(&app, "sel_a", |sender| async move {
            sender.send(b"who".to_vec()).await;
            sender.send(Vec::new()).await;
            sender.send(b"le".to_vec()).await;
            Ok(())
        });
        let whole = axum::body::to_bytes(whole.await.unwrap(), 100).await.unwrap();
        assert_eq!(whole, "whole");
        // What packs a body asks once more after its end.
        let mut asked_on = streamed(&app, "sel_a", |sender| async move {
            sender.send(b"whole".to_vec()).await;
            Ok(())
        })
        .await
        .unwrap();
        for expected in [Some("whole"), None, None] {
            let frame = poll_fn(|context| Pin::new(&mut asked_on).poll_frame(context)).await;
            let frame = frame.transpose().unwrap();
            let piece = frame.and_then(|frame| frame.into_data().ok());
            assert_eq!(piece.as_deref(), expected.map(str::as_bytes));
        }
        let panics = streamed(&app, "sel_a", |sender| async move {
            sender.send(b"half".to_vec()).await;
            let nothing: Option<Vec<u8>> = std::hint::black_box(None);
            sender.send(nothing.expect("a mistake of ours")).await;
            Ok(())
        });
        assert!(axum::body::to_bytes(panics.await.unwrap(), 100).await.is_err());
    }
}
