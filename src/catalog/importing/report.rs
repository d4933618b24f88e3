//! The refused rows as they were, with an `error` column, to be mended and sent again.

use super::piece::rows_of;
use crate::catalog::imports::{RefusedRows, Table, Unreadable};
use crate::catalog::store;
use crate::id::ImportId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::streamed::{Sender, streamed};
use axum::body::Body;
use std::collections::HashMap;
use std::fs::File;
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
    let file = File::open(app.files().join(&import.file_path))
        .map_err(|_| Problem::conflict("The file is not kept any more."))?;
    let write = move |sender: Sender| async move { write(file, &errors, &sender).await };
    streamed(app, member.seller_id.as_str(), write).await
}

async fn write(file: File, errors: &HashMap<u64, String>, sender: &Sender) -> Result<(), Problem> {
    match write_rows(file, errors, sender).await {
        Err(Unreadable::Io(error)) => Err(Problem::internal(&error)),
        // Where the file cannot be read on, the import ended too, and its page says why.
        Err(_) | Ok(()) => Ok(()),
    }
}

async fn write_rows(file: File, errors: &HashMap<u64, String>, sender: &Sender) -> Result<(), Unreadable> {
    let mut rows = RefusedRows::of(Table::open(BufReader::new(file))?);
    while let Some(piece) = rows.piece(|line| errors.get(&line).cloned())? {
        if !sender.send(piece).await {
            break;
        }
    }
    Ok(())
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
