//! The steps that SQLite's machine takes for each statement, for tests that ask what a request costs.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// What ran on watched files, by their paths.
static WATCHED: LazyLock<Mutex<HashMap<String, Vec<(String, i64)>>>> = LazyLock::new(Mutex::default);

fn watched() -> MutexGuard<'static, HashMap<String, Vec<(String, i64)>>> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes from now on what runs on the database at this path.
pub fn watch(path: &str) {
    watched().insert(path.to_owned(), Vec::new());
}

/// What ran there since the last time.
pub fn take(path: &str) -> Vec<(String, i64)> {
    watched().get_mut(path).map(std::mem::take).unwrap_or_default()
}

pub fn note(connection: &rusqlite::Connection, sql: &str, steps: i32) {
    let path = connection.path().unwrap_or_default();
    if let Some(ran) = watched().get_mut(path) {
        ran.push((sql.to_owned(), i64::from(steps)));
    }
}
