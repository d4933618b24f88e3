//! The address of every page, with the function that makes it.

use super::gallery;
use crate::web::page::{PageRoute, framed, plain};
use crate::{
    accounts, admin, analytics, bulk_edit, catalog, categories, imports, inventory, orders, payments,
    product_review, refunds, shipping, stock, support, wallet,
};

/// A page's address, as axum writes it, and the page.
pub(super) struct PageAt {
    pub(super) address: &'static str,
    pub(super) route: PageRoute,
}

/// Every page, one a line. Framed ones are for signed-in people; plain ones for anyone.
pub(super) fn all_pages() -> Vec<PageAt> {
    macro_rules! pages {
        ($($address:literal => $route:expr),+ $(,)?) => { vec![$(PageAt { address: $address, route: $route }),+] };
    }
    pages! {
        "/login" => plain(accounts::pages::login),
        "/login/code" => plain(accounts::pages::login_code),
        "/register" => plain(accounts::pages::register),
        "/verify" => plain(accounts::pages::verify),
        "/forgot" => plain(accounts::pages::forgot),
        "/reset" => plain(accounts::pages::reset),
        "/confirm" => plain(accounts::pages::confirm),
        "/settings" => framed(accounts::pages::profile),
        "/settings/shipping" => framed(shipping::pages::shipping),
        "/settings/approval" => framed(accounts::pages::approval),
        "/settings/security" => framed(accounts::pages::security),
        "/settings/second-factor" => framed(accounts::pages::second_factor),
        "/settings/members" => framed(accounts::pages::members),
        "/settings/audit" => framed(accounts::pages::activity),
        "/settings/api-keys" => framed(accounts::pages::own_keys),
        "/invitation" => plain(accounts::pages::invitation),
        "/settings/account" => framed(accounts::pages::account),
        "/products" => framed(catalog::pages::products),
        "/products/new" => framed(catalog::pages::new_product),
        "/products/imports" => framed(imports::pages::imports),
        "/products/imports/{import_id}" => framed(imports::pages::import),
        "/products/{product_id}" => framed(catalog::pages::product),
        "/orders" => framed(orders::pages::orders),
        "/orders/{order_id}" => framed(orders::pages::order),
        "/wallet" => framed(wallet::pages::wallet),
        "/wallet/payouts" => framed(wallet::pages::payouts),
        "/admin/payouts" => framed(wallet::pages::settle),
        "/refunds" => framed(refunds::pages::refunds),
        "/admin/refunds" => framed(refunds::pages::owed_refunds),
        "/admin/payments" => framed(payments::pages::kept_payments),
        "/support" => framed(support::pages::tickets),
        "/support/new" => framed(support::pages::new_ticket),
        "/support/{ticket_id}" => framed(support::pages::ticket),
        "/admin" => framed(admin::pages::overview),
        "/admin/sellers" => framed(admin::pages::sellers),
        "/admin/sellers/{seller_id}" => framed(admin::pages::seller),
        "/admin/api-keys" => framed(admin::pages::api_keys),
        "/admin/checklist" => framed(admin::pages::checklist),
        "/admin/users" => framed(admin::pages::people),
        "/admin/users/{person_id}" => framed(admin::pages::person),
        "/admin/permissions" => framed(admin::pages::permissions),
        "/admin/audit" => framed(admin::pages::audit),
        "/admin/policy" => framed(admin::pages::policy),
        "/admin/tickets" => framed(support::pages::admin_tickets),
        "/admin/tickets/{ticket_id}" => framed(support::pages::admin_ticket),
        "/dashboard" => framed(analytics::pages::dashboard),
        "/analytics" => framed(analytics::pages::analytics),
        "/admin/products" => framed(product_review::pages::reviews),
        "/admin/products/{product_id}" => framed(product_review::pages::review),
        "/admin/categories" => framed(categories::pages::categories),
        "/products/grid" => framed(bulk_edit::pages::grid),
        "/products/bulk" => framed(bulk_edit::pages::bulk),
        "/products/bulk/{bulk_edit_id}" => framed(bulk_edit::pages::bulk_edit),
        "/products/inventory" => framed(inventory::pages::inventory),
        "/products/inventory/sheets" => framed(inventory::pages::stock_sheets),
        "/products/inventory/sheets/{stock_sheet_id}" => framed(inventory::pages::stock_sheet),
        "/products/inventory/{variant_id}" => framed(stock::pages::stock),
        "/products/locations" => framed(stock::pages::locations),
        "/ui" => plain(gallery),
    }
}
