//! The fence of the work under a lease: what has been taken over cannot commit.

use super::lease::Lease;
use super::store;
use crate::clock::Clock;
use crate::db::{Connection, Fence};
use futures_core::future::BoxFuture;

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
