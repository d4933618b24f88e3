//! What has to be done before a shop can be approved.

use super::store;
use crate::db::Tx;
use crate::id::SellerId;
use crate::state::App;
use serde::Serialize;

/// One thing on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Item {
    #[schema(example = "verified_address")]
    pub name: &'static str,
    /// What an admin reads.
    pub label: &'static str,
    pub done: bool,
}

fn items(has_verified_owner: bool) -> Vec<Item> {
    vec![Item {
        name: "verified_address",
        label: "The owner's email address is verified",
        done: has_verified_owner,
    }]
}

/// The seller's checklist.
pub async fn of(app: &App, seller_id: &SellerId) -> sqlx::Result<Vec<Item>> {
    let owners = store::owners(&app.db, seller_id).await?;
    Ok(items(owners.iter().any(|owner| owner.verified_at.is_some())))
}

/// The same, in the transaction that decides by it.
pub async fn in_decision(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Vec<Item>> {
    Ok(items(store::has_verified_owner(tx, seller_id).await?))
}
