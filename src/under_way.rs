//! Requests in progress by key: a repeat in this process waits for the first.

use crate::db::Claim;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;

/// Caller, route and key of a request.
type Name = (String, String, String);
type Turns = HashMap<Name, Weak<tokio::sync::Mutex<()>>>;

/// Requests of this process holding or awaiting a key. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Mutex<Turns>>);

/// A request's turn with a key, released on drop.
#[derive(Debug)]
pub struct Turn {
    name: Name,
    under_way: UnderWay,
    held: Option<OwnedMutexGuard<()>>,
}

impl UnderWay {
    /// Waits until no other request holds the key, at most `within`.
    pub async fn turn(&self, claim: &Claim, within: Duration) -> Option<Turn> {
        let name = (claim.caller.clone(), claim.route.clone(), claim.key.clone());
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match turns.get(&name).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(tokio::sync::Mutex::new(()));
                    turns.insert(name.clone(), Arc::downgrade(&turn));
                    turn
                }
            }
        };
        let held = tokio::time::timeout(within, turn.lock_owned()).await.ok()?;
        Some(Turn {
            name,
            under_way: self.clone(),
            held: Some(held),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = self.under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.held.take());
        if turns.get(&self.name).is_some_and(|turn| turn.strong_count() == 0) {
            turns.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(key: &str) -> Claim {
        Claim::new("ann".into(), "POST /x".into(), key.into(), None, 0)
    }

    #[tokio::test]
    async fn a_key_is_one_requests_at_a_time_and_leaves_nothing_behind() {
        let under_way = UnderWay::default();
        let soon = Duration::from_millis(20);
        let first = under_way.turn(&claim("k"), soon).await.unwrap();
        assert!(under_way.turn(&claim("k"), soon).await.is_none());
        assert!(under_way.turn(&claim("other"), soon).await.is_some());
        drop(first);
        drop(under_way.turn(&claim("k"), soon).await.unwrap());
        assert!(under_way.0.lock().unwrap().is_empty());
    }
}
