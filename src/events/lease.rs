//! Leases: who works on a delivery, as of which try.

use crate::id::{DeliveryId, EventId};
use std::time::Duration;

/// How long a delivery is its worker's; renewed while it is worked on. Afterwards it counts as abandoned.
pub(super) const LASTS: Duration = Duration::from_secs(30);

crate::row! {
    /// A worker's hold of a delivery. Each taking counts `attempts` up, so that no two leases of a delivery are alike: what
    /// a worker writes names its lease, and changes nothing once another has taken the delivery over.
    #[derive(Debug, Clone)]
    pub(super) struct Lease {
        pub delivery_id: DeliveryId,
        pub event_id: EventId,
        pub consumer: String,
        pub locked_by: String,
        /// Tries so far, this one included.
        pub attempts: i64,
    }
}
