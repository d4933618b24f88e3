//! Report of failed rows, as uploaded plus an `error` column, to fix and import again.

use super::assembled::rows_of;
use crate::files::LocalFile;
use crate::id::ImportId;
use crate::imports::store;
use crate::problem::Problem;
use crate::product_files::{RefusedRows, Table, Unreadable};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::streamed::{Sender, streamed};
use axum::body::Body;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

/// Failed products read at once.
const CHUNK: i64 = 500;
/// Failed lines loaded before reading a piece of the file; more than a piece has rows.
const AHEAD: usize = 2_000;

/// The CSV of refused rows, in the columns of the file that was sent; made while it is sent.
pub async fn refused_csv(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<Body, Problem> {
    let import = store::import(&app.db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let file = super::file::local(app, &import).await?;
    let refusals = Refusals::of(app, import_id);
    let write = move |sender: Sender| async move { write(file, refusals, &sender).await };
    streamed(app, member.seller_id.as_str(), write).await
}

async fn write(file: LocalFile, mut refusals: Refusals, sender: &Sender) -> Result<(), Problem> {
    let opened = File::open(file.path()).map_err(|error| Problem::internal(&error))?;
    let mut rows = match Table::open(BufReader::new(opened)) {
        Ok(table) => RefusedRows::of(table),
        Err(error) => return ended(error),
    };
    loop {
        refusals.read_ahead().await?;
        let piece = match refusals.piece(&mut rows) {
            Ok(Some(piece)) => piece,
            Ok(None) => return Ok(()),
            Err(error) => return ended(error),
        };
        refusals.check()?;
        if !sender.send(piece).await {
            return Ok(());
        }
    }
}

/// Ends the report at an unreadable position, where the import also ended.
fn ended(error: Unreadable) -> Result<(), Problem> {
    match error {
        Unreadable::Io(error) => Err(Problem::internal(&error)),
        _ => Ok(()),
    }
}

/// The next failed lines of the file with their errors.
struct Refusals {
    app: App,
    import_id: ImportId,
    by_line: BTreeMap<u64, String>,
    /// The last refused product that was read. A product is numbered by its first line, so that every refused line up
    /// to there is known.
    read_to: i64,
    is_last_read: bool,
    /// The last line of the file that was passed.
    passed: u64,
}

impl Refusals {
    fn of(app: &App, import_id: &ImportId) -> Self {
        Self {
            app: app.clone(),
            import_id: import_id.clone(),
            by_line: BTreeMap::new(),
            read_to: -1,
            is_last_read: false,
            passed: 0,
        }
    }

    /// Reads products until enough lines are known, or all of them.
    async fn read_ahead(&mut self) -> Result<(), Problem> {
        while !self.is_last_read && self.known() < AHEAD {
            self.read_products().await?;
        }
        Ok(())
    }

    fn known_to(&self) -> u64 {
        u64::try_from(self.read_to).unwrap_or_default()
    }

    /// Number of loaded failed lines before any not yet loaded, counted as far as needed.
    fn known(&self) -> usize {
        let to = self.known_to();
        let ahead = self.by_line.range(self.passed + 1..);
        ahead.take_while(|(line, _)| **line <= to).take(AHEAD).count()
    }

    /// The next piece of the file; the lines that it passed are forgotten.
    fn piece(&mut self, rows: &mut RefusedRows<BufReader<File>>) -> Result<Option<Vec<u8>>, Unreadable> {
        let passed = Cell::new(self.passed);
        let piece = rows.piece(|line| {
            passed.set(line);
            self.by_line.get(&line).cloned()
        });
        self.passed = passed.get();
        self.by_line = self.by_line.split_off(&(self.passed + 1));
        piece
    }

    /// Checks that no line was passed before its result was known.
    fn check(&self) -> Result<(), Problem> {
        if self.is_last_read || self.passed <= self.known_to() {
            return Ok(());
        }
        let wrong = std::io::Error::other("a piece of the refused rows has more rows than are read ahead");
        Err(Problem::internal(&wrong))
    }

    /// Reads the next failed products: their lines and errors.
    async fn read_products(&mut self) -> Result<(), Problem> {
        let (app, import_id) = (&self.app, &self.import_id);
        let runs = store::refused_runs(&app.db, import_id, self.read_to, CHUNK).await?;
        let (Some((first, _)), Some((last, _))) = (runs.first(), runs.last()) else {
            self.is_last_read = true;
            return Ok(());
        };
        for (_, fields) in &runs {
            let rows = rows_of(fields).map_err(|error| Problem::internal(&error))?;
            let lines = rows.iter().map(|row| (row.line, String::new()));
            self.by_line.extend(lines);
        }
        for refusal in store::refusals_of(&app.db, import_id, *first, *last).await? {
            let told = self.by_line.entry(refusal.line as u64).or_default();
            if !told.is_empty() {
                told.push(' ');
            }
            match &refusal.column_name {
                Some(column) => told.push_str(&format!("{column}: {}", refusal.message)),
                None => told.push_str(&refusal.message),
            }
        }
        self.read_to = *last;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn every_refused_row_of_a_long_file_is_given_back_in_order() {
        let app = TestApp::new().await;
        let ann = app.seller("ann").await;
        let row = |number: usize| format!("mug-{number},Mug,M-{number},-1,5\n");
        let rows: Vec<String> = (0..2_700).map(row).collect();
        let file = format!("handle,title,sku,price,on_hand\n{}", rows.concat());
        let sent = ann.upload("/seller/products/imports", ("a.csv", file.as_bytes()), &[]);
        let location = sent.await.is(202).location();
        app.work().await;
        let report = ann.get(&format!("{location}/errors.csv")).await.is(200).text();
        let given_back: Vec<&str> = report.lines().skip(1).collect();
        assert_eq!(given_back.len(), rows.len());
        let in_order = given_back
            .iter()
            .zip(&rows)
            .all(|(given, row)| given.starts_with(row.trim()));
        assert!(in_order && given_back.iter().all(|row| row.contains("price: ")));
    }
}
