//! How far an import is, and what came of its products.

crate::stored_enum! {
    /// Status of an import.
    pub enum ImportStatus {
        /// A person looks at what its columns mean.
        Mapping = "mapping",
        /// Waits for its turn.
        Queued = "queued",
        Running = "running",
        Done = "done",
        /// Given up: the file could not be read to its end, or was tried too often.
        Failed = "failed",
    }
}

impl ImportStatus {
    /// Whether it waits for its turn, or has it.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

crate::stored_enum! {
    /// Outcome of one product of the file.
    pub enum ProductOutcome {
        Created = "created",
        Updated = "updated",
        Unchanged = "unchanged",
        Failed = "failed",
    }
}
