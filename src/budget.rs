//! One budget of bytes for everything that is buffered in this process: bodies, fields of forms, pictures. A part is
//! taken as the bytes come in and given back when they go; what does not fit is refused.

use crate::problem::{Code, Problem};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// After how many seconds a refused request is worth another try.
const RETRY_AFTER_S: u64 = 5;

/// Bytes that may be buffered at the same time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Budget {
    left: Arc<Semaphore>,
}

/// The budget has no room for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the memory for requests is used up")]
pub struct UsedUp;

impl From<UsedUp> for Problem {
    fn from(_: UsedUp) -> Self {
        Self {
            retry_after_s: Some(RETRY_AFTER_S),
            ..Self::new(
                Code::Overloaded,
                "The server has no memory left for this just now. Nothing of it was taken; try again in a moment.",
            )
        }
    }
}

impl Budget {
    pub fn new(bytes: usize) -> Self {
        Self {
            left: Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// A charge of nothing, which grows as bytes come in.
    pub fn charge(&self) -> Charge {
        Charge {
            budget: self.clone(),
            held: None,
        }
    }

    /// A charge of that many bytes at once.
    pub fn take(&self, bytes: usize) -> Result<Charge, UsedUp> {
        let mut charge = self.charge();
        charge.grow(bytes)?;
        Ok(charge)
    }

    /// Bytes that are still free.
    pub fn left(&self) -> usize {
        self.left.available_permits()
    }
}

/// Bytes that somebody holds; dropping it gives them back.
#[derive(Debug)]
pub struct Charge {
    budget: Budget,
    held: Option<OwnedSemaphorePermit>,
}

impl Charge {
    /// Takes that many bytes more.
    pub fn grow(&mut self, bytes: usize) -> Result<(), UsedUp> {
        let bytes = u32::try_from(bytes).map_err(|_| UsedUp)?;
        let more = self.budget.left.clone().try_acquire_many_owned(bytes);
        let more = more.map_err(|_| UsedUp)?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_comes_back_and_what_does_not_fit_is_refused() {
        let budget = Budget::new(100);
        let mut charge = budget.take(60).unwrap();
        assert_eq!(charge.grow(41), Err(UsedUp));
        charge.grow(40).unwrap();
        assert_eq!(budget.left(), 0);
        assert!(budget.take(1).is_err());
        drop(charge);
        assert_eq!(budget.left(), 100);
        let problem = Problem::from(UsedUp);
        assert_eq!(problem.code.status(), 503);
        assert!(problem.retry_after().is_some());
    }
}
