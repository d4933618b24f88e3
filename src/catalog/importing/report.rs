//! The refused rows as they were, with an `error` column, to be mended and sent again.

use super::piece::rows_of;
use crate::catalog::imports::{Table, Unreadable, refused_rows};
use crate::catalog::store;
use crate::id::ImportId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::streamed::streamed;
use axum::body::Body;
use std::collections::HashMap;
use std::io::BufReader;

/// Refused products read at once.
const CHUNK: i64 = 500;

/// The CSV of refused rows, in the columns of the file that was sent; made while it is sent.
pub async fn refused_csv(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<Body, Problem> {
    let import = store::import(&app.db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let errors = errors(app, import_id).await?;
    let file = std::fs::File::open(app.files().join(&import.file_path))
        .map_err(|_| Problem::conflict("The file is not kept any more."))?;
    let (sender, body) = streamed();
    tokio::task::spawn_blocking(move || {
        let give = |piece: Vec<u8>| {
            // Whoever stopped reading needs no more of it.
            let _ = sender.send_blocking(piece);
        };
        let written = Table::open(BufReader::new(file))
            .and_then(|table| refused_rows(table, |line| errors.get(&line).cloned(), give));
        if let Err(Unreadable::Io(error)) = written {
            tracing::error!("a report of refused rows could not be read: {error}");
            sender.fail_blocking(error);
        }
    });
    Ok(body)
}

/// The lines of every refused product, with what is to be mended on each.
async fn errors(app: &App, import_id: &ImportId) -> Result<HashMap<u64, String>, Problem> {
    let mut errors: HashMap<u64, String> = HashMap::new();
    let mut after = -1;
    loop {
        let runs = store::refused_runs(&app.db, import_id, after, CHUNK).await?;
        let (Some((first, _)), Some((last, _))) = (runs.first(), runs.last()) else {
            return Ok(errors);
        };
        for (_, fields) in &runs {
            let rows = rows_of(fields).map_err(|error| Problem::internal(&error))?;
            errors.extend(rows.iter().map(|row| (row.line, String::new())));
        }
        for refusal in store::refusals_of(&app.db, import_id, *first, *last).await? {
            let told = errors.entry(refusal.line as u64).or_default();
            if !told.is_empty() {
                told.push(' ');
            }
            match &refusal.column_name {
                Some(column) => told.push_str(&format!("{column}: {}", refusal.message)),
                None => told.push_str(&refusal.message),
            }
        }
        after = *last;
    }
}
