//! Tests of a seeded marketplace.

use crate::config::Seed;
use crate::db::Db;
use crate::id::SellerId;
use crate::orders::recount;
use crate::testing::TestApp;
use crate::wallet;

/// A marketplace of that seed, in a database of its own.
async fn seeded(seed: u64) -> (TestApp, Db) {
    let app = TestApp::new().await;
    let asked = Seed {
        sellers: 4,
        products: 20,
        orders: 300,
        seed,
    };
    super::seed(&app, &asked).await.unwrap();
    let db = Db::open(&app.config.database_url, &app.secrets).await.unwrap();
    (app, db)
}

type Rows = Vec<(String, i64, i64, i64)>;

/// Roll-up rows, without empty days or products.
async fn rollups(db: &Db) -> [Rows; 2] {
    let statuses = "select seller_id || day || status as place, orders, units, total_minor - refunded_minor * refunded_orders
        from daily_statuses where orders <> 0 order by seller_id, day, status";
    let products = "select seller_id || day || product_id as place, units, revenue_minor, units
        from daily_products where units <> 0 or revenue_minor <> 0 order by seller_id, day, product_id";
    let mut read = [Rows::new(), Rows::new()];
    for (rows, sql) in read.iter_mut().zip([statuses, products]) {
        *rows = sqlx::query_as(sql).fetch_all(db.reader()).await.unwrap();
    }
    read
}

/// Orders, what they come to, transfers, what they move.
async fn totals(db: &Db) -> (i64, i64, i64, i64) {
    sqlx::query_as(
        "select count(*), cast(sum(total_minor) as bigint), (select count(*) from transfers),
             (select cast(sum(amount_minor) as bigint) from transfers) from orders",
    )
    .fetch_one(db.reader())
    .await
    .unwrap()
}

#[tokio::test]
async fn a_seeded_ledger_proves_right() {
    let (_app, db) = seeded(1).await;
    let (transfers, differences) = wallet::verify(&db).await.unwrap();
    assert_eq!((transfers > 300, differences), (true, Vec::new()));
}

#[tokio::test]
async fn seeded_rollups_are_what_counting_the_orders_gives() {
    let (_app, db) = seeded(2).await;
    let before = rollups(&db).await;
    assert!(before.iter().all(|rows| rows.len() > 20));
    let sellers: Vec<(String,)> = sqlx::query_as("select seller_id from sellers")
        .fetch_all(db.reader())
        .await
        .unwrap();
    for (seller_id,) in sellers {
        recount(&db, &SellerId::stored(seller_id)).await.unwrap();
    }
    assert_eq!(before, rollups(&db).await);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_marketplace() {
    let (_first_app, first) = seeded(3).await;
    let (_second_app, second) = seeded(3).await;
    let (_other_app, other) = seeded(4).await;
    assert_eq!(totals(&first).await, totals(&second).await);
    assert_ne!(totals(&first).await, totals(&other).await);
}
