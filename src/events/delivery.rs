//! One delivery: the consumer's work under a lease, and what becomes of the delivery.

use super::consumer::Job;
use super::fence::LeaseFence;
use super::lease::{LASTS, Lease};
use super::queue::Taken;
use super::{Consumer, Dispatcher, Event, JobError, Lane, store};
use crate::clock::{HOUR_MS, Millis, SECOND_MS};
use crate::db::{Fence, fenced};
use crate::long_work::on_own_thread;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// A delivery that has failed this often is a dead letter.
pub(super) const MOST_ATTEMPTS: i64 = 12;
/// How long work that was dropped may take to get to where it waits, before its worker goes on without it.
const STALLED_FOR: Duration = Duration::from_secs(5);

/// How one try of a delivery ended.
enum Ended {
    Done,
    Failed(JobError),
    /// Another worker took the lease over.
    Lost,
    /// The process stops before the work was done.
    Stopped,
}

impl Dispatcher {
    /// Brings a delivery to its consumer, and notes what came of it.
    pub(super) async fn deliver(
        &self,
        lane: Lane,
        Taken { lease, share }: Taken,
        stop: &watch::Receiver<bool>,
    ) -> sqlx::Result<()> {
        let event = store::event(&self.app.db, &lease.event_id).await?;
        let consumer = self
            .consumers
            .iter()
            .find(|consumer| consumer.name == lease.consumer);
        match consumer {
            Some(consumer) if consumer.lane != lane => self.move_over(&lease, consumer, &event).await?,
            Some(consumer) => {
                let ended = self.try_once(consumer, &event, &lease, stop).await;
                self.note(&lease, Some(consumer), &event, ended, stop).await?;
            }
            None => {
                let unknown = Ended::Failed(JobError::new("this version has no such consumer"));
                self.note(&lease, None, &event, unknown, stop).await?;
            }
        }
        drop(share);
        Ok(())
    }

    /// A version before this one, or one in which the consumer had another lane, has put the delivery here.
    async fn move_over(&self, lease: &Lease, consumer: &Consumer, event: &Event) -> sqlx::Result<()> {
        let mut tx = self.app.db.begin().await?;
        store::move_to_lane(&mut tx, lease, consumer, event).await?;
        tx.commit().await?;
        self.queue(consumer.lane).wake.notify_one();
        Ok(())
    }

