//! Fair queue for a scarce resource: limits how many run at once, how many per caller, and takes callers in
//! turn.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Limits of a queue: how many run and how many wait.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub at_once: usize,
    pub at_once_of_one: usize,
    pub waiting: usize,
    pub waiting_of_one: usize,
}

/// Reason a caller got no turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// The caller has as many turns as one may have.
    Caller,
    /// All slots are in use.
    Everyone,
}

/// The queue. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FairQueue {
    bounds: Bounds,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    waiting: usize,
    callers: HashMap<String, Caller>,
    /// Callers with someone waiting, in the order of their turns.
    order: VecDeque<String>,
    next_ticket: u64,
}

#[derive(Debug, Default)]
struct Caller {
    running: usize,
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// A slot in the queue, released on drop.
#[derive(Debug)]
pub struct Turn {
    queue: FairQueue,
    caller: String,
}

impl FairQueue {
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            state: Arc::default(),
        }
    }

    /// Waits for the caller's turn up to `patience`; fails at once if too many are waiting.
    pub async fn turn(&self, caller: &str, patience: Duration) -> Result<Turn, Busy> {
        let Some(mut waiting) = self.enter(caller, true)? else {
            return Ok(self.granted(caller));
        };
        match tokio::time::timeout(patience, &mut waiting.granted).await {
            Ok(_) => Ok(waiting.take()),
            Err(_) => Err(self.state().why(caller, self.bounds)),
        }
    }

    /// Waits for the caller's turn without a time limit, for background work bounded by its own queue.
    pub async fn turn_at_leisure(&self, caller: &str) -> Turn {
        let Ok(Some(mut waiting)) = self.enter(caller, false) else {
            return self.granted(caller);
        };
        // The other end stays in the queue until the turn is granted.
        let _ = (&mut waiting.granted).await;
        waiting.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn granted(&self, caller: &str) -> Turn {
        Turn {
            queue: self.clone(),
            caller: caller.to_owned(),
        }
    }

    /// Joins the queue; `None` means the turn came at once.
    fn enter(&self, name: &str, is_bounded: bool) -> Result<Option<Waiting>, Busy> {
        let mut state = self.state();
        let (running, all_waiting) = (state.running, state.waiting);
        let caller = state.callers.entry(name.to_owned()).or_default();
        // Whoever waits where there is room waits for their own limit, and is not passed.
        if running < self.bounds.at_once && caller.running < self.bounds.at_once_of_one {
            caller.running += 1;
            state.running += 1;
            return Ok(None);
        }
        if is_bounded
            && (all_waiting >= self.bounds.waiting || caller.waiting.len() >= self.bounds.waiting_of_one)
        {
            return Err(state.why(name, self.bounds));
        }
        let (grant, granted) = oneshot::channel();
        let is_first = caller.waiting.is_empty();
        let ticket = state.next_ticket;
        if let Some(caller) = state.callers.get_mut(name) {
            caller.waiting.push_back((ticket, grant));
        }
        if is_first {
            state.order.push_back(name.to_owned());
        }
        state.waiting += 1;
        state.next_ticket += 1;
        Ok(Some(Waiting {
            queue: self.clone(),
            caller: name.to_owned(),
            ticket,
            granted,
            is_taken: false,
        }))
    }

    fn release(&self, caller: &str) {
        let mut state = self.state();
        state.running -= 1;
        if let Some(caller) = state.callers.get_mut(caller) {
            caller.running -= 1;
        }
        state.forget_idle(caller);
        while state.start_next(self.bounds) {}
    }
}

impl State {
    /// The limit that blocks this caller.
    fn why(&mut self, name: &str, bounds: Bounds) -> Busy {
        let running = self.callers.get(name).map_or(0, |caller| caller.running);
        self.forget_idle(name);
        if running >= bounds.at_once_of_one && bounds.at_once_of_one < bounds.at_once {
            Busy::Caller
        } else {
            Busy::Everyone
        }
    }

    /// Admits the first waiting caller that may have another turn. Says whether there was one.
    fn start_next(&mut self, bounds: Bounds) -> bool {
        if self.running >= bounds.at_once {
            return false;
        }
        let may_start = |name: &String| {
            let caller = self.callers.get(name);
            caller.is_some_and(|caller| caller.running < bounds.at_once_of_one)
        };
        let Some(name) = self
            .order
            .iter()
            .position(may_start)
            .and_then(|at| self.order.remove(at))
        else {
            return false;
        };
        let Some(caller) = self.callers.get_mut(&name) else {
            return false;
        };
        if let Some((_, grant)) = caller.waiting.pop_front() {
            caller.running += 1;
            self.running += 1;
            self.waiting -= 1;
            // One who has just given up finds it granted, and gives it back.
            let _ = grant.send(());
        }
        if !caller.waiting.is_empty() {
            self.order.push_back(name);
        }
        true
    }

