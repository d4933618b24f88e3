//! Query cost tests: lists and key reads in a large shop cost what they show, never the shop.
//!
//! The statements are those the requests really run, planned by PostgreSQL for their values and for any, and by SQLite.

use super::{Actor, TestApp, Watch, explain_all};
use crate::config::Seed;
use crate::db::Engine;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

/// A shop of so many products, among others.
const PRODUCTS: u32 = 20_000;
/// The most rows that PostgreSQL may walk past for one statement: less than half of the shop.
const MOST_ROWS: i64 = 3_000;
/// The most steps of SQLite's machine for one statement; walking past the shop takes several times as many.
const MOST_STEPS: i64 = 60_000;

/// Pages and API calls of a shop's owner.
const OWNERS: [&str; 40] = [
    "/products",
    "/products?status=active",
    "/products?q=mug",
    "/products?stock=low",
    "/products?stock=out",
    "/products/inventory",
    "/products/inventory?show=low",
    "/products/inventory/sheets",
    "/products/imports",
    "/products/locations",
    "/orders",
    "/orders?status=paid",
    "/orders?status=to_ship",
    "/orders?late=true",
    "/orders?status=completed",
    "/orders?q=ann",
    "/wallet",
    "/wallet/payouts",
    "/support",
    "/settings/audit",
    "/settings/members",
    "/settings/api-keys",
    "/dashboard",
    "/analytics",
    "/api/v1/seller/products?limit=50",
    "/api/v1/seller/products?limit=200",
    "/api/v1/seller/products?status=draft",
    "/api/v1/seller/products?q=blue",
    "/api/v1/seller/products/bulk-edits",
    "/api/v1/seller/products/imports",
    "/api/v1/seller/inventory",
    "/api/v1/seller/orders?limit=200",
    "/api/v1/seller/orders?status=shipped",
    "/api/v1/seller/orders/summary",
    "/api/v1/seller/analytics",
    "/api/v1/seller/transactions?limit=200",
    "/api/v1/seller/payouts",
    "/api/v1/seller/tickets",
    "/api/v1/seller/audit",
    "/api/v1/seller/members",
];

/// Pages of admins.
const ADMINS: [&str; 17] = [
    "/admin",
    "/admin/sellers",
    "/admin/sellers?status=pending",
    "/admin/users",
    "/admin/payouts",
    "/admin/payouts?status=paid",
    "/admin/payments",
    "/admin/categories",
    "/admin/tickets",
    "/admin/audit",
    "/admin/products",
    "/api/v1/admin/sellers",
    "/api/v1/admin/users",
    "/api/v1/admin/payouts?status=paid",
    "/api/v1/admin/tickets",
    "/api/v1/admin/audit",
    "/api/v1/admin/products",
];

