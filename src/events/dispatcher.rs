//! The embedded dispatcher: routes events to consumers, delivers, retries, sets dead letters aside, runs schedules.

use crate::clock::{HOUR_MS, Millis, SECOND_MS};
use crate::events::Event;
use crate::id::{DeliveryId, EventId};
use crate::long_work::on_own_thread;
use crate::problem::Problem;
use crate::state::App;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A delivery that has failed this often is a dead letter.
const MOST_ATTEMPTS: i64 = 12;
/// How long a delivery is another's before it counts as abandoned; renewed while it is worked on.
const LEASE_MS: i64 = 30 * SECOND_MS;

/// Why a job did not get done; it is tried again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(String);

impl JobError {
    pub fn new(what: impl std::fmt::Display) -> Self {
        Self(what.to_string())
    }
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        Self::new(error)
    }
}

impl From<Problem> for JobError {
    fn from(problem: Problem) -> Self {
        Self::new(problem.detail)
    }
}

impl From<crate::sms::SmsError> for JobError {
    fn from(error: crate::sms::SmsError) -> Self {
        Self::new(error)
    }
}

impl From<serde_json::Error> for JobError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error)
    }
}

impl From<crate::mail::MailError> for JobError {
    fn from(error: crate::mail::MailError) -> Self {
        Self::new(error)
    }
}

type Job = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// Someone who acts on events of certain types, under a name that never changes.
#[derive(Clone)]
pub struct Consumer {
    pub name: &'static str,
    pub kinds: &'static [&'static str],
    run: Arc<dyn Fn(App, Event) -> Job + Send + Sync>,
    give_up: Option<Arc<dyn Fn(App, Event) -> Job + Send + Sync>>,
}

impl Consumer {
    pub fn new<F>(
        name: &'static str,
        kinds: &'static [&'static str],
        run: impl Fn(App, Event) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        Self {
            name,
            kinds,
            run: Arc::new(move |app, event| Box::pin(run(app, event))),
            give_up: None,
        }
    }

    /// What is done once, when the event is given up because its last try failed: whoever waits for it is told.
    pub fn or_give_up<F>(mut self, give_up: impl Fn(App, Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.give_up = Some(Arc::new(move |app, event| Box::pin(give_up(app, event))));
        self
    }
}

/// Work that is due by the clock; each run is one small, repeatable step.
#[derive(Clone)]
pub struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    run: Arc<dyn Fn(App) -> Job + Send + Sync>,
}

impl Schedule {
    pub fn new<F>(name: &'static str, every: Duration, run: impl Fn(App) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        Self {
            name,
            every,
            run: Arc::new(move |app| Box::pin(run(app))),
        }
    }
}

/// Brings events to consumers and runs the schedules.
#[derive(Clone)]
pub struct Dispatcher {
    app: App,
    consumers: Arc<Vec<Consumer>>,
    schedules: Arc<Vec<Schedule>>,
    /// This process, in the column that says who works on a delivery.
    name: String,
}

crate::row!(Due {
    delivery_id,
    event_id,
    consumer,
    attempts
});

struct Due {
    delivery_id: DeliveryId,
    event_id: EventId,
    consumer: String,
    attempts: i64,
}

impl Dispatcher {
    pub fn new(app: App, consumers: Vec<Consumer>, schedules: Vec<Schedule>) -> Self {
        Self {
            app,
            consumers: Arc::new(consumers),
            schedules: Arc::new(schedules),
            name: crate::secret::random_text(8),
        }
    }

