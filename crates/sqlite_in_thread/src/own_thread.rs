//! Work that has a thread of its own, where a statement may take as long as it needs.

tokio::task_local! {
    static OWN_THREAD: ();
}

/// Marks a future as one that is driven on a thread of its own: its reads are not moved to another.
pub fn scope<F: Future>(work: F) -> impl Future<Output = F::Output> {
    OWN_THREAD.scope((), work)
}

/// Whether the running task was marked so.
pub(crate) fn is_own() -> bool {
    OWN_THREAD.try_with(|()| ()).is_ok()
}
