//! The problem that an error of the database is to whoever asked.

use super::{is_away, is_full, is_lost_commit, is_transient, unique_violation};
use crate::problem::{Code, Problem};
use crate::request_id::request_id;

/// Explanation of a commit whose reply was lost.
const LOST_COMMIT: &str = "The database became unreachable while this was being saved, so we cannot say \
    whether it was saved. Send the very same request again (on a page: reload it; in a call: with the same \
    Idempotency-Key): it is never processed twice. Without a key, check before you send it again.";

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
                        "There is no space for this right now. Nothing was saved; try again later.",
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
                tracing::error!(request_id = request_id(), "the database is unreachable: {error}");
                Self::new(
                    Code::Unavailable,
                    "We cannot reach our database right now. Please try again in a few seconds.",
                )
            }
            error => Self::internal(&error),
        }
    }
}
