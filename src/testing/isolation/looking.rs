//! Tests of every page and form by an admin viewing a shop.

use super::{For, table};
use crate::testing::test_app::TestApp;
use crate::testing::world::World;

/// Requests allowed while viewing, because they change nothing of the shop's.
const WHILE_LOOKING: [&str; 3] = ["/do/admin/stop-viewing", "/do/accounts/sign-out", "/do/theme"];

/// Owner-only pages, and files with buyer details.
const NOT_WHILE_LOOKING: [&str; 7] = [
    "/settings/members",
    "/settings/api-keys",
    "/settings/audit",
    "/settings/audit?format=csv",
    "/orders?format=csv",
    "/orders?format=pdf",
    "/orders/{order_id}/invoice",
];

#[tokio::test]
async fn an_admin_who_looks_at_a_shop_sees_its_pages_and_changes_nothing() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    let admin = world.admin();
    let seller_id = world.fill("@seller_id");
    admin
        .form("/do/admin/view-as", &[("seller_id", &seller_id)])
        .await
        .leads_to("/dashboard");
    let before = app.snapshot(&[]).await;
    let mut wrong = Vec::new();
    for row in &table() {
        let expected = match (row.kind, row.whom) {
            ("upload", _) => 403,
            ("form", _) if !WHILE_LOOKING.contains(&row.path) => 403,
            ("page" | "file", For::Seller(_) | For::Owner(_)) if NOT_WHILE_LOOKING.contains(&row.path) => 403,
            ("page" | "file", For::Seller(_) | For::Owner(_)) => 200,
            _ => continue,
        };
        let answer = row.ask(&admin.apart(), &world).await;
        if answer.status.as_u16() != expected {
            wrong.push(format!(
                "{} {}: {} instead of {expected}",
                row.kind, row.path, answer.status
            ));
        }
    }
    let changed = before.changed(&app.snapshot(&[]).await);
    assert!(wrong.is_empty() && changed.is_empty(), "{wrong:#?} {changed:?}");
}