    /// Removes a waiter from the queue. Says whether they were still in it.
    fn leave(&mut self, name: &str, ticket: u64) -> bool {
        let Some(caller) = self.callers.get_mut(name) else {
            return false;
        };
        let Some(at) = caller.waiting.iter().position(|(number, _)| *number == ticket) else {
            return false;
        };
        caller.waiting.remove(at);
        self.waiting -= 1;
        if caller.waiting.is_empty() {
            self.order.retain(|waiting| waiting != name);
        }
        self.forget_idle(name);
        true
    }

    fn forget_idle(&mut self, name: &str) {
        let caller = self.callers.get(name);
        if caller.is_some_and(|caller| caller.running == 0 && caller.waiting.is_empty()) {
            self.callers.remove(name);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.queue.release(&self.caller);
    }
}

/// A place in the queue; dropped, it is left.
struct Waiting {
    queue: FairQueue,
    caller: String,
    ticket: u64,
    granted: oneshot::Receiver<()>,
    is_taken: bool,
}

impl Waiting {
    fn take(mut self) -> Turn {
        self.is_taken = true;
        self.queue.granted(&self.caller)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.is_taken {
            return;
        }
        let was_waiting = self.queue.state().leave(&self.caller, self.ticket);
        if !was_waiting {
            self.queue.release(&self.caller);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(30);
    const LATER: Duration = Duration::from_secs(5);

    fn queue(at_once: usize, at_once_of_one: usize) -> FairQueue {
        FairQueue::new(Bounds {
            at_once,
            at_once_of_one,
            waiting: 6,
            waiting_of_one: 5,
        })
    }

    /// Waits for a turn and records who had it.
    fn wait(queue: &FairQueue, caller: &'static str, had: &Arc<Mutex<Vec<&'static str>>>) {
        let (queue, had) = (queue.clone(), had.clone());
        tokio::spawn(async move {
            let _turn = queue.turn(caller, LATER).await;
            had.lock().unwrap().push(caller);
        });
    }

    #[tokio::test]
    async fn turns_go_round_by_caller() {
        let queue = queue(1, 1);
        let (first, had) = (queue.turn("ann", SOON).await.unwrap(), Arc::default());
        for caller in ["ann", "ann", "ann", "bob", "cy"] {
            wait(&queue, caller, &had);
            tokio::task::yield_now().await;
        }
        drop(first);
        tokio::time::sleep(SOON).await;
        assert_eq!(*had.lock().unwrap(), ["ann", "bob", "cy", "ann", "ann"]);
    }

    #[tokio::test]
    async fn one_caller_does_not_take_every_place() {
        let queue = queue(3, 2);
        let turns = (
            queue.turn("ann", SOON).await.unwrap(),
            queue.turn("ann", SOON).await.unwrap(),
        );
        assert_eq!(queue.turn("ann", SOON).await.unwrap_err(), Busy::Caller);
        let _bob = queue.turn("bob", SOON).await.unwrap();
        assert_eq!(queue.turn("cy", SOON).await.unwrap_err(), Busy::Everyone);
        drop(turns);
        queue.turn("cy", SOON).await.unwrap();
    }

    #[tokio::test]
    async fn who_comes_when_too_many_wait_is_told_at_once() {
        let queue = queue(1, 1);
        let (_first, had) = (queue.turn("ann", SOON).await.unwrap(), Arc::default());
        for caller in ["bob", "bob", "bob", "bob", "bob"] {
            wait(&queue, caller, &had);
        }
        tokio::task::yield_now().await;
        let asked = std::time::Instant::now();
        assert_eq!(queue.turn("bob", LATER).await.unwrap_err(), Busy::Everyone);
        wait(&queue, "cy", &had);
        tokio::task::yield_now().await;
        assert_eq!(queue.turn("dee", LATER).await.unwrap_err(), Busy::Everyone);
        assert!(asked.elapsed() < LATER / 2);
    }

    #[tokio::test]
    async fn who_gives_up_takes_no_turn_and_leaves_nothing() {
        let queue = queue(1, 1);
        let first = queue.turn("ann", SOON).await.unwrap();
        assert!(queue.turn("bob", SOON).await.is_err());
        let mut waiting = queue.enter("cy", true).unwrap().unwrap();
        drop(first);
        assert!(waiting.granted.try_recv().is_ok());
        // Granted, and gone before it was taken.
        drop(waiting);
        queue.turn("dee", SOON).await.unwrap();
        let state = queue.state();
        assert!(state.callers.is_empty() && state.order.is_empty());
        assert_eq!((state.running, state.waiting), (0, 0));
    }
}
