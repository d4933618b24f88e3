//! Navigation of signed-in people: the main pages with their counts.

use crate::orders::{self, OrderStatus};
use crate::state::App;
use crate::stock::{self, StockShow};
use crate::ui::{Anchor, Glyph, NavItem, Notice, Tone};
use crate::viewer::permission::Duty;
use crate::viewer::{AdminRole, Member, Permission, SellerStatus, User, may};
use crate::{admin, support};

/// The places of the frame.
pub struct Navigation {
    pub main: Vec<NavItem>,
    pub below: Vec<NavItem>,
    /// In the person's menu.
    pub person_links: Vec<Anchor>,
}

/// Navigation of `user` on the page at `path`: the admin panel's under `/admin`, else the shop's.
pub async fn of(app: &App, user: &User, path: &str) -> sqlx::Result<Navigation> {
    let in_admin = is_at(path, "/admin");
    if user.must_enrol {
        return Ok(only_settings(path));
    }
    match (&user.member, user.role) {
        (Some(member), None) => of_seller(app, member, path).await,
        (Some(member), Some(_)) if !in_admin => {
            let mut navigation = of_seller(app, member, path).await?;
            navigation.person_links.push(Anchor::new("Admin panel", "/admin"));
            Ok(navigation)
        }
        (member, Some(role)) => {
            let mut navigation = of_admin(app, role, path).await?;
            if member.is_some() {
                let label = match member {
                    Some(member) if member.grant.is_looking => "Viewed shop",
                    _ => "Your shop",
                };
                navigation.person_links.push(Anchor::new(label, "/dashboard"));
            }
            Ok(navigation)
        }
        (None, None) => Ok(only_settings(path)),
    }
}

fn only_settings(path: &str) -> Navigation {
    let settings = "/settings/security";
    Navigation {
        main: Vec::new(),
        below: vec![place(path, "Settings", settings, icondata_lu::LuSettings, 0)],
        person_links: Vec::new(),
    }
}

/// Orders that wait for their seller.
const TO_SHIP: [OrderStatus; 3] = [
    OrderStatus::Paid,
    OrderStatus::Processing,
    OrderStatus::PartiallyShipped,
];

async fn of_seller(app: &App, member: &Member<may::Enter>, path: &str) -> sqlx::Result<Navigation> {
    let has = |permission| member.grant.permissions.has(permission);
    let to_ship = match has(Permission::Orders) {
        false => 0,
        true => orders::status_counts(&app.db, &member.seller_id)
            .await?
            .into_iter()
            .filter(|(status, _)| TO_SHIP.contains(status))
            .map(|(_, orders)| orders)
            .sum(),
    };
    let unread = match has(Permission::Support) {
        false => 0,
        true => support::unread_for_seller(&app.db, &member.seller_id).await?,
    };
    let places = [
        (None, "Dashboard", "/dashboard", icondata_lu::LuLayoutDashboard, 0),
        (
            Some(Permission::Orders),
            "Orders",
            "/orders",
            icondata_lu::LuShoppingBag,
            to_ship,
        ),
        (
            Some(Permission::Products),
            "Products",
            "/products",
            icondata_lu::LuPackage,
            0,
        ),
        (
            Some(Permission::Wallet),
            "Wallet",
            "/wallet",
            icondata_lu::LuWallet,
            0,
        ),
        (
            Some(Permission::Analytics),
            "Analytics",
            "/analytics",
            icondata_lu::LuChartLine,
            0,
        ),
        (
            Some(Permission::Support),
            "Support",
            "/support",
            icondata_lu::LuLifeBuoy,
            unread,
        ),
    ];
    let low = match has(Permission::Products) {
        false => 0,
        true => stock::count_stock(&app.db, &member.seller_id, StockShow::Low).await?,
    };
    let settings = match has(Permission::Settings) && !member.grant.is_looking {
        true => "/settings",
        false => "/settings/security",
    };
    let stock = inventory(path, low);
    let mut main: Vec<NavItem> = places
        .into_iter()
        .filter(|(needs, ..)| needs.is_none_or(has))
        .map(|(_, label, href, icon, count)| place(path, label, href, icon, count))
        .collect();
    if let Some(at) = main.iter().position(|item| item.href == "/products") {
        main[at].current &= !stock.current;
        main.insert(at + 1, stock);
    }
    Ok(Navigation {
        main,
        below: vec![place(path, "Settings", settings, icondata_lu::LuSettings, 0)],
        person_links: vec![Anchor::new("Password and sessions", "/settings/security")],
    })
}

