//! Unavailable databases: how each engine reports them, and commits with unknown result.

use sqlx::Error;

/// A commit whose answer was lost with the connection.
#[derive(Debug, thiserror::Error)]
#[error("the reply to a commit was lost")]
struct LostCommit(#[source] Error);

/// SQLite's primary result codes of unavailability: busy, locked, out of memory, read-only, I/O, full, cannot
/// open.
const SQLITE_AWAY: [i32; 7] = [5, 6, 7, 8, 10, 13, 14];
/// Result code of a failed disk operation.
const SQLITE_IO: i32 = 10;

/// Whether the database is unreachable, shutting down or read-only now; a retry may succeed.
pub fn is_away(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        Error::Database(_) => match code(error) {
            Some(Code::Sqlite(code)) => SQLITE_AWAY.contains(&code),
            Some(Code::State(state)) => is_state_away(&state),
            None => false,
        },
        _ => false,
    }
}

/// Whether a commit's result is unknown.
pub fn is_lost_commit(error: &Error) -> bool {
    let Error::Io(error) = error else { return false };
    error.get_ref().is_some_and(|inner| inner.is::<LostCommit>())
}

/// Error of a commit, marked if the database may have committed without confirming.
pub(super) fn of_commit(error: Error) -> Error {
    let is_lost = match &error {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::WorkerCrashed => true,
        Error::Database(_) => match code(&error) {
            Some(Code::Sqlite(code)) => code == SQLITE_IO,
            Some(Code::State(state)) => state.starts_with("08") || state.starts_with("57P"),
            None => false,
        },
        _ => false,
    };
    if is_lost {
        Error::Io(std::io::Error::other(LostCommit(error)))
    } else {
        error
    }
}

enum Code {
    Sqlite(i32),
    /// Five characters, as the SQL standard has them.
    State(String),
}

fn code(error: &Error) -> Option<Code> {
    let code = error.as_database_error()?.code()?;
    match code.parse::<i32>() {
        Ok(number) if code.len() < 5 => Some(Code::Sqlite(number & 0xff)),
        _ => Some(Code::State(code.into_owned())),
    }
}

/// PostgreSQL states of unavailability: connections refused or cut (08, 57P), resources exhausted (53),
/// authorization (28) and database (3D), read-only (25006), statement cancelled (57014), disk (58), lock
/// time-out (55P03), idle transaction time-out (25P03).
fn is_state_away(state: &str) -> bool {
    ["08", "57P", "53", "28", "3D", "58"]
        .iter()
        .any(|class| state.starts_with(class))
        || matches!(state, "25006" | "25P03" | "55P03" | "57014")
}

#[cfg(test)]
mod tests {
    use crate::db::{Engine, Tx};
    use crate::problem::{Code, Problem};
    use crate::testing::{Answer, PASSWORD, TestApp};
    use serde_json::json;