    async fn try_once(
        &self,
        consumer: &Consumer,
        event: &Event,
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Ended {
        if lease.attempts > MOST_ATTEMPTS {
            return Ended::Failed(JobError::new(
                "each process that tried it has stopped in the middle",
            ));
        }
        let job = (consumer.run)(self.app.clone(), event.clone());
        self.under_lease(job, consumer.lane, lease, stop).await
    }

    /// Runs work on a thread of its own, renewing the lease, until it is done, takes too long, or is not ours any more.
    async fn under_lease(&self, job: Job, lane: Lane, lease: &Lease, stop: &watch::Receiver<bool>) -> Ended {
        let time_out = (self.limits.time_out)(lane);
        let (hold, let_go) = oneshot::channel();
        let work = until(job, time_out, let_go);
        let mut work = on_own_thread(fenced(self.fence(lease), work));
        let stalled = tokio::time::sleep(time_out + STALLED_FOR);
        let stopped = stopped(stop.clone(), (self.limits.farewell)(lane));
        tokio::pin!(stalled, stopped);
        let ended = loop {
            tokio::select! {
                done = &mut work => break match done.map_err(JobError::new).flatten() {
                    Ok(()) => Ended::Done,
                    Err(error) => Ended::Failed(error),
                },
                () = tokio::time::sleep(LASTS / 3) => if !self.renew(lease).await {
                    break Ended::Lost;
                },
                () = &mut stalled => break Ended::Failed(too_long(time_out)),
                () = &mut stopped => break Ended::Stopped,
            }
        };
        // Work that is still under way is dropped where it waits.
        drop(hold);
        ended
    }

    fn fence(&self, lease: &Lease) -> Arc<dyn Fence> {
        Arc::new(LeaseFence {
            lease: lease.clone(),
            clock: self.app.clock.clone(),
        })
    }

    /// Says no when the lease was taken over; where the database is away, that shows later.
    async fn renew(&self, lease: &Lease) -> bool {
        let renewed = async {
            let mut tx = self.app.db.begin().await?;
            let is_held = store::renew(&mut tx, lease, self.app.clock.now()).await?;
            tx.commit().await?;
            Ok::<bool, sqlx::Error>(is_held)
        };
        renewed.await.unwrap_or_else(|error| {
            tracing::warn!(delivery_id = %lease.delivery_id, "a lease could not be renewed: {error}");
            true
        })
    }

    async fn note(
        &self,
        lease: &Lease,
        consumer: Option<&Consumer>,
        event: &Event,
        ended: Ended,
        stop: &watch::Receiver<bool>,
    ) -> sqlx::Result<()> {
        let error = match ended {
            Ended::Failed(error) => error,
            ended => return self.note_end(lease, &ended).await,
        };
        let is_dead = lease.attempts >= MOST_ATTEMPTS;
        tracing::warn!(
            delivery_id = %lease.delivery_id, consumer = lease.consumer, attempts = lease.attempts, is_dead,
            "a delivery failed: {error}"
        );
        if is_dead {
            match self.give_up(consumer, event, lease, stop).await {
                Ended::Done => {}
                Ended::Failed(error) => {
                    tracing::error!(
                        consumer = lease.consumer,
                        "nobody could be told of a dead letter: {error}"
                    );
                }
                ended => return self.note_end(lease, &ended).await,
            }
        }
        let next_at = next_try(self.app.clock.now(), lease.attempts);
        let status = if is_dead { "dead" } else { "waiting" };
        let mut tx = self.app.db.begin().await?;
        let is_held = store::fail(&mut tx, lease, status, next_at, &error.to_string()).await?;
        tx.commit().await?;
        warn_unless(is_held, lease);
        Ok(())
    }

    async fn note_end(&self, lease: &Lease, ended: &Ended) -> sqlx::Result<()> {
        let mut tx = self.app.db.begin().await?;
        let is_held = match ended {
            Ended::Done => store::finish(&mut tx, lease, self.app.clock.now()).await?,
            Ended::Stopped => store::give_back(&mut tx, lease).await?,
            Ended::Lost | Ended::Failed(_) => false,
        };
        tx.commit().await?;
        warn_unless(is_held, lease);
        Ok(())
    }

    async fn give_up(
        &self,
        consumer: Option<&Consumer>,
        event: &Event,
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Ended {
        let Some((consumer, give_up)) = consumer.and_then(|one| Some((one, one.give_up.as_ref()?))) else {
            return Ended::Done;
        };
        let job = give_up(self.app.clone(), event.clone());
        self.under_lease(job, consumer.lane, lease, stop).await
    }
}

fn warn_unless(is_held: bool, lease: &Lease) {
    if !is_held {
        tracing::warn!(
            delivery_id = %lease.delivery_id, consumer = lease.consumer,
            "another worker has taken a delivery over"
        );
    }
}

/// The work until it is done, for as long as it may take and is held.
async fn until(job: Job, time_out: Duration, let_go: oneshot::Receiver<()>) -> Result<(), JobError> {
    tokio::select! {
        done = tokio::time::timeout(time_out, job) => done.unwrap_or_else(|_| Err(too_long(time_out))),
        _ = let_go => Err(JobError::new("the work was dropped")),
    }
}

fn too_long(time_out: Duration) -> JobError {
    JobError::new(format!("not done within {time_out:?}"))
}

/// Comes back some time after the word to stop.
async fn stopped(mut stop: watch::Receiver<bool>, farewell: Duration) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        // Nobody will say so.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(farewell).await;
}

/// Pauses double from a second to an hour.
fn next_try(now: Millis, attempts: i64) -> Millis {
    now.plus((SECOND_MS << attempts.clamp(0, 20)).min(HOUR_MS))
}
