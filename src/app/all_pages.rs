//! The address of every page, with what shows it.

use super::{GalleryPage, Place};
use crate::{accounts, admin, analytics, orders, payments, support, wallet};

/// Every page.
pub(super) fn all_pages() -> Vec<Place> {
    use crate::bulk_edit::pages::*;
    use crate::catalog::pages::*;
    use crate::categories::pages::*;
    use crate::imports::pages::*;
    use crate::inventory::pages::*;
    use crate::product_review::pages::*;
    use crate::stock::pages::*;
    use accounts::pages::*;
    use admin::pages::*;
    use analytics::pages::*;
    use orders::pages::*;
    use payments::pages::*;
    use support::pages::*;
    use wallet::pages::*;
    macro_rules! pages {
        ($($path:literal => $page:ident),+ $(,)?) => { vec![$(Place { address: $path, show: || drop($page()) }),+] };
    }
    pages! {
        "/login" => LoginPage,
        "/login/code" => LoginCodePage,
        "/register" => RegisterPage,
        "/verify" => VerifyPage,
        "/forgot" => ForgotPage,
        "/reset" => ResetPage,
        "/confirm" => ConfirmPage,
        "/settings" => ProfilePage,
        "/settings/approval" => ApprovalPage,
        "/settings/security" => SecurityPage,
        "/settings/second-factor" => SecondFactorPage,
        "/settings/members" => MembersPage,
        "/settings/audit" => ActivityPage,
        "/settings/api-keys" => OwnKeysPage,
        "/invitation" => InvitationPage,
        "/settings/account" => AccountPage,
        "/products" => ProductsPage,
        "/products/new" => NewProductPage,
        "/products/imports" => ImportsPage,
        "/products/imports/{import_id}" => ImportPage,
        "/products/{product_id}" => ProductPage,
        "/orders" => OrdersPage,
        "/orders/{order_id}" => OrderPage,
        "/wallet" => WalletPage,
        "/wallet/payouts" => PayoutsPage,
        "/admin/payouts" => SettlePage,
        "/admin/payments" => KeptPaymentsPage,
        "/support" => TicketsPage,
        "/support/new" => NewTicketPage,
        "/support/{ticket_id}" => TicketPage,
        "/admin" => OverviewPage,
        "/admin/sellers" => SellersPage,
        "/admin/sellers/{seller_id}" => SellerPage,
        "/admin/api-keys" => ApiKeysPage,
        "/admin/checklist" => ChecklistPage,
        "/admin/users" => PeoplePage,
        "/admin/users/{person_id}" => PersonPage,
        "/admin/permissions" => PermissionsPage,
        "/admin/audit" => AuditPage,
        "/admin/policy" => PolicyPage,
        "/admin/tickets" => AdminTicketsPage,
        "/admin/tickets/{ticket_id}" => AdminTicketPage,
        "/dashboard" => DashboardPage,
        "/analytics" => AnalyticsPage,
        "/admin/products" => ReviewsPage,
        "/admin/products/{product_id}" => ReviewPage,
        "/admin/categories" => CategoriesPage,
        "/products/grid" => GridPage,
        "/products/bulk" => BulkPage,
        "/products/bulk/{bulk_edit_id}" => BulkEditPage,
        "/products/inventory" => InventoryPage,
        "/products/inventory/sheets" => StockSheetsPage,
        "/products/inventory/sheets/{stock_sheet_id}" => StockSheetPage,
        "/products/inventory/{variant_id}" => StockPage,
        "/products/locations" => LocationsPage,
        "/ui" => GalleryPage,
    }
}
