//! Events: committed together with their facts and delivered to consumers, at least once, by a dispatcher
//! that knows no event by meaning.
//!
//! `emit` writes into the outbox inside the fact's transaction. The embedded [`Dispatcher`] routes new events to
//! the consumers that asked for their type. Each consumer has a [`Lane`]: short work never waits for long work, and
//! no seller takes the whole long lane. A worker holds a lease of the delivery that it works on; once another has
//! taken that over, it can neither commit nor finish anything. A failed delivery is tried again with growing pauses,
//! and set aside as `dead` when it has failed too often. Consumers are idempotent by event id.
//!
//! Who only listens, such as an open page, has the [`Feed`](crate::feed::Feed): events in commit order, as long as they are listened for.

mod commit_order;
mod consumer;
mod delivery;
mod dispatcher;
mod fence;
mod file_error;
mod follow;
pub mod jobs;
mod lane;
mod lease;
mod outbox;
mod queue;
mod schedule;
mod share;
mod store;
#[cfg(test)]
mod tests;

pub use consumer::{Consumer, JobError};
pub use dispatcher::Dispatcher;
pub use follow::{Missed, follow, missed};
pub use lane::Lane;
pub use outbox::{Event, emit};
pub use schedule::Schedule;
