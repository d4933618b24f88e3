//! PostgreSQL operations that complete even if their caller is cancelled.
//!
//! A request's future is dropped when its client goes away. Dropped within `begin`, sqlx leaves a transaction that it
//! does not know of on the connection; dropped while a connection is tested or opened, it cuts the socket.

/// Runs `step` in a task of its own. When the caller is dropped, the step still ends, and what it gives is dropped
/// there: a transaction is rolled back, a connection goes back to its pool.
pub async fn uncancelled<T: Send + 'static>(
    step: impl Future<Output = sqlx::Result<T>> + Send + 'static,
) -> sqlx::Result<T> {
    tokio::spawn(step)
        .await
        .unwrap_or(Err(sqlx::Error::WorkerCrashed))
}
