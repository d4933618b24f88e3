//! CSV download of the log, streamed and itself audited.

use super::entry::{Entry, find};
use super::filter::Filter;
use super::{Act, note};
use crate::id::UserId;
use crate::problem::Problem;
use crate::sheet::{CONTENT_TYPE, Sheet};
use crate::state::App;
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::web::keyset::Keyset;
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;

const COLUMNS: [&str; 13] = [
    "audit_id",
    "at",
    "action",
    "what",
    "acted_as",
    "user_id",
    "email",
    "api_key_id",
    "seller_id",
    "subject",
    "address",
    "before",
    "after",
];

/// Answers the entries that the filter leaves as a file.
pub async fn download(
    app: App,
    user_id: &UserId,
    filter: Filter,
    asked: &DownloadRequest,
) -> Result<Response, Problem> {
    if asked.format != Format::Csv {
        return Err(asked.not_offered());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let act = Act {
        action: "audit.downloaded",
        seller_id: filter.seller_id.as_ref(),
        user_id: Some(user_id),
        ..Act::default()
    };
    note(&mut tx, now, act).await?;
    tx.commit().await?;
    let making = app.clone();
    let write = move |sender: Sender| async move { write(&making, &filter, &sender).await };
    let body = streamed(&app, user_id.as_str(), write).await?;
    let day = now.day(&jiff::tz::TimeZone::UTC);
    Ok(attachment(&format!("audit-{day}.csv"), CONTENT_TYPE, body))
}

async fn write(app: &App, filter: &Filter, sender: &Sender) -> Result<(), Problem> {
    let mut sheet = Sheet::new(COLUMNS);
    let mut after = None;
    loop {
        let keyset = Keyset::following(after, 200);
        let window = find(&app.db, &app.secrets, filter, &keyset).await?;
        for entry in &window.rows {
            sheet.row(cells(entry));
        }
        after = window.older;
        if !sender.send(sheet.take()).await || after.is_none() {
            return Ok(());
        }
    }
}

fn cells(entry: &Entry) -> [String; 13] {
    let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
    let json =
        |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        entry.audit_id.to_string(),
        entry.at.rfc3339(),
        entry.action.clone(),
        entry.what.clone(),
        entry.acted_as.to_string(),
        id(entry.user_id.as_ref().map(|id| id.as_str())),
        id(entry.email.as_deref()),
        id(entry.api_key_id.as_ref().map(|id| id.as_str())),
        id(entry.seller_id.as_ref().map(|id| id.as_str())),
        id(entry.subject.as_deref()),
        id(entry.address.as_deref()),
        json(&entry.before),
        json(&entry.after),
    ]
}
