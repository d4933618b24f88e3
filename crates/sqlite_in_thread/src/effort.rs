//! SQLite virtual machine steps per statement, for tests of query cost. Nothing is counted before the first
//! [`watch`].

use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Whether any file is watched.
static WATCHING: AtomicBool = AtomicBool::new(false);

/// Statements run on watched files, by path, each with its steps.
static WATCHED: LazyLock<Mutex<HashMap<String, Vec<(String, i64)>>>> = LazyLock::new(Mutex::default);

fn watched() -> MutexGuard<'static, HashMap<String, Vec<(String, i64)>>> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts recording statements on the database at this path.
pub fn watch(path: &str) {
    watched().insert(path.to_owned(), Vec::new());
    WATCHING.store(true, Ordering::Relaxed);
}

pub(crate) fn is_watching() -> bool {
    WATCHING.load(Ordering::Relaxed)
}

/// Statements recorded since the last call.
pub fn take(path: &str) -> Vec<(String, i64)> {
    watched().get_mut(path).map(std::mem::take).unwrap_or_default()
}

pub(crate) fn note(connection: &Connection, sql: &str, steps: i32) {
    let path = connection.path().unwrap_or_default();
    if let Some(ran) = watched().get_mut(path) {
        ran.push((sql.to_owned(), i64::from(steps)));
    }
}
