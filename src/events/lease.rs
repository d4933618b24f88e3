//! Leases: who works on a delivery, as of which try.

use super::store;
use crate::clock::Clock;
use crate::db::{Connection, Fence};
use crate::id::{DeliveryId, EventId};
use futures_core::future::BoxFuture;
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

/// A lease as the fence of the work under it: each of its commits renews it, or is refused.
pub(super) struct LeaseFence {
    pub lease: Lease,
    pub clock: Clock,
}

impl Fence for LeaseFence {
    fn holds<'c>(&'c self, connection: &'c mut Connection) -> BoxFuture<'c, sqlx::Result<bool>> {
        Box::pin(store::renew(connection, &self.lease, self.clock.now()))
    }
}
