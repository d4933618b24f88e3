//! Keyset pagination by id, newest first, in both directions: `?after=` older, `?before=` newer.

use crate::listed::Listed;

/// A place in a list sorted by id, and which way one looks from it.
#[derive(Debug, Clone)]
pub struct Keyset {
    place: Place,
    limit: i64,
    /// Whether the order is ascending.
    rising: bool,
}

#[derive(Debug, Clone)]
enum Place {
    Newest,
    OlderThan(String),
    NewerThan(String),
}

impl Keyset {
    /// The part of a list after `last`, or its beginning, for reading all of it.
    pub fn following(last: Option<String>, limit: i64) -> Self {
        Self {
            place: last.map_or(Place::Newest, Place::OlderThan),
            limit,
            rising: false,
        }
    }

    /// The part of a list before `first`, looked at from there: its oldest rows, shown newest first.
    pub fn preceding(first: String, limit: i64) -> Self {
        Self {
            place: Place::NewerThan(first),
            limit,
            rising: false,
        }
    }

    /// The list in ascending order: longest waiting first.
    pub fn oldest_first(self) -> Self {
        Self { rising: true, ..self }
    }

    /// The end of the statement: the comparison, the order and the limit. `$at` is to be bound to
    /// [`Keyset::bound`], the parameter after it to [`Keyset::fetch`].
    pub fn tail(&self, column: &str, at: usize) -> String {
        let (compared, order) = self.direction();
        format!(
            "{column} {compared} ${at} order by {column} {order} limit ${}",
            at + 1
        )
    }

    /// SQL with a literal limit, since PostgreSQL's generic plan would sort the whole table.
    pub fn tail_of_all(&self, column: &str, at: usize) -> String {
        let (compared, order) = self.direction();
        format!(
            "{column} {compared} ${at} order by {column} {order} limit {}",
            self.fetch()
        )
    }

    fn direction(&self) -> (&'static str, &'static str) {
        match self.is_rising() {
            true => (">", "asc"),
            false => ("<", "desc"),
        }
    }

    /// Whether it reads from older to newer.
    pub fn is_rising(&self) -> bool {
        matches!(self.place, Place::NewerThan(_)) != self.rising
    }

    /// Whether this is the first page.
    pub fn is_first(&self) -> bool {
        matches!(self.place, Place::Newest)
    }

    /// The id to compare with; above every id of that prefix for the newest.
    pub fn bound(&self, prefix: &str) -> String {
        match &self.place {
            Place::Newest if self.rising => prefix.to_owned(),
            Place::Newest => format!("{prefix}~"),
            Place::OlderThan(id) | Place::NewerThan(id) => id.clone(),
        }
    }

    /// Rows to read: one more than shown.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// The rows in list order, and whether there are more on either side.
    pub fn cut<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> String) -> Window<T> {
        let more = rows.len() as i64 > self.limit;
        rows.truncate(self.limit as usize);
        let (has_newer, has_older) = match self.place {
            Place::Newest => (false, more),
            Place::OlderThan(_) => (true, more),
            Place::NewerThan(_) => {
                rows.reverse();
                (more, true)
            }
        };
        Window {
            newer: rows.first().filter(|_| has_newer).map(&id),
            older: rows.last().filter(|_| has_older).map(&id),
            rows,
        }
    }
}

impl Keyset {
    /// The rows of a read that stopped early at `last`, from where the list continues.
    pub fn cut_short<T>(&self, rows: Vec<T>, last: String, id: impl Fn(&T) -> String) -> Window<T> {
        let mut window = self.cut(rows, id);
        match &self.place {
            Place::NewerThan(place) => {
                window.newer = Some(last);
                window.older = window.older.or_else(|| Some(place.clone()));
            }
            Place::OlderThan(place) => {
                window.older = Some(last);
                window.newer = window.newer.or_else(|| Some(place.clone()));
            }
            Place::Newest => window.older = Some(last),
        }
        window
    }
}

/// A page of a list, with cursors to newer and older ones.
#[derive(Debug, Clone)]
pub struct Window<T> {
    pub rows: Vec<T>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

impl<T> Window<T> {
    /// As the API answers it.
    pub fn listed(self) -> Listed<T> {
        Listed {
            data: self.rows,
            next: self.older,
        }
    }

    /// The addresses of the newer and the older part; `path` may have a query of its own.
    pub fn links(&self, path: &str) -> (Option<String>, Option<String>) {
        let joint = if path.contains('?') { '&' } else { '?' };
        let link =
            |name: &str, id: &Option<String>| id.as_ref().map(|id| format!("{path}{joint}{name}={id}"));
        (link("before", &self.newer), link("after", &self.older))
    }

    /// Links of a list in [`Keyset::oldest_first`] order.
    pub fn links_oldest_first(&self, path: &str) -> (Option<String>, Option<String>) {
        let (before, after) = self.links(path);
        (after, before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("id{n}")).collect()
    }

    #[test]
    fn the_newest_part_leads_to_older_ones_only() {
        let keyset = Keyset {
            place: Place::Newest,
            limit: 2,
            rising: false,
        };
        let window = keyset.cut(ids(3), String::clone);
        assert_eq!((window.newer, window.older), (None, Some("id1".to_owned())));
    }

    #[test]
    fn looking_at_newer_rows_shows_the_newest_first_and_leads_back() {
        let keyset = Keyset {
            place: Place::NewerThan("x".to_owned()),
            limit: 2,
            rising: false,
        };
        let window = keyset.cut(ids(2), String::clone);
        assert_eq!(window.rows, ["id1", "id0"]);
        assert_eq!((window.newer, window.older), (None, Some("id0".to_owned())));
    }
}