/// Adds rows the seed lacks, by the thousand: tickets, imports, audit entries, people, shops.
async fn add_more(app: &TestApp, seller: &str) {
    let n = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 6000)";
    let id = |prefix: &str| format!("'{prefix}_01K0000000000000000' || cast(1000000 + i as text)");
    let rows = [
        format!(
            "insert into audit_entries (audit_id, seller_id, action, at)
             {n} select {}, case when i % 2 = 0 then '{seller}' end, 'product.changed', i from n",
            id("aud")
        ),
        format!(
            "insert into tickets (ticket_id, seller_id, subject, category, status, opened_by, created_at, updated_at,
                 last_side)
             {n} select {}, '{seller}', 'Late', 'orders', case i % 3 when 0 then 'open' else 'closed' end, 'seller',
                 i, i, 'seller' from n",
            id("tkt")
        ),
        format!(
            "insert into imports (import_id, seller_id, file_name, file_path, status, created_at, finished_at)
             {n} select {}, '{seller}', 'a.csv', 'a' || cast(i as text), 'done', i, i from n",
            id("imp")
        ),
        format!(
            "insert into users (user_id, email, password_hash, created_at)
             {n} select {}, 'someone' || cast(i as text) || '@plans.test', 'x', i from n",
            id("usr")
        ),
        format!(
            "insert into sellers (seller_id, handle, shop_name, country, currency, timezone, status, created_at,
                 updated_at)
             {n} select {}, 'plans-' || cast(i as text), 'Shop', 'IE', 'EUR', 'UTC', 'approved', i, i from n",
            id("sel")
        ),
    ];
    let mut tx = app.db.begin().await.unwrap();
    for rows in rows {
        sqlx::query(AssertSqlSafe(rows)).execute(&mut *tx).await.unwrap();
    }
    if app.db.engine() == Engine::Postgres {
        sqlx::query("analyze").execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A marketplace whose first shop is large.
async fn large() -> (TestApp, String) {
    let mut app = TestApp::new().await;
    let asked = Seed {
        sellers: 4,
        products: PRODUCTS,
        orders: 12_000,
        seed: 7,
    };
    crate::seed::seed(&app, &asked).await.unwrap();
    app.reopen().await;
    let (seller,): (String,) = sqlx::query_as(
        "select m.seller_id from members m join users u on u.user_id = m.user_id where u.email = 'owner1@seed.test'",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    add_more(&app, &seller).await;
    (app, seller)
}

/// Asks for something twice, so that what is remembered of the first time is; tells what cost too much.
async fn ask(app: &TestApp, actor: &Actor, path: &str, dear: &mut Vec<String>) {
    let most = match app.db.engine() {
        Engine::Sqlite => MOST_STEPS,
        Engine::Postgres => MOST_ROWS,
    };
    let watch = Watch::over(app);
    for _ in 0..2 {
        let answer = match path.starts_with("/api/") {
            true => actor.get(path).await,
            false => actor.page(path).await,
        };
        assert!(
            answer.status.is_success(),
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
    }
    let heard = watch.take();
    assert!(
        !heard.is_empty(),
        "{path} asked the database nothing, or nothing was heard"
    );
    let too_dear = heard.into_iter().filter(|(_, cost)| *cost > most);
    dear.extend(too_dear.map(|(sql, cost)| format!("{path}: {cost}\n    {sql}")));
}

/// Changes that read by many keys before they write.
async fn change(app: &TestApp, owner: &Actor, seller: &str, dear: &mut Vec<String>) {
    let some: Vec<(String, String)> = sqlx::query_as(
        "select sku, product_id from variants where seller_id = $1 and sku is not null and removed_at is null
         order by variant_id limit 60",
    )
    .bind(seller)
    .fetch_all(app.db.reader())
    .await
    .unwrap();
    let items: Vec<Value> = some
        .iter()
        .map(|(sku, _)| json!({ "sku": sku, "on_hand": 5 }))
        .collect();
    let mut ids: Vec<&str> = some.iter().map(|(_, id)| id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let watch = Watch::over(app);
    owner
        .put("/seller/inventory", json!({ "items": items }))
        .await
        .is(200);
    let edit = json!({ "product_ids": ids, "changes": { "price_how": "percent", "price": 10 } });
    let edited = owner.post("/seller/products/bulk-edits", edit).await;
    assert!(edited.status.is_success(), "{}", edited.text());
    let mut file = "Handle,Title,Variant SKU,Variant Price\n".to_owned();
    for (at, (sku, _)) in some.iter().enumerate() {
        file.push_str(&format!("plans-{at},Mug {at},{sku}-new,5.00\n"));
    }
    let sent = owner
        .upload("/seller/products/imports", ("a.csv", file.as_bytes()), &[])
        .await;
    assert!(sent.status.is_success(), "{}", sent.text());
    app.work().await;
    let most = match app.db.engine() {
        Engine::Sqlite => 4 * MOST_STEPS,
        Engine::Postgres => MOST_ROWS,
    };
    let heard = watch.take();
    let too_dear = heard
        .into_iter()
        .filter(|(sql, cost)| *cost > most && !sql.contains("analyze"));
    dear.extend(too_dear.map(|(sql, cost)| format!("a change: {cost}\n    {sql}")));
}

async fn costs_the_same_in_a_large_shop(plan_cache_mode: &str) {
    let (mut app, seller) = large().await;
    if app.db.engine() == Engine::Postgres {
        explain_all(&app, plan_cache_mode).await;
        app.reopen().await;
    }
    let owner = app.signs_in("owner1@seed.test", "stallholder-seed").await;
    let admin = app.signs_in("admin@seed.test", "stallholder-seed").await;
    let mut dear = Vec::new();
    for path in OWNERS {
        ask(&app, &owner, path, &mut dear).await;
    }
    for path in ADMINS {
        ask(&app, &admin, path, &mut dear).await;
    }
    change(&app, &owner, &seller, &mut dear).await;
    assert!(dear.is_empty(), "{plan_cache_mode}:\n{}", dear.join("\n"));
}

#[tokio::test]
async fn lists_and_reads_by_keys_cost_the_same_in_a_large_shop() {
    costs_the_same_in_a_large_shop("force_custom_plan").await;
}

#[tokio::test]
async fn and_so_they_do_once_postgresql_plans_for_any_value() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Postgres {
        costs_the_same_in_a_large_shop("force_generic_plan").await;
    }
}
