//! The refused rows as they were, with an `error` column, to be mended and sent again.

use crate::catalog::imports::{Table, Unreadable, refused_rows};
use crate::catalog::store;
use crate::id::ImportId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::Member;
use axum::body::{Body, Bytes};
use std::collections::HashMap;
use std::io::BufReader;
use tokio::sync::mpsc;

/// More sentences than anyone mends in one go.
const MOST: i64 = 100_000;

/// A stream that ends with what the channel gives.
struct Pieces(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl axum::body::HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| piece.map(http_body::Frame::data)))
    }
}

/// The CSV of refused rows, in the columns of the file that was sent; made while it is sent.
pub async fn refused_csv(app: &App, member: &Member, import_id: &ImportId) -> Result<Body, Problem> {
    let import = store::import(&app.db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let mut errors: HashMap<u64, String> = store::refused_lines(&app.db, import_id)
        .await?
        .into_iter()
        .map(|line| (line as u64, String::new()))
        .collect();
    for refusal in store::refusals(&app.db, import_id, MOST).await? {
        let told = errors.entry(refusal.line as u64).or_default();
        if !told.is_empty() {
            told.push(' ');
        }
        match &refusal.column_name {
            Some(column) => told.push_str(&format!("{column}: {}", refusal.message)),
            None => told.push_str(&refusal.message),
        }
    }
    let file = std::fs::File::open(app.files().join(&import.file_path))
        .map_err(|_| Problem::conflict("The file is not kept any more."))?;
    let (send, receive) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let give = |piece: Vec<u8>| {
            // Whoever stopped reading needs no more of it.
            let _ = send.blocking_send(Ok(Bytes::from(piece)));
        };
        let written = Table::open(BufReader::new(file))
            .and_then(|table| refused_rows(table, |line| errors.get(&line).cloned(), give));
        if let Err(Unreadable::Io(error)) = written {
            tracing::error!("a report of refused rows could not be read: {error}");
            let _ = send.blocking_send(Err(error));
        }
    });
    Ok(Body::new(Pieces(receive)))
}
