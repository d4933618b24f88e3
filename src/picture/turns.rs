//! Decoding queue: slots by pixel cost, shared fairly by shop. Small ones have threads of their own, so that
//! a logo never waits for somebody's posters; of the large ones, whose pixels fill much memory, one is read
//! at a time.

use super::NotAPicture;
use crate::fair::{Bounds, FairQueue, Turn};
use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use std::sync::LazyLock;
use std::time::Duration;

/// Up to so many pixels a picture is small: its reading takes tens of milliseconds and of memory some tens of megabytes.
const SMALL: u64 = 4_000_000;
/// Longest wait for a picture's turn.
const PATIENCE: Duration = Duration::from_secs(15);
/// Seconds in `Retry-After`.
const AGAIN_S: u64 = 15;

static SMALL_ONES: LazyLock<FairQueue> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    FairQueue::new(Bounds {
        at_once: cores,
        at_once_of_one: cores,
        waiting: 64,
        waiting_of_one: 16,
    })
});
static LARGE_ONES: LazyLock<FairQueue> = LazyLock::new(|| {
    FairQueue::new(Bounds {
        at_once: 1,
        at_once_of_one: 1,
        waiting: 16,
        waiting_of_one: 3,
    })
});

/// Reason there is no picture: invalid, or too many waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    NotAPicture(NotAPicture),
    Busy,
}

impl Unread {
    /// The problem for a form's field.
    pub fn at(self, field: &'static str) -> Problem {
        match self {
            Self::NotAPicture(wrong) => FieldErrors::of(field, wrong.to_string()).into(),
            Self::Busy => Problem {
                retry_after_s: Some(AGAIN_S),
                ..Problem::new(
                    Code::Overloaded,
                    "Many pictures are being processed right now, so this one was not uploaded. Try again \
                        in a minute.",
                )
            },
        }
    }
}

fn queue(pixels: u64) -> &'static FairQueue {
    if pixels <= SMALL { &SMALL_ONES } else { &LARGE_ONES }
}

/// Runs a decoding of that many pixels in `whose` turn.
pub(super) async fn working<T: Send + 'static>(
    whose: &str,
    pixels: u64,
    work: impl FnOnce() -> Result<T, NotAPicture> + Send + 'static,
) -> Result<T, Unread> {
    let turn = queue(pixels)
        .turn(whose, PATIENCE)
        .await
        .map_err(|_| Unread::Busy)?;
    on_a_thread(turn, work).await.map_err(Unread::NotAPicture)
}

/// Runs it in the background, waiting as long as needed, with `most` time to finish.
pub(super) async fn working_at_leisure<T: Send + 'static>(
    whose: &str,
    pixels: u64,
    most: Duration,
    work: impl FnOnce() -> Result<T, NotAPicture> + Send + 'static,
) -> Result<T, NotAPicture> {
    let turn = queue(pixels).turn_at_leisure(whose).await;
    // What is too slow is let go of: the thread ends by itself, since what it may read has an end.
    tokio::time::timeout(most, on_a_thread(turn, work))
        .await
        .unwrap_or(Err(NotAPicture::TooMany))
}

/// Runs on a thread that holds the turn until done, even if the caller is gone.
async fn on_a_thread<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Result<T, NotAPicture> + Send + 'static,
) -> Result<T, NotAPicture> {
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    // A decoder that panics has met a broken picture.
    working.await.unwrap_or(Err(NotAPicture::Broken))
}

#[cfg(test)]
mod tests {
    use super::super::{Shape, shaped};
    use super::*;
    use image::{GrayImage, ImageFormat};
    use std::io::Cursor;
    use std::time::Instant;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        GrayImage::new(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_logo_waits_for_nobodys_posters() {
        let poster = png(4_000, 4_000);
        let posters = (0..6).map(|_| {
            let poster = poster.clone();
            tokio::spawn(async move {
                shaped("sel_posters", poster, Shape::Cover(1600, 400))
                    .await
                    .map(drop)
            })
        });
        let posters: Vec<_> = posters.collect();
        let asked = Instant::now();
        shaped("sel_logo", png(256, 256), Shape::Fit(256, 256))
            .await
            .unwrap();
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(2), "{took:?}");
        let mut busy = 0;
        for poster in posters {
            busy += usize::from(poster.await.unwrap() == Err(Unread::Busy));
        }
        // One is read and three wait: who sends more is told at once.
        assert!(busy >= 2, "{busy}");
    }

    #[test]
    fn a_picture_that_had_no_turn_may_be_sent_again() {
        let problem = Unread::Busy.at("file");
        assert_eq!(
            (problem.status().as_u16(), problem.retry_after_s),
            (503, Some(AGAIN_S))
        );
        assert_eq!(
            Unread::NotAPicture(NotAPicture::Broken).at("file").code,
            Code::Validation
        );
    }
}
