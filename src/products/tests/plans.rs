//! Tests that queries cost the same however large a shop is.

use crate::db::Engine;
use crate::testing::TestApp;
use sqlx::AssertSqlSafe;

/// Without [what it is told](../../db/sqlite.sql), SQLite takes a seller for one with ten products. PostgreSQL plans by
/// its statistics.
#[tokio::test]
async fn some_products_and_variants_are_found_without_walking_through_the_shop() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Postgres {
        return;
    }
    let places = "select value from json_each('[\"a\"]')";
    for (sql, index) in [
        (
            format!("select sku from variants where seller_id = 's' and variant_id in ({places})"),
            "(variant_id=?)",
        ),
        (
            format!("select sku from variants where seller_id = 's' and product_id in ({places})"),
            "(product_id=?)",
        ),
        (
            format!("delete from variants where seller_id = 's' and product_id in ({places})"),
            "(product_id=?)",
        ),
        (
            format!("select cost_minor from variants where seller_id = 's' and sku in ({places})"),
            "(seller_id=? AND sku=?)",
        ),
        (
            format!(
                "select p.product_id, count(v.variant_id) from products p
                 left join variants v on v.product_id = p.product_id and v.removed_at is null
                 where p.seller_id = 's' and p.product_id in ({places}) group by p.product_id"
            ),
            "variants_by_product",
        ),
        (
            format!(
                "update products set version = version + 1 from (values ('a', 1){}) v
                 where products.product_id = v.column1 and products.version = v.column2 and products.seller_id = 's'",
                ", ('b', 1)".repeat(255)
            ),
            "(seller_id=? AND product_id=?)",
        ),
    ] {
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("explain query plan {sql}")))
                .fetch_all(app.db.reader())
                .await
                .unwrap();
        assert!(rows.iter().any(|row| row.3.contains(index)), "{rows:?}");
    }
}

#[tokio::test]
async fn sqlite_is_told_of_every_index_that_begins_with_the_seller() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Postgres {
        return;
    }
    let untold: Vec<(String,)> = sqlx::query_as(
        "select name from sqlite_master where type = 'index' and tbl_name = 'products'
           and sql like '%(seller_id,%' and sql not like '% where %'
           and name not in (select idx from sqlite_stat1 where tbl = 'products')",
    )
    .fetch_all(app.db.reader())
    .await
    .unwrap();
    assert_eq!(untold, []);
}
