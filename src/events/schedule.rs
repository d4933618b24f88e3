//! Schedules: work that is due by the clock.

use super::JobError;
use super::consumer::Job;
use crate::long_work::on_own_thread;
use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A scheduled task; each run is one small, repeatable step.
#[derive(Clone)]
pub struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    pub(super) run: Arc<dyn Fn(App) -> Job + Send + Sync>,
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

    /// Runs again and again until `stop` says so.
    pub(super) async fn keep(self, app: App, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let step = on_own_thread((self.run)(app.clone())).await;
            if let Err(error) = step.map_err(JobError::new).flatten() {
                tracing::error!(schedule = self.name, "a scheduled step failed: {error}");
            }
            tokio::select! {
                () = tokio::time::sleep(self.every) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
