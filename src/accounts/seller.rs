//! Sellers: stored rows and their statuses.

use crate::clock::Millis;
use crate::id::SellerId;
use crate::money::Currency;
use crate::viewer::SellerStatus;
use serde::Serialize;

crate::row! {
    /// One seller, whole.
    #[derive(Debug, Clone)]
    pub struct SellerRow {
        pub seller_id: SellerId,
        pub handle: String,
        pub shop_name: String,
        pub country: String,
        pub currency: Currency,
        pub timezone: String,
        pub phone: Option<String>,
        pub status: SellerStatus,
        pub status_reason: Option<String>,
        pub description: Option<String>,
        pub shipping_policy: Option<String>,
        pub returns_policy: Option<String>,
        pub tax_id: Option<String>,
        pub address: Option<String>,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub approved_at: Option<Millis>,
        /// The last part of the picture's address.
        pub logo: Option<String>,
        pub banner: Option<String>,
        /// Days in the seller's timezone, both included.
        pub vacation_from: Option<String>,
        pub vacation_to: Option<String>,
        pub vacation_message: Option<String>,
    }
}

/// The seller's profile in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Profile {
    pub seller_id: SellerId,
    pub handle: String,
    pub shop_name: String,
    pub country: String,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub timezone: String,
    pub phone: Option<String>,
    pub status: SellerStatus,
    pub status_reason: Option<String>,
    pub description: Option<String>,
    pub shipping_policy: Option<String>,
    pub returns_policy: Option<String>,
    pub tax_id: Option<String>,
    pub address: Option<String>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub approved_at: Option<Millis>,
    /// Addresses of the pictures, on this host.
    pub logo: Option<String>,
    pub banner: Option<String>,
    /// First and last day on which the shop is closed, in its own timezone.
    pub vacation_from: Option<String>,
    pub vacation_to: Option<String>,
    pub vacation_message: Option<String>,
}

impl From<SellerRow> for Profile {
    fn from(row: SellerRow) -> Self {
        let SellerRow {
            seller_id,
            handle,
            shop_name,
            country,
            currency,
            timezone,
            phone,
            status,
            status_reason,
            description,
            shipping_policy,
            returns_policy,
            tax_id,
            address,
            created_at,
            updated_at,
            approved_at,
            logo,
            banner,
            vacation_from,
            vacation_to,
            vacation_message,
        } = row;
        Self {
            seller_id,
            handle,
            shop_name,
            country,
            currency,
            timezone,
            phone,
            status,
            status_reason,
            description,
            shipping_policy,
            returns_policy,
            tax_id,
            address,
            created_at,
            updated_at,
            approved_at,
            logo: logo.map(|name| super::shop_picture::address(&name)),
            banner: banner.map(|name| super::shop_picture::address(&name)),
            vacation_from,
            vacation_to,
            vacation_message,
        }
    }
}

/// The address part made of a shop's name: lower-case letters and digits with hyphens between.
pub fn handle_of(shop_name: &str) -> String {
    let mut handle = String::new();
    for c in shop_name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            handle.push(c);
        } else if !handle.is_empty() && !handle.ends_with('-') {
            handle.push('-');
        }
    }
    let handle = handle.trim_end_matches('-');
    if handle.is_empty() {
        "shop".to_owned()
    } else {
        handle.chars().take(60).collect()
    }
}
