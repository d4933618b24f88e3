//! Permissions: of shop staff, of marketplace roles, and of API key scopes, in one table. The admin page, the
//! OpenAPI document and the tests read it here.

use super::AdminRole;
use crate::db::{Column, unreadable};
use sqlx::any::AnyRow;

crate::stored_enum! {
    /// Permissions of shop members. An owner may do all of it, and what no permission gives.
    pub enum Permission {
        Products = "products",
        Orders = "orders",
        Wallet = "wallet",
        Payouts = "payouts",
        Analytics = "analytics",
        Support = "support",
        Settings = "settings",
        Export = "export",
    }
}

impl Permission {
    /// Label on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Products => "Products",
            Self::Orders => "Orders",
            Self::Wallet => "Wallet",
            Self::Payouts => "Payouts",
            Self::Analytics => "Analytics",
            Self::Support => "Support",
            Self::Settings => "Settings",
            Self::Export => "Export",
        }
    }

    /// Description in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Products => "List, change and import products and stock",
            Self::Orders => "See orders with their buyers, ship and cancel them",
            Self::Wallet => "See balances and the money history",
            Self::Payouts => "Request payouts and change payout methods",
            Self::Analytics => "See the shop's figures and graphs",
            Self::Support => "Write to the marketplace",
            Self::Settings => "Change the shop's profile and its application",
            Self::Export => "Download files with buyer details",
        }
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u16);

impl Permissions {
    pub const NONE: Self = Self(0);

    /// All permissions.
    pub fn all() -> Self {
        Permission::ALL.into_iter().collect()
    }

    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    pub fn without(self, permission: Permission) -> Self {
        Self(self.0 & !bit(permission))
    }

    /// The permissions of the set, in the table's order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.has(*permission))
    }

    /// Reads a JSON list of names; names that are not known any more are passed over.
    pub fn stored(json: &str) -> serde_json::Result<Self> {
        let names: Vec<String> = serde_json::from_str(json)?;
        Ok(names.iter().filter_map(|name| Permission::parse(name)).collect())
    }

    /// As they are stored: a JSON list of names.
    pub fn json(self) -> String {
        serde_json::json!(self.names()).to_string()
    }

    /// The names, for the API and the database.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::as_str).collect()
    }
}

impl Column for Permissions {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let json = String::read(row, name)?;
        Self::stored(&json).map_err(|_| unreadable(name, &json))
    }
}

impl Column for Option<Permissions> {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let json = Option::<String>::read(row, name)?;
        json.map(|json| Permissions::stored(&json).map_err(|_| unreadable(name, &json)))
            .transpose()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |set, each| set | bit(each)))
    }
}

fn bit(permission: Permission) -> u16 {
    1 << permission as u16
}

/// Duties of marketplace staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    Overview,
    Sellers,
    Catalogue,
    Tickets,
    Payouts,
    People,
    Audit,
    Keys,
    Policy,
}

impl Duty {
    pub const ALL: [Duty; 9] = [
        Self::Overview,
        Self::Sellers,
        Self::Catalogue,
        Self::Tickets,
        Self::Payouts,
        Self::People,
        Self::Audit,
        Self::Keys,
        Self::Policy,
    ];

    /// As it is named in the OpenAPI document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "admin:overview",
            Self::Sellers => "admin:sellers",
            Self::Catalogue => "admin:catalogue",
            Self::Tickets => "admin:tickets",
            Self::Payouts => "admin:payouts",
            Self::People => "admin:people",
            Self::Audit => "admin:audit",
            Self::Keys => "admin:keys",
            Self::Policy => "admin:policy",
        }
    }

    /// Description in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Overview => "See the admin panel and its queues",
            Self::Sellers => {
                "Approve, reject and suspend shops; read their documents; view shops as their members do"
            }
            Self::Catalogue => "Manage the categories; approve products, or request changes",
            Self::Tickets => "Reply to tickets",
            Self::Payouts => "Settle payouts, and incoming payments that match no order",
            Self::People => "Find people, end their sessions, disable them, reset their second factor",
            Self::Audit => "Read the audit log",
            Self::Keys => "Create and revoke the marketplace's API keys",
            Self::Policy => "Set the policy, the checklist and who is an admin",
        }
    }
}

