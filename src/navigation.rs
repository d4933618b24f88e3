//! The navigation of signed-in people: the main places with what waits there.

use crate::orders::{self, OrderStatus};
use crate::state::App;
use crate::ui::{Anchor, Glyph, NavItem};
use crate::viewer::{AdminRole, Member, User};
use crate::{admin, support};

/// The places of the frame.
pub struct Navigation {
    pub main: Vec<NavItem>,
    pub below: Vec<NavItem>,
    /// In the person's menu.
    pub person_links: Vec<Anchor>,
}

/// The navigation of `user` on the page at `path`: the admin panel's under `/admin`, else the shop's.
pub async fn of(app: &App, user: &User, path: &str) -> sqlx::Result<Navigation> {
    let in_admin = is_at(path, "/admin");
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
                navigation
                    .person_links
                    .push(Anchor::new("Your shop", "/dashboard"));
            }
            Ok(navigation)
        }
        (None, None) => Ok(Navigation {
            main: Vec::new(),
            below: vec![place(
                path,
                "Settings",
                "/settings/security",
                icondata_lu::LuSettings,
                0,
            )],
            person_links: Vec::new(),
        }),
    }
}

/// Orders that wait for their seller.
const TO_SHIP: [OrderStatus; 3] = [
    OrderStatus::Paid,
    OrderStatus::Processing,
    OrderStatus::PartiallyShipped,
];

async fn of_seller(app: &App, member: &Member, path: &str) -> sqlx::Result<Navigation> {
    let to_ship = orders::status_counts(&app.db, &member.seller_id)
        .await?
        .into_iter()
        .filter(|(status, _)| TO_SHIP.contains(status))
        .map(|(_, orders)| orders)
        .sum();
    let unread = support::unread_for_seller(&app.db, &member.seller_id).await?;
    Ok(Navigation {
        main: vec![
            place(path, "Dashboard", "/dashboard", icondata_lu::LuLayoutDashboard, 0),
            place(path, "Orders", "/orders", icondata_lu::LuShoppingBag, to_ship),
            place(path, "Products", "/products", icondata_lu::LuPackage, 0),
            place(path, "Wallet", "/wallet", icondata_lu::LuWallet, 0),
            place(path, "Analytics", "/analytics", icondata_lu::LuChartLine, 0),
            place(path, "Support", "/support", icondata_lu::LuLifeBuoy, unread),
        ],
        below: vec![place(path, "Settings", "/settings", icondata_lu::LuSettings, 0)],
        person_links: vec![Anchor::new("Password and sessions", "/settings/security")],
    })
}

async fn of_admin(app: &App, role: AdminRole, path: &str) -> sqlx::Result<Navigation> {
    let queues = admin::queues(&app.db).await?;
    let mut main = vec![
        NavItem {
            current: path == "/admin",
            ..place(path, "Overview", "/admin", icondata_lu::LuLayoutDashboard, 0)
        },
        place(
            path,
            "Shops",
            "/admin/sellers",
            icondata_lu::LuStore,
            queues.shops,
        ),
        place(
            path,
            "Tickets",
            "/admin/tickets",
            icondata_lu::LuMessagesSquare,
            queues.tickets,
        ),
        place(
            path,
            "Payouts",
            "/admin/payouts",
            icondata_lu::LuBanknote,
            queues.payouts,
        ),
        place(path, "API keys", "/admin/api-keys", icondata_lu::LuKeyRound, 0),
    ];
    if role == AdminRole::SuperAdmin {
        main.push(place(path, "Policy", "/admin/policy", icondata_lu::LuScale, 0));
    }
    Ok(Navigation {
        main,
        below: vec![place(
            path,
            "Settings",
            "/settings/security",
            icondata_lu::LuSettings,
            0,
        )],
        person_links: Vec::new(),
    })
}

fn place(path: &str, label: &str, href: &str, icon: Glyph, waiting: i64) -> NavItem {
    NavItem {
        label: label.to_owned(),
        href: href.to_owned(),
        icon,
        count: (waiting > 0).then_some(waiting),
        current: is_at(path, href),
    }
}

/// The path is that place or lies below it.
fn is_at(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
