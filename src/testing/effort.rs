//! Database effort of a request: rows scanned by PostgreSQL, steps of SQLite's machine. Neither depends on
//! how busy the machine is.

use super::TestApp;
use crate::db::Engine;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// A statement and what it cost.
pub type Effort = (String, i64);

/// Hears of every statement that an application runs, as long as it is kept.
pub struct Watch {
    app_path: String,
    heard: Arc<Mutex<Vec<Effort>>>,
    _listening: Option<DefaultGuard>,
}

impl Watch {
    /// On PostgreSQL the application's connections have to explain ([`explain_all`]), and the runtime has to be of one
    /// thread.
    pub fn over(app: &TestApp) -> Self {
        let heard = Arc::default();
        let app_path = app.config.database_url.trim_start_matches("sqlite://").to_owned();
        let listening = match app.db.engine() {
            Engine::Sqlite => {
                sqlite_in_thread::effort::watch(&app_path);
                None
            }
            Engine::Postgres => {
                let listener = Listener(Arc::clone(&heard));
                let subscriber = tracing_subscriber::registry().with(listener);
                Some(tracing::subscriber::set_default(subscriber))
            }
        };
        Self {
            app_path,
            heard,
            _listening: listening,
        }
    }

    /// Statements since the last call.
    pub fn take(&self) -> Vec<Effort> {
        let mut all = std::mem::take(&mut *self.heard.lock().expect("what was heard"));
        all.extend(sqlite_in_thread::effort::take(&self.app_path));
        all
    }
}

/// Has every later connection to the application's PostgreSQL database say what its statements cost, planned for the
/// values they are given (`force_custom_plan`) or for any (`force_generic_plan`).
pub async fn explain_all(app: &TestApp, plan_cache_mode: &str) {
    let url = &app.config.database_url;
    let name = url.rsplit('/').next().expect("a database");
    let mut connection = sqlx::AnyConnection::connect(url).await.expect("a connection");
    for (setting, value) in [
        ("session_preload_libraries", "auto_explain"),
        ("auto_explain.log_min_duration", "0"),
        ("auto_explain.log_analyze", "on"),
        ("auto_explain.log_timing", "off"),
        ("auto_explain.log_format", "json"),
        ("client_min_messages", "log"),
        ("plan_cache_mode", plan_cache_mode),
    ] {
        let set = format!("alter database {name} set {setting} = '{value}'");
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(set)))
            .await
            .expect("a setting of the database");
    }
    connection.close().await.expect("a connection that closes");
}

struct Listener(Arc<Mutex<Vec<Effort>>>);

impl<S: tracing::Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            let mut message = Message::default();
            event.record(&mut message);
            self.0
                .lock()
                .expect("what was heard")
                .extend(explained(&message.0));
        }
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.0 = value.to_owned();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" && self.0.is_empty() {
            self.0 = format!("{value:?}");
        }
    }
}

fn explained(message: &str) -> Option<Effort> {
    let (_, json) = message.split_once("plan:")?;
    let plan: Value = serde_json::from_str(json.trim()).ok()?;
    Some((plan["Query Text"].as_str()?.to_owned(), walked(&plan["Plan"])))
}

/// The rows that the scans of a plan have read, those they passed over included.
fn walked(plan: &Value) -> i64 {
    let number = |name: &str| plan[name].as_i64().unwrap_or_default();
    let own = match plan["Node Type"].as_str() {
        Some(kind) if kind.ends_with("Scan") => {
            let passed_over = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
            (number("Actual Rows") + passed_over) * number("Actual Loops")
        }
        _ => 0,
    };
    let parts = plan["Plans"].as_array().into_iter().flatten();
    own + parts.map(walked).sum::<i64>()
}