    /// Works until `stop` says so; finishes what is under way.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        if self.app.db.engine() == crate::db::Engine::Sqlite
            && let Err(error) = self.take_over().await
        {
            tracing::error!("deliveries of the process before could not be taken over: {error}");
        }
        let mut tasks = tokio::task::JoinSet::new();
        // Two hands, so that a long import does not keep a mail waiting.
        for _ in 0..2 {
            tasks.spawn(self.clone().deliver_until(stop.clone()));
        }
        for schedule in self.schedules.iter() {
            tasks.spawn(keep_schedule(self.app.clone(), schedule.clone(), stop.clone()));
        }
        while tasks.join_next().await.is_some() {}
    }

    /// On SQLite there is one process: whatever is locked was locked by one that is gone.
    async fn take_over(&self) -> sqlx::Result<()> {
        let mut tx = self.app.db.begin().await?;
        sqlx::query("update deliveries set locked_until = 0 where status = 'waiting' and locked_until > 0")
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    async fn deliver_until(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.step().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!("the dispatcher could not look for work: {error}"),
            }
            tokio::select! {
                () = self.app.db.committed().notified() => {}
                () = tokio::time::sleep(Duration::from_millis(1000)) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Does everything that is due and comes back when nothing is left; for tests and commands.
    pub async fn drain(&self) -> sqlx::Result<()> {
        while self.step().await? {}
        Ok(())
    }

    /// Runs every schedule once; for tests.
    pub async fn run_schedules(&self) -> Result<(), JobError> {
        for schedule in self.schedules.iter() {
            (schedule.run)(self.app.clone()).await?;
        }
        Ok(())
    }

    /// One delivery, or one round of routing. Says whether there was anything to do.
    async fn step(&self) -> sqlx::Result<bool> {
        let routed = self.route().await?;
        let Some(due) = self.take().await? else {
            return Ok(routed);
        };
        self.deliver(due).await?;
        Ok(true)
    }

    /// Hands new events out to the consumers that asked for their type.
    async fn route(&self) -> sqlx::Result<bool> {
        let now = self.app.clock.now();
        let unrouted: Vec<(String, String)> = sqlx::query_as(
            "select event_id, type from events where routed_at is null order by event_id limit 200",
        )
        .fetch_all(self.app.db.reader())
        .await?;
        if unrouted.is_empty() {
            return Ok(false);
        }
        let mut tx = self.app.db.begin().await?;
        for (event_id, kind) in unrouted {
            let routed =
                sqlx::query("update events set routed_at = $1 where event_id = $2 and routed_at is null")
                    .bind(now.0)
                    .bind(&event_id)
                    .execute(&mut *tx)
                    .await?;
            if routed.rows_affected() == 0 {
                continue;
            }
            for consumer in self
                .consumers
                .iter()
                .filter(|consumer| consumer.kinds.contains(&kind.as_str()))
            {
                sqlx::query(
                    "insert into deliveries (delivery_id, event_id, consumer, status, next_at)
                     values ($1, $2, $3, 'waiting', $4) on conflict do nothing",
                )
                .bind(DeliveryId::new(now).as_str())
                .bind(&event_id)
                .bind(consumer.name)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Takes the delivery that is due the longest.
    async fn take(&self) -> sqlx::Result<Option<Due>> {
        let now = self.app.clock.now().0;
        let waiting: Option<(String,)> = sqlx::query_as(
            "select delivery_id from deliveries
             where status = 'waiting' and next_at <= $1 and locked_until <= $1
             order by next_at, delivery_id limit 1",
        )
        .bind(now)
        .fetch_optional(self.app.db.reader())
        .await?;
        let Some((delivery_id,)) = waiting else {
            return Ok(None);
        };
        let mut tx = self.app.db.begin().await?;
        let due: Option<Due> = sqlx::query_as(
            "update deliveries set locked_by = $2, locked_until = $3, attempts = attempts + 1
             where delivery_id = $1 and status = 'waiting' and locked_until <= $4
             returning delivery_id, event_id, consumer, attempts",
        )
        .bind(&delivery_id)
        .bind(&self.name)
        .bind(now + LEASE_MS)
        .bind(now)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        // Another hand was quicker; look again.
        if due.is_none() {
            tokio::task::yield_now().await;
        }
        Ok(due)
    }

    async fn deliver(&self, due: Due) -> sqlx::Result<()> {
        let event: Event =
            sqlx::query_as("select event_id, type, seller_id, content, at from events where event_id = $1")
                .bind(due.event_id.as_str())
                .fetch_one(self.app.db.reader())
                .await?;
        let consumer = self
            .consumers
            .iter()
            .find(|consumer| consumer.name == due.consumer);
        let outcome = match consumer {
            Some(consumer) => {
                let work = on_own_thread((consumer.run)(self.app.clone(), event.clone()));
                self.renew_while(work, &due.delivery_id).await
            }
            None => Err(JobError::new("this version has no such consumer")),
        };
        let is_dead = outcome.is_err() && due.attempts >= MOST_ATTEMPTS;
        if is_dead
            && let Some(give_up) = consumer.and_then(|consumer| consumer.give_up.as_ref())
            && let Err(error) = give_up(self.app.clone(), event).await
        {
            tracing::error!(
                consumer = due.consumer,
                "what was given up could not be told: {error}"
            );
        }
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        match outcome {
            Ok(()) => {
                sqlx::query("update deliveries set status = 'done', done_at = $2, locked_until = 0 where delivery_id = $1")
                    .bind(due.delivery_id.as_str())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
            }
            Err(error) => {
                tracing::warn!(
                    delivery_id = %due.delivery_id, consumer = due.consumer, attempts = due.attempts, is_dead,
                    "a delivery failed: {error}"
                );
                sqlx::query(
                    "update deliveries set status = $2, next_at = $3, last_error = $4, locked_until = 0
                     where delivery_id = $1",
                )
                .bind(due.delivery_id.as_str())
                .bind(if is_dead { "dead" } else { "waiting" })
                .bind(next_try(now, due.attempts).0)
                .bind(error.to_string())
                .execute(&mut *tx)
                .await?;
            }
        }
        tx.commit().await
    }

    /// Waits for the work, renewing the lease so that no other hand takes it for abandoned.
    async fn renew_while(
        &self,
        mut work: tokio::task::JoinHandle<Result<(), JobError>>,
        delivery_id: &DeliveryId,
    ) -> Result<(), JobError> {
        loop {
            tokio::select! {
                done = &mut work => return done.unwrap_or_else(|error| Err(JobError::new(error))),
                () = tokio::time::sleep(Duration::from_millis(LEASE_MS as u64 / 3)) => {
                    let renewed = async {
                        let mut tx = self.app.db.begin().await?;
                        sqlx::query("update deliveries set locked_until = $2 where delivery_id = $1")
                            .bind(delivery_id.as_str())
                            .bind(self.app.clock.now().0 + LEASE_MS)
                            .execute(&mut *tx)
                            .await?;
                        tx.commit().await
                    };
                    if let Err(error) = renewed.await {
                        tracing::warn!(%delivery_id, "a lease could not be renewed: {error}");
                    }
                }
            }
        }
    }
}

/// Pauses double from a second to an hour.
fn next_try(now: Millis, attempts: i64) -> Millis {
    now.plus((SECOND_MS << attempts.clamp(0, 20)).min(HOUR_MS))
}

async fn keep_schedule(app: App, schedule: Schedule, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let step = on_own_thread((schedule.run)(app.clone())).await;
        if let Err(error) = step.map_err(JobError::new).flatten() {
            tracing::error!(schedule = schedule.name, "a scheduled step failed: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(schedule.every) => {}
            _ = stop.changed() => {}
        }
    }
}
