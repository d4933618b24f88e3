//! Claim of an `Idempotency-Key`, committed with the request's first write.
//!
//! So a request that was killed before its commit leaves no claim and may be sent again, and one that was
//! killed after it is known to have been carried out, with what it made. Two at once of two processes meet at the
//! unique key: the second rolls back.

use super::Connection;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

tokio::task_local! {
    static CLAIM: Arc<Claim>;
}

/// State of a request's claim.
#[derive(Debug)]
pub struct Claim {
    /// Whose key it is: keys of two callers never meet.
    pub caller: String,
    pub route: String,
    pub key: String,
    /// SHA-256 of the body, in hex; of an upload it is known once its form was read.
    body_hash: OnceLock<String>,
    pub at_ms: i64,
    state: AtomicU8,
}

const OPEN: u8 = 0;
const TAKEN: u8 = 1;
const LOST: u8 = 2;

impl Claim {
    /// The claim of a request; without a hash where its body has still to be read.
    pub fn new(caller: String, route: String, key: String, body_hash: Option<String>, at_ms: i64) -> Self {
        Self {
            caller,
            route,
            key,
            body_hash: body_hash.map_or_else(OnceLock::new, OnceLock::from),
            at_ms,
            state: AtomicU8::new(OPEN),
        }
    }

    /// SHA-256 of the body, in hex, where it is known.
    pub fn body_hash(&self) -> Option<&str> {
        self.body_hash.get().map(String::as_str)
    }

    /// Sets the body's hash, unless known.
    pub fn set_body_hash(&self, hash: String) {
        // Read twice, it is the same body.
        let _ = self.body_hash.set(hash);
    }

    /// Whether the request committed with its claim.
    pub fn is_taken(&self) -> bool {
        self.state.load(Ordering::SeqCst) == TAKEN
    }

    /// Whether another request with this key was first, so that this one was rolled back.
    pub fn is_lost(&self) -> bool {
        self.state.load(Ordering::SeqCst) == LOST
    }

    /// Called after the claim's transaction commits; a failed commit leaves no claim, so the next try makes
    /// it again.
    pub(super) fn committed(&self) {
        self.state.store(TAKEN, Ordering::SeqCst);
    }
}

/// Runs a request whose first commit takes `claim`.
pub async fn with_claim<T>(claim: Arc<Claim>, request: impl Future<Output = T>) -> T {
    CLAIM.scope(claim, request).await
}

/// Notes the hash of the body that was just read in the claim of the current request, if it has one.
pub fn note_body(hash: &str) {
    let _ = CLAIM.try_with(|claim| claim.set_body_hash(hash.to_owned()));
}

/// Called in each commit: writes the current request's claim, if not yet taken, with the ids the transaction
/// made.
pub(super) async fn write(connection: &mut Connection, made: &[String]) -> sqlx::Result<Option<Arc<Claim>>> {
    let Ok(claim) = CLAIM.try_with(Arc::clone) else {
        return Ok(None);
    };
    if claim.is_taken() {
        return Ok(None);
    }
    let written = sqlx::query(
        "insert into idempotency_keys (caller, route, idempotency_key, body_hash, created_at, made)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&claim.caller)
    .bind(&claim.route)
    .bind(&claim.key)
    .bind(claim.body_hash().unwrap_or_default())
    .bind(claim.at_ms)
    .bind((!made.is_empty()).then(|| made.join("\n")))
    .execute(connection)
    .await;
    match written {
        Ok(_) => Ok(Some(claim)),
        Err(error) => {
            if super::unique_violation(&error).is_some() {
                claim.state.store(LOST, Ordering::SeqCst);
            }
            Err(error)
        }
    }
}
