//! Declarations of the slices for the edge, which knows none of them.

use crate::replay_rules::{ReplayRules, ResourceAddress};
use crate::saved_views::Lists;
use crate::{catalog, orders};

/// Every list that has saved views.
pub(super) const SAVED_LISTS: Lists = Lists(&[catalog::pages::SAVED_LIST, orders::pages::SAVED_LIST]);

/// Page to show for forms that name none: the first part of the action's address after `/do/`, and the page.
pub(super) const SECTIONS: [(&str, &str); 8] = [
    ("accounts", "/login"),
    ("admin", "/admin"),
    ("catalog", "/products"),
    ("orders", "/orders"),
    ("products", "/products"),
    ("shipping", "/settings/shipping"),
    ("support", "/support"),
    ("wallet", "/wallet"),
];

/// Idempotency rules of all slices.
pub(super) const REPLAY_RULES: ReplayRules = ReplayRules {
    sign_ins: &["/do/accounts/sign-in"],
    joins: &["/do/members/join"],
    answers_itself: &["POST /api/v1/storefront/orders"],
    places: &[
        place("ord_", "/api/v1/seller/orders/{}", "/orders/{}"),
        place("ref_", "/api/v1/seller/refunds", "/refunds"),
        place("po_", "/api/v1/seller/payouts/{}", "/wallet/payouts"),
        place(
            "imp_",
            "/api/v1/seller/products/imports/{}",
            "/products/imports/{}",
        ),
        place("prod_", "/api/v1/seller/products/{}", "/products/{}"),
        place("tkt_", "/api/v1/seller/tickets/{}", "/support/{}"),
        place("req_", "/api/v1/requests/{}", "/products"),
    ],
};

const fn place(prefix: &'static str, call: &'static str, page: &'static str) -> ResourceAddress {
    ResourceAddress { prefix, call, page }
}
