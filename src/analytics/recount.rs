//! Counting again: the roll-ups of one seller from its orders.

use super::store;
use crate::db::Tx;
use crate::id::SellerId;

/// Counts all days of a seller anew, once its orders stand on the right ones.
///
/// The version is raised before anything is counted: whoever changes an order meanwhile raises it too, so that the
/// change is wholly counted here or wholly added afterwards.
pub async fn count_again(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    store::raise_version(tx, seller_id).await?;
    store::count_statuses(tx, seller_id).await?;
    store::count_products(tx, seller_id).await
}
