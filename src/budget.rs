//! Memory and upload budgets: one limit for bytes buffered in this process (bodies, form fields, pictures),
//! one for files being received on disk. A part is taken as the bytes come in and given back when they go;
//! what does not fit is refused, and so is a caller who holds a large part alone.

use crate::problem::{Code, Problem};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Seconds in `Retry-After` of a refused request.
const RETRY_AFTER_S: u64 = 5;
/// Seconds to wait before retrying an upload that the disk had no room for.
const DISK_RETRY_AFTER_S: u64 = 60;
/// Divisor of the memory budget that one caller may hold.
const MEMORY_SHARE: usize = 8;
/// Limit for incoming files: so many bytes for each byte of the memory limit, and at least 2 GB.
const INCOMING_TIMES: usize = 8;
const INCOMING_LEAST: usize = 2 * 1024 * 1024 * 1024;
/// Divisor of the upload budget that one caller may hold.
const INCOMING_SHARE: usize = 4;

/// Bytes that may be held at the same time, in memory and by files that are coming in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Budget {
    memory: Pool,
    incoming: Pool,
}

/// The budget has no room for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsedUp {
    #[error("the memory for requests is used up")]
    Memory,
    #[error("the space for uploads is used up")]
    Incoming,
    #[error("one caller has reached its limit")]
    Caller,
}

impl From<UsedUp> for Problem {
    fn from(used_up: UsedUp) -> Self {
        match used_up {
            UsedUp::Memory => Self {
                retry_after_s: Some(RETRY_AFTER_S),
                ..Self::new(
                    Code::Overloaded,
                    "The server is out of memory right now. Nothing was saved; try again in a moment.",
                )
            },
            UsedUp::Incoming => Self {
                retry_after_s: Some(DISK_RETRY_AFTER_S),
                ..Self::new(
                    Code::Overloaded,
                    "There is no space for this file right now. Nothing was saved; upload it again later.",
                )
            },
            UsedUp::Caller => Self::rate_limited(
                "You are sending too much at once. This request was not processed; try again when the \
                    others are done.",
                RETRY_AFTER_S,
            ),
        }
    }
}

impl Budget {
    /// A budget with so many bytes of memory.
    pub fn new(bytes: usize) -> Self {
        let incoming = bytes.saturating_mul(INCOMING_TIMES).max(INCOMING_LEAST);
        Self::of(bytes, incoming)
    }

    /// A budget of memory and of files that are coming in, in bytes.
    pub fn of(memory: usize, incoming: usize) -> Self {
        Self {
            memory: Pool::new(memory, MEMORY_SHARE, UsedUp::Memory),
            incoming: Pool::new(incoming, INCOMING_SHARE, UsedUp::Incoming),
        }
    }

    /// A charge of no memory, which grows as bytes come in.
    pub fn charge(&self) -> Charge {
        self.memory.charge()
    }

    /// Charges that much memory at once.
    pub fn take(&self, bytes: usize) -> Result<Charge, UsedUp> {
        let mut charge = self.charge();
        charge.grow(bytes)?;
        Ok(charge)
    }

    /// Opens a charge for a file being received; it grows with the file.
    pub fn incoming(&self) -> Charge {
        self.incoming.charge()
    }

    /// Bytes of memory that are still free.
    pub fn left(&self) -> usize {
        self.memory.left.available_permits()
    }

    /// Bytes that are still free for files that are coming in.
    pub fn incoming_left(&self) -> usize {
        self.incoming.left.available_permits()
    }
}

/// Byte pool that tracks how much each caller holds.
#[derive(Clone, Debug)]
struct Pool {
    left: Arc<Semaphore>,
    most_of_one: usize,
    callers: Arc<Mutex<HashMap<String, usize>>>,
    used_up: UsedUp,
}

impl Pool {
    fn new(bytes: usize, share: usize, used_up: UsedUp) -> Self {
        let bytes = bytes.min(Semaphore::MAX_PERMITS);
        Self {
            left: Arc::new(Semaphore::new(bytes)),
            most_of_one: bytes / share,
            callers: Arc::default(),
            used_up,
        }
    }

    fn charge(&self) -> Charge {
        Charge {
            pool: self.clone(),
            held: None,
            bytes: 0,
            caller: None,
        }
    }

