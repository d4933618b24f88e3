//! Long-running work, such as downloads and background jobs, on threads of its own; limits downloads per shop
//! and takes shops in turn.

use crate::fair::{Bounds, Busy, FairQueue, Turn};
use crate::problem::{Code, Problem};
use crate::request_id::{REQUEST_ID, request_id};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

/// Limits of concurrent and waiting downloads, in total and per shop.
const DOWNLOADS: Bounds = Bounds {
    at_once: 32,
    at_once_of_one: 3,
    waiting: 64,
    waiting_of_one: 8,
};
/// Longest wait of a download for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds in `Retry-After`.
const AGAIN_S: u64 = 10;

/// Drives a future on a thread of its own. The id of the request that it works for goes with it.
pub fn on_own_thread<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let (runtime, id) = (Handle::current(), request_id());
    let work = sqlite_in_thread::own_thread::scope(REQUEST_ID.scope(id, work));
    tokio::task::spawn_blocking(move || runtime.block_on(work))
}

/// The places for downloads and reports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LongWork {
    downloads: FairQueue,
    /// Pieces that are made at the same time: as many as there are cores.
    pieces: Arc<Semaphore>,
    /// Semaphore for whole files; one fewer than threads, so that streamed pieces continue.
    whole: Arc<Semaphore>,
}

impl Default for LongWork {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            downloads: FairQueue::new(DOWNLOADS),
            pieces: Arc::new(Semaphore::new(cores)),
            whole: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
        }
    }
}

impl LongWork {
    /// A place for one download of `whose`, usually a shop's id.
    pub async fn turn(&self, whose: &str) -> Result<Turn, Problem> {
        let turn = self.downloads.turn(whose, PATIENCE).await;
        turn.map_err(|busy| match busy {
            Busy::Caller => Problem::rate_limited(
                format!(
                    "You already have {} downloads in progress. Try again when one of them is done.",
                    DOWNLOADS.at_once_of_one
                ),
                AGAIN_S,
            ),
            Busy::Everyone => Problem {
                retry_after_s: Some(AGAIN_S),
                ..Problem::new(
                    Code::Overloaded,
                    "Many downloads are in progress right now. Please try again in a few seconds.",
                )
            },
        })
    }

    /// The right to make a piece.
    pub async fn piece(&self) -> Option<OwnedSemaphorePermit> {
        self.pieces.clone().acquire_owned().await.ok()
    }

    /// Builds a whole file, such as a PDF, on a thread of its own, in `whose` turn.
    pub async fn made<T: Send + 'static>(
        &self,
        whose: &str,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let (turn, whole) = (self.turn(whose).await?, self.whole.clone());
        let making = on_own_thread(async move {
            let _held = (turn, whole.acquire_owned().await);
            work.await
        });
        making.await.map_err(|error| Problem::internal(&error))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::Notify;
    use tokio::task::JoinSet;

    #[tokio::test]
    async fn pieces_are_made_beside_as_many_whole_things_as_come() {
        let long_work = LongWork::default();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (done, mut making) = (Arc::new(Notify::new()), JoinSet::new());
        for shop in 0..2 * cores {
            let (long_work, done) = (long_work.clone(), done.clone());
            making.spawn(async move {
                let work = async move {
                    done.notified().await;
                    Ok::<(), Problem>(())
                };
                long_work.made(&format!("sel_{shop}"), work).await
            });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let piece = tokio::time::timeout(Duration::from_secs(5), long_work.piece()).await;
        assert!(piece.is_ok_and(|piece| piece.is_some()));
        while !making.is_empty() {
            done.notify_waiters();
            let _ = tokio::time::timeout(Duration::from_millis(5), making.join_next()).await;
        }
    }
}
