//! Wallet history as CSV and PDF, complete for the filter.

use super::history::{self, Entry, HistoryForm};
use crate::clock::Millis;
use crate::pdf::{Column, ListReport};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::web::keyset::Keyset;
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;

/// Maximum number of PDF entries; longer histories need the CSV.
const MOST_PDF_ROWS: usize = 5_000;
const COLUMNS: [&str; 9] = [
    "transaction_id",
    "at",
    "kind",
    "description",
    "order_id",
    "payout_id",
    "amount",
    "balance",
    "currency",
];

/// Answers the download.
pub async fn give(
    app: App,
    member: Member<may::Wallet>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    let form: HistoryForm = asked.query()?;
    let today = app.clock.now().day(&member.zone());
    let whose = member.seller_id.clone();
    let making = app.clone();
    match asked.format {
        Format::Csv => {
            let write = move |sender: Sender| async move { csv(&making, &member, &form, &sender).await };
            let body = streamed(&app, whose.as_str(), write).await?;
            let name = format!("wallet-{today}.csv");
            Ok(attachment(&name, crate::sheet::CONTENT_TYPE, body))
        }
        Format::Pdf => {
            let pdf = async move { pdf(&making, &member, &form).await };
            let bytes = app.long_work.made(whose.as_str(), pdf).await?;
            let name = format!("wallet-{today}.pdf");
            Ok(attachment(&name, crate::pdf::CONTENT_TYPE, bytes))
        }
    }
}

/// Every entry of the filter, newest first, page by page.
async fn csv(
    app: &App,
    member: &Member<may::Wallet>,
    form: &HistoryForm,
    sender: &Sender,
) -> Result<(), Problem> {
    let mut sheet = Sheet::new(COLUMNS);
    let mut after = None;
    loop {
        let page = history::history(app, member, form, &page_after(after)).await?;
        page.data.iter().for_each(|entry| sheet.row(cells(entry, member)));
        let is_last = page.next.is_none();
        if !sender.send(sheet.take()).await || is_last {
            return Ok(());
        }
        after = page.next;
    }
}

fn page_after(after: Option<String>) -> Keyset {
    Keyset::following(after, 200)
}

fn cells(entry: &Entry, member: &Member<may::Wallet>) -> [String; 9] {
    let optional = |id: Option<String>| id.unwrap_or_default();
    [
        entry.transaction_id.to_string(),
        written(entry.at, member, "%Y-%m-%d %H:%M:%S%:z"),
        entry.kind.to_string(),
        entry.description.clone(),
        optional(entry.order_id.as_ref().map(ToString::to_string)),
        optional(entry.payout_id.as_ref().map(ToString::to_string)),
        entry.amount.to_string(),
        entry.balance.to_string(),
        entry.currency.code().to_owned(),
    ]
}

fn written(at: Millis, member: &Member<may::Wallet>, form: &str) -> String {
    at.timestamp().to_zoned(member.zone()).strftime(form).to_string()
}

async fn pdf(app: &App, member: &Member<may::Wallet>, form: &HistoryForm) -> Result<Vec<u8>, Problem> {
    let currency = member.currency;
    let mut rows = Vec::new();
    let mut sum_minor = 0;
    let mut after = None;
    loop {
        let page = history::history(app, member, form, &page_after(after)).await?;
        for entry in &page.data {
            sum_minor += entry.amount_minor;
            rows.push(vec![
                written(entry.at, member, "%Y-%m-%d %H:%M"),
                entry.kind.words().to_owned(),
                entry.description.clone(),
                currency.show(entry.amount_minor),
                currency.show(entry.balance_minor),
            ]);
        }
        after = page.next;
        if after.is_none() || rows.len() >= MOST_PDF_ROWS {
            break;
        }
    }
    let is_cut = after.is_some();
    let mut subtitle = format!("{} entries, times in {}", rows.len(), member.timezone);
    if let Some(account) = &form.account {
        subtitle.push_str(&format!(", account {}", account.replace('_', " ")));
    }
    if is_cut {
        subtitle.push_str("; older ones are left out; the CSV has them all");
    }
    let report = ListReport {
        shop: member.shop_name.clone(),
        title: "Wallet".to_owned(),
        subtitle,
        columns: vec![
            Column::text("When", 16.0),
            Column::text("Kind", 18.0),
            Column::text("What", 34.0),
            Column::figure("Amount"),
            Column::figure("Balance"),
        ],
        rows,
        // A sum of a part would be taken for that of the whole.
        totals: (!is_cut).then(|| {
            vec![
                "Sum".to_owned(),
                String::new(),
                String::new(),
                currency.show(sum_minor),
                String::new(),
            ]
        }),
        made_at: app.clock.now(),
    };
    Ok(report.pdf())
}