    fn callers(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds bytes to a caller's share, unless that exceeds it.
    fn add(&self, caller: &str, bytes: usize) -> Result<(), UsedUp> {
        let mut callers = self.callers();
        let before = callers.get(caller).copied().unwrap_or_default();
        if before.saturating_add(bytes) > self.most_of_one {
            return Err(UsedUp::Caller);
        }
        match callers.get_mut(caller) {
            Some(held) => *held += bytes,
            None => drop(callers.insert(caller.to_owned(), bytes)),
        }
        Ok(())
    }

    fn give_back(&self, caller: &str, bytes: usize) {
        let mut callers = self.callers();
        let Some(held) = callers.get_mut(caller) else {
            return;
        };
        *held = held.saturating_sub(bytes);
        if *held == 0 {
            callers.remove(caller);
        }
    }
}

/// Bytes held by a caller, released on drop.
#[derive(Debug)]
pub struct Charge {
    pool: Pool,
    held: Option<OwnedSemaphorePermit>,
    bytes: usize,
    caller: Option<String>,
}

impl Charge {
    /// Counts the charge against a caller's share; `None` counts it against nobody's.
    pub fn by(mut self, caller: Option<String>) -> Self {
        self.belong_to(caller);
        self
    }

    /// Moves the charge, and everything added later, to this caller's share.
    pub fn belong_to(&mut self, caller: Option<String>) {
        if let Some(before) = self.caller.take() {
            self.pool.give_back(&before, self.bytes);
        }
        if let Some(caller) = &caller {
            *self.pool.callers().entry(caller.clone()).or_default() += self.bytes;
        }
        self.caller = caller;
    }

    /// Adds that many bytes to the charge.
    pub fn grow(&mut self, bytes: usize) -> Result<(), UsedUp> {
        let used_up = self.pool.used_up;
        let permits = u32::try_from(bytes).map_err(|_| used_up)?;
        let more = self.pool.left.clone().try_acquire_many_owned(permits);
        let more = more.map_err(|_| used_up)?;
        if let Some(caller) = &self.caller {
            self.pool.add(caller, bytes)?;
        }
        self.bytes += bytes;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        if let Some(caller) = &self.caller {
            self.pool.give_back(caller, self.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_comes_back_and_what_does_not_fit_is_refused() {
        let budget = Budget::new(100);
        let mut charge = budget.take(60).unwrap();
        assert_eq!(charge.grow(41), Err(UsedUp::Memory));
        charge.grow(40).unwrap();
        assert_eq!(budget.left(), 0);
        assert!(budget.take(1).is_err());
        drop(charge);
        assert_eq!(budget.left(), 100);
        let problem = Problem::from(UsedUp::Memory);
        assert_eq!(problem.code.status(), 503);
        assert!(problem.retry_after().is_some());
    }

    #[test]
    fn one_caller_takes_an_eighth_at_most_and_leaves_the_rest_to_others() {
        let budget = Budget::new(800);
        let of = |caller: &str| budget.charge().by(Some(caller.to_owned()));
        let (mut first, mut second) = (of("ann"), of("ann"));
        first.grow(60).unwrap();
        assert_eq!(second.grow(41), Err(UsedUp::Caller));
        second.grow(40).unwrap();
        of("bob").grow(100).unwrap();
        drop(first);
        second.grow(60).unwrap();
        assert_eq!(budget.left(), 700);
        assert_eq!(Problem::from(UsedUp::Caller).code.status(), 429);
        drop(second);
        assert_eq!(budget.left(), 800);
        assert!(budget.memory.callers().is_empty());
    }

    #[test]
    fn bytes_that_came_before_the_caller_was_known_count_as_theirs() {
        let budget = Budget::new(800);
        let mut charge = budget.charge().by(Some("192.0.2.0/24".to_owned()));
        charge.grow(50).unwrap();
        charge.belong_to(Some("ann".to_owned()));
        assert_eq!(charge.grow(51), Err(UsedUp::Caller));
        assert_eq!(budget.memory.callers().len(), 1);
        drop(charge);
        assert!(budget.memory.callers().is_empty());
    }

    #[test]
    fn files_that_are_coming_in_have_a_budget_of_their_own() {
        let budget = Budget::of(100, 1_000);
        let mut file = budget.incoming();
        file.grow(1_000).unwrap();
        assert_eq!(budget.incoming().grow(1), Err(UsedUp::Incoming));
        assert_eq!((budget.left(), budget.incoming_left()), (100, 0));
        drop(file);
        assert_eq!(budget.incoming_left(), 1_000);
    }
}
