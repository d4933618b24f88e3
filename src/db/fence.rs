//! Fenced work: a worker's transactions commit only while the lease that it works under is still its own.
//!
//! A worker that stalled, and whose lease another has taken over, may wake up in the middle of its work. What it then
//! wants to commit is refused, so that both never write.

use super::Connection;
use futures_core::future::BoxFuture;
use std::sync::Arc;

tokio::task_local! {
    static FENCE: Arc<dyn Fence>;
}

/// A lease that work runs under.
pub trait Fence: Send + Sync {
    /// Says whether the lease is still held, and keeps others from taking it over until the transaction ends.
    fn holds<'c>(&'c self, connection: &'c mut Connection) -> BoxFuture<'c, sqlx::Result<bool>>;
}

/// The error of a commit whose lease was taken over.
#[derive(Debug, thiserror::Error)]
#[error("another worker has taken this work over")]
struct TakenOver;

/// Runs work whose transactions commit only while `fence` holds.
pub async fn fenced<T>(fence: Arc<dyn Fence>, work: impl Future<Output = T>) -> T {
    FENCE.scope(fence, work).await
}

/// The last step before each commit: refuses it when the work under way has lost its lease.
pub(super) async fn check(connection: &mut Connection) -> sqlx::Result<()> {
    let Ok(fence) = FENCE.try_with(Arc::clone) else {
        return Ok(());
    };
    match fence.holds(connection).await? {
        true => Ok(()),
        false => Err(sqlx::Error::AnyDriverError(Box::new(TakenOver))),
    }
}
