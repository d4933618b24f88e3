//! Retries of transactions that another one interrupted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Maximum number of tries.
const MOST_TRIES: u32 = 5;

tokio::task_local! {
    static ATTEMPT: Arc<AtomicBool>;
}

/// Waits a little longer each time; returns false after the last try.
pub(super) async fn wait(tries: &mut u32) -> bool {
    if *tries == MOST_TRIES {
        return false;
    }
    *tries += 1;
    // Those that met once would meet again if they waited alike.
    let apart = rand::random::<u64>() % 5;
    tokio::time::sleep(Duration::from_millis((5 << *tries) + apart)).await;
    true
}

/// Notes that the attempt under way has committed something.
pub(super) fn note_commit() {
    let _ = ATTEMPT.try_with(|committed| committed.store(true, Ordering::SeqCst));
}

/// Retry state of a request, which may run again until something is committed.
#[derive(Debug, Default)]
pub struct Attempt {
    committed: Arc<AtomicBool>,
    tries: u32,
}

impl Attempt {
    /// Runs one try.
    pub async fn run<T>(&self, act: impl Future<Output = T>) -> T {
        ATTEMPT.scope(self.committed.clone(), act).await
    }

    /// After an interrupted try: waits, and returns whether to try again.
    pub async fn again(&mut self) -> bool {
        !self.committed.load(Ordering::SeqCst) && wait(&mut self.tries).await
    }
}
