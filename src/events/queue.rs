//! The queue of one lane: which delivery a worker takes next.

use super::lane::Lane;
use super::lease::Lease;
use super::share::{Share, Shares};
use super::store;
use crate::state::App;
use tokio::sync::{Mutex, Notify};

/// The workers of this process that share a lane.
#[derive(Debug)]
pub(super) struct Queue {
    pub lane: Lane,
    /// Woken when there may be something to take.
    pub wake: Notify,
    /// One looks at a time, so that no two go for the same delivery.
    looking: Mutex<()>,
    shares: Shares,
}

/// A delivery that was taken, and the place of its seller in the lane.
pub(super) struct Taken {
    pub lease: Lease,
    pub share: Option<Share>,
}

impl Queue {
    pub fn new(lane: Lane) -> Self {
        Self {
            lane,
            wake: Notify::new(),
            looking: Mutex::default(),
            shares: Shares::new(lane.workers_of_one_seller()),
        }
    }

    /// Takes the delivery whose turn it is.
    pub async fn take(&self, app: &App, worker: &str) -> sqlx::Result<Option<Taken>> {
        let _looking = self.looking.lock().await;
        while let Some((delivery_id, share)) = self.next(app).await? {
            let mut tx = app.db.begin().await?;
            let lease = store::take(&mut tx, &delivery_id, worker, app.clock.now()).await?;
            tx.commit().await?;
            if let Some(lease) = lease {
                // There may be more for the others.
                self.wake.notify_one();
                return Ok(Some(Taken { lease, share }));
            }
            // Another process was quicker; look again.
            tokio::task::yield_now().await;
        }
        Ok(None)
    }

    async fn next(&self, app: &App) -> sqlx::Result<Option<(String, Option<Share>)>> {
        match self.lane {
            Lane::Short => {
                let next = store::next_short(&app.db, app.clock.now()).await?;
                Ok(next.map(|delivery_id| (delivery_id, None)))
            }
            Lane::Long => self.next_in_turn(app).await,
        }
    }

    /// Sellers take turns; those who have their share at work already are passed over.
    async fn next_in_turn(&self, app: &App) -> sqlx::Result<Option<(String, Option<Share>)>> {
        if !store::is_long_due(&app.db, app.clock.now()).await? {
            return Ok(None);
        }
        let mut after = self.shares.last();
        let mut is_from_start = after.is_empty();
        loop {
            match store::next_long(&app.db, &after, app.clock.now()).await? {
                Some((seller, delivery_id)) => match self.shares.take(&seller) {
                    Some(share) => return Ok(Some((delivery_id, Some(share)))),
                    None => after = seller,
                },
                None if is_from_start => return Ok(None),
                None => (after, is_from_start) = (String::new(), true),
            }
        }
    }
}
