//! Consumers: who acts on which events, and in which lane.

use super::{Event, Lane};
use crate::problem::Problem;
use crate::state::App;
use std::pin::Pin;
use std::sync::Arc;

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

/// Work under way, and what comes of it.
pub(super) type Job = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

type Act = Arc<dyn Fn(App, Event) -> Job + Send + Sync>;

fn boxed<F>(act: impl Fn(App, Event) -> F + Send + Sync + 'static) -> Act
where
    F: Future<Output = Result<(), JobError>> + Send + 'static,
{
    Arc::new(move |app, event| Box::pin(act(app, event)))
}

/// Someone who acts on events of certain types, under a name that never changes.
#[derive(Clone)]
pub struct Consumer {
    pub name: &'static str,
    pub kinds: &'static [&'static str],
    pub lane: Lane,
    pub(super) run: Act,
    pub(super) give_up: Option<Act>,
}

impl Consumer {
    /// A consumer of the short lane: a mail, a notification, a sum. Its work is done within [`Lane::time_out`].
    pub fn short<F>(
        name: &'static str,
        kinds: &'static [&'static str],
        run: impl Fn(App, Event) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        Self::new(Lane::Short, name, kinds, boxed(run))
    }

    /// A consumer of the long lane: work whose length depends on how much a seller has or brings. It commits in steps,
    /// and begun again it goes on where it was.
    pub fn long<F>(
        name: &'static str,
        kinds: &'static [&'static str],
        run: impl Fn(App, Event) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        Self::new(Lane::Long, name, kinds, boxed(run))
    }

    fn new(lane: Lane, name: &'static str, kinds: &'static [&'static str], run: Act) -> Self {
        Self {
            name,
            kinds,
            lane,
            run,
            give_up: None,
        }
    }

    /// Adds a callback that runs once when an event's last try has failed.
    pub fn or_give_up<F>(mut self, give_up: impl Fn(App, Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.give_up = Some(boxed(give_up));
        self
    }
}
