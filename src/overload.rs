//! Overload protection: a limit on concurrent requests, an equal queue, and 503 beyond.

use crate::problem::{Code, Problem};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest wait in the queue.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Places for requests at work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Slots {
    work: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// A request's place; dropping it makes room for another.
#[derive(Debug)]
pub struct Slot(#[allow(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// Error when slots and queue are full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests are at work")]
pub struct Busy;

impl From<Busy> for Problem {
    fn from(_: Busy) -> Self {
        Self::new(
            Code::Overloaded,
            "The server is busy. Nothing was changed; try again in a moment.",
        )
    }
}

impl Slots {
    pub fn new(places: usize) -> Self {
        Self {
            work: Arc::new(Semaphore::new(places)),
            queue: Arc::new(Semaphore::new(places)),
        }
    }

    /// Takes a slot, waiting briefly in the queue.
    pub async fn take(&self) -> Result<Slot, Busy> {
        if let Ok(permit) = self.work.clone().try_acquire_owned() {
            return Ok(Slot(permit));
        }
        let _queued = self.queue.try_acquire().map_err(|_| Busy)?;
        let place = tokio::time::timeout(LONGEST_WAIT, self.work.clone().acquire_owned());
        match place.await {
            Ok(Ok(permit)) => Ok(Slot(permit)),
            Ok(Err(_)) | Err(_) => Err(Busy),
        }
    }

    /// Requests at work and in the queue have their places; these are free.
    pub fn free(&self) -> usize {
        self.work.available_permits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beyond_the_places_and_the_queue_a_request_is_refused_at_once() {
        let slots = Slots::new(1);
        let first = slots.take().await.unwrap();
        let queued = tokio::spawn({
            let slots = slots.clone();
            async move { slots.take().await.map(drop) }
        });
        while slots.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(slots.take().await.map(drop), Err(Busy));
        drop(first);
        assert_eq!(queued.await.unwrap(), Ok(()));
        assert_eq!(slots.free(), 1);
    }
}
