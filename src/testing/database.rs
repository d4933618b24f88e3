//! Migrated database per test: a copy of a file or of a template database.

use crate::db::Db;
use crate::secret::Secrets;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::path::Path;
use tokio::sync::OnceCell;

/// Names the PostgreSQL server to test on; without it, the tests use SQLite.
const SERVER: &str = "STALLHOLDER_TEST_POSTGRES";

/// A database that goes away with its test.
pub struct TestDatabase {
    pub url: String,
    /// The server and the name on it, when it is PostgreSQL.
    on_server: Option<(String, String)>,
}

impl TestDatabase {
    /// A migrated, empty database; an SQLite file in `folder`.
    pub async fn create(folder: &Path) -> Self {
        match server() {
            None => Self::sqlite(folder).await,
            Some(server) => Self::postgres(server).await,
        }
    }

    /// One in which nothing is, not even a table.
    pub async fn empty(folder: &Path) -> Self {
        let Some(server) = server() else {
            return Self {
                url: format!("sqlite://{}", folder.join("stallholder.db").display()),
                on_server: None,
            };
        };
        let name = format!("stallholder_test_{}", crate::secret::random_text(8));
        run(&server, &format!("create database {name}")).await;
        Self {
            url: format!("{server}/{name}"),
            on_server: Some((server, name)),
        }
    }

    async fn sqlite(folder: &Path) -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let bytes = TEMPLATE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().expect("a folder for the template");
                let path = folder.path().join("template.db");
                let db = Db::open(&format!("sqlite://{}", path.display()), &Secrets::of("no secret"))
                    .await
                    .expect("the template opens");
                db.migrate().await.expect("the template migrates");
                // Closing the last connection moves everything from the log into the file.
                db.close().await;
                std::fs::read(&path).expect("the template can be read")
            })
            .await;
        let path = folder.join("stallholder.db");
        std::fs::write(&path, bytes).expect("the database can be written");
        Self {
            url: format!("sqlite://{}", path.display()),
            on_server: None,
        }
    }

    async fn postgres(server: String) -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(|| async {
                // Named by what is in it, so that the next run finds it made.
                let template = format!("stallholder_template_{}", fingerprint());
                if !exists(&server, &template).await {
                    let draft = format!("{template}_{}", std::process::id());
                    run(&server, &format!("create database {draft}")).await;
                    let db = Db::open(&format!("{server}/{draft}"), &Secrets::of("no secret"))
                        .await
                        .expect("the draft opens");
                    db.migrate().await.expect("the draft migrates");
                    db.close().await;
                    run(&server, &format!("alter database {draft} rename to {template}")).await;
                }
                template
            })
            .await;
        let name = format!("stallholder_test_{}", crate::secret::random_text(8));
        run(&server, &format!("create database {name} template {template}")).await;
        Self {
            url: format!("{server}/{name}"),
            on_server: Some((server, name)),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.on_server.take() else {
            return;
        };
        // The test's own runtime may be going down: the database is dropped from another one.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime
                .expect("a runtime to drop the database from")
                .block_on(run(
                    &server,
                    &format!("drop database if exists {name} with (force)"),
                ));
        });
        let _ = dropping.join();
    }
}

/// The PostgreSQL server to test on.
fn server() -> Option<String> {
    let server = std::env::var(SERVER).ok().filter(|server| !server.is_empty())?;
    Some(server.trim_end_matches('/').to_owned())
}

async fn connection(server: &str) -> sqlx::AnyConnection {
    sqlx::any::install_default_drivers();
    sqlx::AnyConnection::connect(&format!("{server}/postgres"))
        .await
        .expect("the PostgreSQL server named in STALLHOLDER_TEST_POSTGRES answers")
}

async fn run(server: &str, statement: &str) {
    let mut connection = connection(server).await;
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(statement.to_owned())))
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    let _ = connection.close().await;
}

async fn exists(server: &str, name: &str) -> bool {
    let mut connection = connection(server).await;
    let found: Option<(i64,)> = sqlx::query_as(
        "select cast(count(*) as bigint) from pg_database where datname = $1 having count(*) > 0",
    )
    .bind(name)
    .fetch_optional(&mut connection)
    .await
    .expect("databases can be listed");
    let _ = connection.close().await;
    found.is_some()
}

/// Hash of the schema, in 16 characters.
fn fingerprint() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(root.join("migrations"))
        .expect("the migrations are beside the source")
        .map(|entry| entry.expect("a migration").path())
        .chain([root.join("src/db/postgres.sql")])
        .collect();
    files.sort();
    let mut all = Sha256::new();
    for file in files {
        all.update(std::fs::read(file).expect("a migration can be read"));
    }
    crate::secret::hash_bytes(&all.finalize())[..16].to_owned()
}
