//! Shares: how much of the long lane each seller has, and whose turn is next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Which sellers' deliveries this process works on. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Shares {
    most: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    under_way: HashMap<String, usize>,
    /// The seller who had the last turn: the next one after them is looked for.
    last: String,
}

/// A seller's place at work, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Shares,
    seller: String,
}

impl Shares {
    /// At most so many deliveries of one seller at once.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            state: Arc::default(),
        }
    }

    /// The seller who had the last turn.
    pub fn last(&self) -> String {
        self.state().last.clone()
    }

    /// A place for a seller, if they have not as many as one may have.
    pub fn take(&self, seller: &str) -> Option<Share> {
        let mut state = self.state();
        let under_way = state.under_way.entry(seller.to_owned()).or_default();
        if *under_way >= self.most {
            return None;
        }
        *under_way += 1;
        seller.clone_into(&mut state.last);
        Some(Share {
            shares: self.clone(),
            seller: seller.to_owned(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut state = self.shares.state();
        let left = state.under_way.get_mut(&self.seller).map(|under_way| {
            *under_way -= 1;
            *under_way
        });
        if left == Some(0) {
            state.under_way.remove(&self.seller);
        }
    }
}
