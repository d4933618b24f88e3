//! The answer to a list: some rows, and the cursor of those that follow.

use serde::Serialize;

/// One answer of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Listed<T> {
    pub data: Vec<T>,
    /// Cursor of the next page, or null at the end.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// Keeps `limit` of the rows read and makes the next cursor.
    pub fn cut(mut rows: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
        let more = rows.len() as i64 > limit;
        rows.truncate(limit as usize);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { data: rows, next }
    }

    pub fn map<U>(self, into: impl FnMut(T) -> U) -> Listed<U> {
        Listed {
            data: self.data.into_iter().map(into).collect(),
            next: self.next,
        }
    }
}