async fn of_admin(app: &App, role: AdminRole, path: &str) -> sqlx::Result<Navigation> {
    let queues = admin::queues(&app.db).await?;
    let places = [
        (
            Duty::Sellers,
            "Shops",
            "/admin/sellers",
            icondata_lu::LuStore,
            queues.shops,
        ),
        (
            Duty::Catalogue,
            "Products",
            "/admin/products",
            icondata_lu::LuPackageCheck,
            queues.products,
        ),
        (
            Duty::Catalogue,
            "Categories",
            "/admin/categories",
            icondata_lu::LuFolderTree,
            0,
        ),
        (
            Duty::Tickets,
            "Tickets",
            "/admin/tickets",
            icondata_lu::LuMessagesSquare,
            queues.tickets,
        ),
        (
            Duty::Payouts,
            "Payouts",
            "/admin/payouts",
            icondata_lu::LuBanknote,
            queues.payouts,
        ),
        (
            Duty::Payouts,
            "Refunds",
            "/admin/refunds",
            icondata_lu::LuUndo2,
            queues.refunds,
        ),
        (
            Duty::Payouts,
            "Payments",
            "/admin/payments",
            icondata_lu::LuCircleDollarSign,
            queues.payments,
        ),
        (
            Duty::Keys,
            "API keys",
            "/admin/api-keys",
            icondata_lu::LuKeyRound,
            0,
        ),
        (Duty::People, "People", "/admin/users", icondata_lu::LuUsers, 0),
        (
            Duty::Audit,
            "Audit log",
            "/admin/audit",
            icondata_lu::LuScrollText,
            0,
        ),
        (Duty::Policy, "Policy", "/admin/policy", icondata_lu::LuScale, 0),
    ];
    let overview = NavItem {
        current: path == "/admin",
        ..place(path, "Overview", "/admin", icondata_lu::LuLayoutDashboard, 0)
    };
    let rest = places
        .into_iter()
        .filter(|(duty, ..)| role.has(*duty))
        .map(|(_, label, href, icon, count)| place(path, label, href, icon, count));
    Ok(Navigation {
        main: std::iter::once(overview).chain(rest).collect(),
        below: vec![place(
            path,
            "Settings",
            "/settings/security",
            icondata_lu::LuSettings,
            0,
        )],
        person_links: vec![Anchor::new("Roles and permissions", "/admin/permissions")],
    })
}

fn place(path: &str, label: &str, href: &str, icon: Glyph, waiting: i64) -> NavItem {
    NavItem {
        label: label.to_owned(),
        href: href.to_owned(),
        icon,
        count: (waiting > 0).then_some(waiting),
        current: is_at(path, href),
        under: false,
    }
}

/// Inventory link below the products, with the low-stock count.
fn inventory(path: &str, low: i64) -> NavItem {
    let current = ["/products/inventory", "/products/locations"]
        .iter()
        .any(|href| is_at(path, href));
    NavItem {
        current,
        under: true,
        ..place(
            path,
            "Inventory",
            "/products/inventory",
            icondata_lu::LuBoxes,
            low,
        )
    }
}

/// Whether the path is `place` or below it.
fn is_at(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Notice about a status that keeps the shop from selling, shown on every page.
pub fn status_notice(status: SellerStatus) -> Option<Notice> {
    match status {
        SellerStatus::Approved | SellerStatus::Closed => None,
        SellerStatus::Pending => Some(
            Notice::new(
                Tone::Info,
                "Your shop is waiting for approval. You can set everything up; selling starts once it is \
                approved.",
            )
            .link("See what is missing", "/settings/approval"),
        ),
        SellerStatus::Rejected => Some(
            Notice::new(Tone::Warning, "Your application was rejected.")
                .link("See the reason", "/settings/approval"),
        ),
        SellerStatus::Suspended => Some(
            Notice::new(
                Tone::Bad,
                "Your shop is suspended: it cannot sell, and its payouts are on hold.",
            )
            .link("See the reason", "/settings"),
        ),
    }
}
