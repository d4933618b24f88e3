//! The embedded dispatcher: routes events to consumers, has workers for each lane, runs the schedules.

use super::queue::Queue;
use super::{Consumer, JobError, Lane, Schedule, store};
use crate::db::Engine;
use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Events that are routed in one transaction.
const ROUTED_AT_ONCE: i64 = 200;
/// How often each worker looks for what another process left, or what is due again.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// Brings events to consumers and runs the schedules.
#[derive(Clone)]
pub struct Dispatcher {
    pub(super) app: App,
    pub(super) consumers: Arc<Vec<Consumer>>,
    schedules: Arc<Vec<Schedule>>,
    queues: Arc<[Queue; 2]>,
    pub(super) limits: Limits,
    /// Name of this process in delivery locks.
    name: String,
}

/// How long work of each lane may take, and how long after the word to stop.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub time_out: fn(Lane) -> Duration,
    pub farewell: fn(Lane) -> Duration,
}

impl Dispatcher {
    pub fn new(app: App, consumers: Vec<Consumer>, schedules: Vec<Schedule>) -> Self {
        Self {
            app,
            consumers: Arc::new(consumers),
            schedules: Arc::new(schedules),
            queues: Arc::new(Lane::ALL.map(Queue::new)),
            limits: Limits {
                time_out: Lane::time_out,
                farewell: Lane::farewell,
            },
            name: crate::secret::random_text(8),
        }
    }

    /// Works until `stop` says so; finishes what is under way, or gives it back where that takes long.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        if self.app.db.engine() == Engine::Sqlite
            && let Err(error) = self.release_all().await
        {
            tracing::error!("deliveries of the previous process could not be taken over: {error}");
        }
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(self.clone().route_until(stop.clone()));
        for lane in Lane::ALL {
            for _ in 0..lane.workers() {
                tasks.spawn(self.clone().work_until(lane, stop.clone()));
            }
        }
        for schedule in self.schedules.iter() {
            tasks.spawn(schedule.clone().keep(self.app.clone(), stop.clone()));
        }
        while tasks.join_next().await.is_some() {}
    }

    async fn release_all(&self) -> sqlx::Result<()> {
        let mut tx = self.app.db.begin().await?;
        store::release_all(&mut tx).await?;
        tx.commit().await
    }

    async fn route_until(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.route().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!("new events could not be routed: {error}"),
            }
            tokio::select! {
                () = self.app.db.committed().notified() => {}
                () = tokio::time::sleep(LOOKS_EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn work_until(self, lane: Lane, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.step(lane, &stop).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!("the dispatcher could not look for work: {error}"),
            }
            tokio::select! {
                () = self.queue(lane).wake.notified() => {}
                () = tokio::time::sleep(LOOKS_EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Runs everything that is due, for tests and commands.
    pub async fn drain(&self) -> sqlx::Result<()> {
        let (_stop, going) = watch::channel(false);
        while self.route().await?
            || self.step(Lane::Short, &going).await?
            || self.step(Lane::Long, &going).await?
        {}
        Ok(())
    }

    /// Runs every schedule once; for tests.
    pub async fn run_schedules(&self) -> Result<(), JobError> {
        for schedule in self.schedules.iter() {
            (schedule.run)(self.app.clone()).await?;
        }
        Ok(())
    }

    /// One delivery of a lane. Says whether there was one.
    async fn step(&self, lane: Lane, stop: &watch::Receiver<bool>) -> sqlx::Result<bool> {
        let Some(taken) = self.queue(lane).take(&self.app, &self.name).await? else {
            return Ok(false);
        };
        self.deliver(lane, taken, stop).await?;
        Ok(true)
    }

    /// Creates deliveries of new events for the consumers of their type. Says whether there were any.
    async fn route(&self) -> sqlx::Result<bool> {
        let now = self.app.clock.now();
        let events = store::unrouted(&self.app.db, ROUTED_AT_ONCE).await?;
        if events.is_empty() {
            return Ok(false);
        }
        let mut tx = self.app.db.begin().await?;
        for event in &events {
            if !store::mark_routed(&mut tx, &event.event_id, now).await? {
                continue;
            }
            let asked = |consumer: &&Consumer| consumer.kinds.contains(&event.kind.as_str());
            for consumer in self.consumers.iter().filter(asked) {
                store::insert_delivery(&mut tx, event, consumer, now).await?;
            }
        }
        tx.commit().await?;
        self.queues.iter().for_each(|queue| queue.wake.notify_one());
        Ok(true)
    }

    pub(super) fn queue(&self, lane: Lane) -> &Queue {
        let [short, long] = &*self.queues;
        match lane {
            Lane::Short => short,
            Lane::Long => long,
        }
    }
}