/// The duties of each role.
pub const ROLES: [(AdminRole, &[Duty]); 3] = [
    (AdminRole::Finance, &[Duty::Overview, Duty::Payouts]),
    (
        AdminRole::Admin,
        &[
            Duty::Overview,
            Duty::Sellers,
            Duty::Catalogue,
            Duty::Tickets,
            Duty::Payouts,
            Duty::People,
            Duty::Audit,
            Duty::Keys,
        ],
    ),
    (AdminRole::SuperAdmin, &Duty::ALL),
];

impl AdminRole {
    pub fn has(self, duty: Duty) -> bool {
        ROLES
            .iter()
            .any(|(role, duties)| *role == self && duties.contains(&duty))
    }
}

/// Scopes of marketplace keys, with descriptions.
pub const MARKETPLACE_SCOPES: [(&str, &str); 2] = [
    ("orders:write", "Send orders and payments"),
    ("orders:read", "Ask for quotes"),
];

/// Scopes of seller keys: a permission, read-only or with changes.
pub const SELLER_SCOPES: [SellerScope; 7] = [
    SellerScope("products:read", Permission::Products, Access::Read),
    SellerScope("products:write", Permission::Products, Access::Write),
    SellerScope("orders:read", Permission::Orders, Access::Read),
    SellerScope("fulfilment:write", Permission::Orders, Access::Write),
    SellerScope("wallet:read", Permission::Wallet, Access::Read),
    SellerScope("analytics:read", Permission::Analytics, Access::Read),
    SellerScope("support:write", Permission::Support, Access::Write),
];

/// A seller key scope: name, permission and access.
#[derive(Debug, Clone, Copy)]
pub struct SellerScope(pub &'static str, pub Permission, pub Access);

impl SellerScope {
    /// Description in a few words.
    pub fn about(self) -> &'static str {
        match (self.1, self.2) {
            (Permission::Products, Access::Read) => "Read products and stock",
            (Permission::Products, Access::Write) => "Read and change products and stock",
            (Permission::Orders, Access::Read) => "Read orders with their buyers",
            (Permission::Orders, Access::Write) => "Read orders, ship and cancel them",
            (permission, _) => permission.about(),
        }
    }
}

/// Access of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Permissions of a seller key for a call: reads with any of its scopes, writes with those that allow
/// changes.
pub fn of_scopes(scopes: &[String], access: Access) -> Permissions {
    SELLER_SCOPES
        .iter()
        .filter(|scope| scopes.iter().any(|name| name == scope.0))
        .filter(|scope| access == Access::Read || scope.2 == Access::Write)
        .map(|scope| scope.1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_reads_writes_nothing() {
        let scopes = ["products:read".to_owned(), "fulfilment:write".to_owned()];
        let names = |access| of_scopes(&scopes, access).names();
        assert_eq!(names(Access::Read), ["products", "orders"]);
        assert_eq!(names(Access::Write), ["orders"]);
        assert!(
            SELLER_SCOPES.iter().all(|scope| MARKETPLACE_SCOPES
                .iter()
                .all(|(name, _)| *name != scope.0 || scope.2 == Access::Read)),
            "what the marketplace's keys change, a seller's never change"
        );
    }

    #[test]
    fn permissions_are_stored_by_name() {
        let set = Permissions::stored(r#"["orders","juggling","export"]"#).unwrap();
        assert_eq!(set.names(), ["orders", "export"]);
        assert!(Permissions::stored("not a list").is_err());
        assert_eq!(set.json(), r#"["orders","export"]"#);
        assert_eq!(Permissions::all().iter().count(), Permission::ALL.len());
    }
}
