//! The id of the request under way, for problem documents and logs.

tokio::task_local! {
    /// The id of the request under way.
    pub static REQUEST_ID: String;
}

/// The id of the request under way; empty outside a request.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}
