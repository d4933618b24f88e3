//! Pace: products per transaction, adapted so that other writers never wait long.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const FEWEST: i64 = 20;
const MOST: i64 = 1_000;
/// Target duration of a transaction.
const WANTED: Duration = Duration::from_millis(150);

#[derive(Debug)]
pub(super) struct Pace(AtomicI64);

impl Default for Pace {
    fn default() -> Self {
        Self(AtomicI64::new(100))
    }
}

impl Pace {
    pub fn products(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from a measured duration, moving half of the way.
    pub fn took(&self, products: usize, time: Duration) {
        let each = time.as_micros().max(1) as i64 / (products as i64).max(1);
        let wished = WANTED.as_micros() as i64 / each.max(1);
        let next = (self.products() + wished) / 2;
        self.0.store(next.clamp(FEWEST, MOST), Ordering::Relaxed);
    }
}
