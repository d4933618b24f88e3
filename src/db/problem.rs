//! The problem that an error of the database is to whoever asked.

use super::{is_away, is_full, is_lost_commit, is_transient, unique_violation};
use crate::problem::{Code, Problem};
use crate::request_id::request_id;

/// What is true of a commit whose answer was lost.
const LOST_COMMIT: &str = "The database went away while this was being saved, so we cannot say whether it was saved. \
    Sending the very same again (on a page: reload it; in a call: with the same Idempotency-Key) tells, and is never \
    carried out twice; without a key, look before you send it again.";

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::not_found(),
            error if is_transient(&error) => Self {
                transient: true,
                ..Self::new(Code::Overloaded, "Please try again in a moment.")
            },
            error if is_lost_commit(&error) => {
                tracing::error!(
                    request_id = request_id(),
                    "a commit may or may not have been made: {error}"
                );
                Self::new(Code::Unavailable, LOST_COMMIT)
            }
            error if is_full(&error) => {
                tracing::error!(request_id = request_id(), "the database's disk is full: {error}");
                Self {
                    retry_after_s: Some(60),
                    ..Self::new(
                        Code::Unavailable,
                        "There is no room for this just now. Nothing of it was kept; try again later.",
                    )
                }
            }
            // Two wrote the same at once, which no operation foresaw: run again, it finds what the other wrote.
            // The claim of a repeated request is not among it: that waits for the first answer.
            error if unique_violation(&error).is_some_and(|name| !name.contains("idempotency_keys")) => {
                Self {
                    transient: true,
                    ..Self::internal(&error)
                }
            }
            error if is_away(&error) => {
                tracing::error!(request_id = request_id(), "the database is away: {error}");
                Self::new(
                    Code::Unavailable,
                    "We cannot reach our database at the moment. Please try again in a few seconds.",
                )
            }
            error => Self::internal(&error),
        }
    }
}
