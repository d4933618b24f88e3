//! Lanes: short work has workers and queries of its own, so that it never waits for long work.

use std::time::Duration;

/// Lane of a consumer: the queue of its deliveries and the workers that take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Done in a moment: codes, mail, notifications, sums.
    Short,
    /// As long as a seller has or brings much: imports, bulk edits, counts, pictures.
    Long,
}

impl Lane {
    pub const ALL: [Self; 2] = [Self::Short, Self::Long];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    /// Deliveries that one process works on at the same time.
    pub fn workers(self) -> usize {
        match self {
            Self::Short => 2,
            Self::Long => 3,
        }
    }

    /// Deliveries of one seller that one process works on at the same time: in the long lane others always find a
    /// worker beside them.
    pub fn workers_of_one_seller(self) -> usize {
        match self {
            Self::Short => self.workers(),
            Self::Long => self.workers() - 1,
        }
    }

    /// How long one try of a delivery may take. What is not done then is dropped where it waits, and counts as failed.
    pub fn time_out(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(60),
            Self::Long => Duration::from_secs(3600),
        }
    }

    /// How long work may go on after the word to stop. Then it is given back, for another process or the next start.
    pub fn farewell(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(7),
            Self::Long => Duration::from_secs(4),
        }
    }
}
