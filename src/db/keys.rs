//! Reads by many keys with a single parameter, so that one prepared statement serves any number.
//!
//! `in ($2, …, $65)` is planned anew for each number of keys, and PostgreSQL's generic plan of it may walk through all
//! that the rest of the condition leaves. A list in one parameter is taken for a few keys on both engines, and looked up
//! by them in the index.

use super::Engine;

/// Keys as [`Engine::is_one_of`] takes them: a JSON array.
pub fn key_list<K: AsRef<str>>(keys: &[K]) -> String {
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    serde_json::Value::from(keys).to_string()
}

impl Engine {
    /// The keys in the parameter at that place, as the table `keys` with the column `value`.
    pub fn keys(self, place: usize) -> String {
        match self {
            Self::Sqlite => format!("json_each(${place}) keys"),
            Self::Postgres => {
                format!("json_array_elements_text(cast(${place} as json)) as keys (value)")
            }
        }
    }

    /// The rest of a condition that begins with a column: it is one of the keys in the parameter at that place.
    pub fn is_one_of(self, place: usize) -> String {
        match self {
            Self::Sqlite => format!("in (select value from json_each(${place}))"),
            Self::Postgres => {
                format!("= any (array(select json_array_elements_text(cast(${place} as json))))")
            }
        }
    }
}
