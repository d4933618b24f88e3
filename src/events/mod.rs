//! Events: a fact and its event commit together; a dispatcher brings each event to its consumers, again and
//! again until they have it, and never knows what an event means.
//!
//! `emit` writes into the outbox inside the fact's transaction. The embedded [`Dispatcher`] routes new events to
//! the consumers that asked for their type, retries a failed delivery with growing pauses, and sets it aside as
//! `dead` when it has failed too often. Consumers are idempotent by event id.

mod dispatcher;
mod file_error;
mod outbox;

pub use dispatcher::{Consumer, Dispatcher, JobError, Schedule};
pub use outbox::{Event, emit};
