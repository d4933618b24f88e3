//! SQL of selling shops.

use crate::clock::Millis;
use crate::db::Connection;
use crate::id::SellerId;
use crate::money::Currency;

crate::row! {
    /// Public values of a shop.
    #[derive(Debug, Clone)]
    pub struct ShopRow {
        pub seller_id: SellerId,
        pub handle: String,
        pub shop_name: String,
        pub currency: Currency,
        pub timezone: String,
        pub description: Option<String>,
        pub shipping_policy: Option<String>,
        pub returns_policy: Option<String>,
        pub logo: Option<String>,
        pub banner: Option<String>,
        pub vacation_from: Option<String>,
        pub vacation_to: Option<String>,
        pub vacation_message: Option<String>,
        pub updated_at: Millis,
    }
}

/// The approved shop of that handle.
pub async fn shop(connection: &mut Connection, handle: &str) -> sqlx::Result<Option<ShopRow>> {
    sqlx::query_as(
        "select seller_id, handle, shop_name, currency, timezone, description, shipping_policy, returns_policy,
             logo, banner, vacation_from, vacation_to, vacation_message, updated_at
         from sellers where handle = $1 and status = 'approved'",
    )
    .bind(handle)
    .fetch_optional(connection)
    .await
}
