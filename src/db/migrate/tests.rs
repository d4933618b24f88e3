use super::*;
use crate::clock::Clock;
use crate::secret::Secrets;
use crate::state::App;
use crate::testing::{TestApp, TestDatabase};

async fn open(url: &str) -> Db {
    Db::open(url, &Secrets::of("no secret")).await.unwrap()
}

/// The application started once more, as `serve`, `migrate` or `admin create` start it.
async fn start_beside(app: &TestApp) -> App {
    let mut config = (*app.config).clone();
    config.migrate = true;
    App::open(config, Clock::system()).await.unwrap()
}

async fn run(db: &Db, statement: &str) {
    let mut tx = db.begin().await.unwrap();
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Has the database look as if an older version had prepared it.
async fn forget_version(db: &Db) {
    run(db, "update schema_version set fingerprint = 'another'").await;
    assert_eq!(db.version().await.unwrap(), Version::Other);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_at_once_on_an_empty_database_all_start() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::empty(folder.path()).await;
    if open(&database.url).await.engine() == Engine::Sqlite {
        // One process has it, and that migrates once.
        return open(&database.url).await.migrate().await.unwrap();
    }
    let start = async || {
        let db = open(&database.url).await;
        db.migrate().await.unwrap();
        assert_eq!(db.version().await.unwrap(), Version::Same);
        db.close().await;
    };
    tokio::join!(start(), start(), start());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_beside_a_working_server_sends_nothing() {
    let app = TestApp::new().await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update sellers set updated_at = updated_at")
        .execute(&mut *tx)
        .await
        .unwrap();
    // Whatever asked for the lock of a table, or for SQLite's only one, would wait for this transaction.
    for _ in 0..10 {
        let started = tokio::time::timeout(Duration::from_secs(5), start_beside(&app));
        started.await.unwrap().db.close().await;
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_comes_to_a_server_that_serves() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let storefront = app.storefront().await;
    let mug = ann.product("Mug", "10.00", 1000).await;
    let writing = tokio::spawn(async move {
        for at in 0..60 {
            storefront.order(&format!("WEB-{at}"), &[(&mug, 1)]).await;
            let name = serde_json::json!({ "name": format!("Mug {at}") });
            ann.patch(&format!("/seller/products/{}", mug.product_id), name)
                .await
                .is(200);
        }
    });
    for _ in 0..3 {
        forget_version(&app.db).await;
        start_beside(&app).await.db.close().await;
        assert_eq!(app.db.version().await.unwrap(), Version::Same);
    }
    writing.await.unwrap();
    assert_eq!(app.differences().await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_database_of_another_version_is_named_and_not_touched() {
    let app = TestApp::new().await;
    let url = &app.config.database_url;
    Db::open_to_read(url).await.unwrap().close().await;
    forget_version(&app.db).await;
    let refused = Db::open_to_read(url).await.unwrap_err();
    assert!(
        matches!(refused, DbError::OtherVersion(Version::Other)),
        "{refused}"
    );
    assert!(!refused.to_string().contains('\n'));
    assert!(App::open((*app.config).clone(), Clock::system()).await.is_err());
    run(
        &app.db,
        "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)",
    )
    .await;
    assert_eq!(app.db.version().await.unwrap(), Version::Older);
}

#[tokio::test]
async fn a_newer_database_is_refused_by_whoever_would_migrate_it() {
    let app = TestApp::new().await;
    run(
        &app.db,
        "update _sqlx_migrations set version = 99991231000000
         where version = (select max(version) from _sqlx_migrations)",
    )
    .await;
    let refused = app.db.migrate().await.unwrap_err();
    assert!(
        matches!(refused, DbError::OtherVersion(Version::Newer)),
        "{refused}"
    );
}

#[tokio::test]
async fn a_database_that_is_not_there_is_not_made_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let url = format!("sqlite://{}", path.display());
    assert!(Db::open_to_read(&url).await.is_err());
    assert!(!path.exists());
}

#[tokio::test]
async fn what_is_only_added_to_is_neither_replaced_nor_emptied() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "10.00", 10).await;
    app.storefront().await.order("WEB-1", &[(&mug, 1)]).await;
    app.super_admin()
        .await
        .patch("/api/admin/policy", serde_json::json!({ "hold_days": 3 }))
        .await
        .is(200);
    for table in ["transfers", "audit_entries", "policies", "order_events"] {
        let statements: Vec<String> = match app.db.engine() {
            Engine::Sqlite => vec![
                format!("insert or replace into {table} select * from {table}"),
                format!("insert or replace into {table} (rowid, at) select rowid, 0 from {table}"),
                format!("replace into {table} select * from {table}"),
            ],
            Engine::Postgres => vec![format!("truncate {table}"), format!("truncate {table} cascade")],
        };
        for statement in statements.into_iter().chain([format!("delete from {table}")]) {
            let mut tx = app.db.begin().await.unwrap();
            let done = sqlx::query(AssertSqlSafe(statement.clone()))
                .execute(&mut *tx)
                .await;
            let refused = done.expect_err(&statement).to_string();
            assert!(refused.contains("only ever added to"), "{statement}: {refused}");
        }
    }
}

#[test]
fn a_statement_ends_with_its_line_and_not_within_a_body() {
    let file =
        "-- first\ncreate table a (b text);\ncreate function f() as $$\nbegin\n    x;\nend $$;\ndrop a;\n";
    let statements: Vec<&str> = statements_of(file).collect();
    assert_eq!(statements.len(), 3);
    assert!(statements[1].ends_with("end $$;\n"));
    assert_eq!(statements_of(POSTGRES_OWN).collect::<String>(), POSTGRES_OWN);
}