    /// Ends all other connections to the database.
    async fn end_connections(app: &TestApp) {
        sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .execute(app.db.reader())
        .await
        .unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    async fn note(tx: &mut Tx, caller: &str) -> sqlx::Result<()> {
        sqlx::query(
            "insert into idempotency_keys (caller, route, idempotency_key, body_hash, created_at)
             values ($1, 'r', 'k', 'b', 0)",
        )
        .bind(caller)
        .execute(&mut **tx)
        .await
        .map(drop)
    }

    #[tokio::test]
    async fn a_connection_that_is_cut_between_statements_is_no_mistake_of_ours() {
        let app = TestApp::new().await;
        if app.db.engine() == Engine::Sqlite {
            return;
        }
        let mut tx = app.db.begin().await.unwrap();
        note(&mut tx, "first").await.unwrap();
        end_connections(&app).await;
        let problem = Problem::from(note(&mut tx, "second").await.unwrap_err());
        assert_eq!(problem.code, Code::Unavailable);
        assert!(problem.retry_after().is_some() && !problem.detail.contains("cannot say"));
        drop(tx);
        // The pool finds itself a connection again.
        app.anonymous().get("/readyz").await.is(200);
    }

    #[tokio::test]
    async fn of_a_commit_whose_answer_is_lost_nothing_is_claimed() {
        let app = TestApp::new().await;
        if app.db.engine() == Engine::Sqlite {
            return;
        }
        let mut tx = app.db.begin().await.unwrap();
        note(&mut tx, "first").await.unwrap();
        end_connections(&app).await;
        let problem = Problem::from(tx.commit().await.unwrap_err());
        assert_eq!(problem.code, Code::Unavailable);
        assert!(problem.detail.contains("cannot say"), "{}", problem.detail);
    }

    #[tokio::test]
    async fn while_postgres_refuses_connections_pages_and_calls_are_503_and_then_go_on() {
        let app = TestApp::new().await;
        if app.db.engine() == Engine::Sqlite {
            return;
        }
        let ann = app.seller("ann").await;
        let (server, name) = app.config.database_url.rsplit_once('/').unwrap();
        let rename = async |from: &str, to: &str| {
            use sqlx::Connection;
            let mut other = sqlx::AnyConnection::connect(&format!("{server}/postgres"))
                .await
                .unwrap();
            let end =
                format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'");
            let rename = format!("alter database {from} rename to {to}");
            for statement in [end, rename] {
                let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
                statement.execute(&mut other).await.unwrap();
            }
        };
        let away = format!("{name}_away");
        rename(name, &away).await;
        let sign_in = json!({ "email": "ann@example.test", "password": PASSWORD });
        let is_away = |answer: Answer| {
            let answer = answer.is(503);
            assert!(!answer.header("retry-after").is_empty(), "{}", answer.asked);
            answer
        };
        is_away(ann.get("/seller/orders").await).is_problem(503, "unavailable");
        is_away(app.anonymous().post("/auth/login", sign_in).await).is_problem(503, "unavailable");
        is_away(ann.page("/orders").await).has("We cannot reach our database");
        let fields = [("email", "ann@example.test"), ("password", PASSWORD)];
        is_away(app.anonymous().form("/do/accounts/sign-in", &fields).await);
        is_away(app.anonymous().page("/readyz").await);
        app.anonymous().page("/healthz").await.is(200);
        rename(&away, name).await;
        ann.get("/seller/orders").await.is(200);
    }

    #[tokio::test]
    async fn a_full_disk_signs_nobody_in_and_says_so() {
        let app = TestApp::new().await;
        if app.db.engine() == Engine::Postgres {
            return;
        }
        let ann = app.seller("ann").await;
        // As many pages as there are.
        let mut tx = app.db.begin().await.unwrap();
        sqlx::raw_sql("pragma max_page_count = 1")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let fields = [("email", "ann@example.test"), ("password", PASSWORD)];
        let mut full = 0;
        for round in 0..150 {
            let call = json!({ "email": "ann@example.test", "password": PASSWORD });
            let shop = json!({
                "email": format!("new{round}@example.test"), "password": PASSWORD, "shop_name": "Clay",
                "country": "IE", "currency": "EUR", "accept_terms": true,
            });
            let anyone = app.anonymous();
            let mut answers = vec![
                anyone.form("/do/accounts/sign-in", &fields).await,
                anyone.post("/auth/login", call).await,
            ];
            // Real hashing: now and then is often enough.
            if round % 50 == 49 {
                answers.push(anyone.post("/seller/register", shop).await);
            }
            for answer in answers {
                let is_full = answer.status.as_u16() == 503;
                assert!(
                    is_full || answer.status.as_u16() < 400,
                    "{} {}",
                    answer.asked,
                    answer.text()
                );
                assert_eq!(
                    is_full,
                    !answer.header("retry-after").is_empty(),
                    "{}",
                    answer.asked
                );
                full += usize::from(is_full);
            }
        }
        assert!(full > 10, "{full}");
        ann.page("/orders").await.is(200);
    }
}
