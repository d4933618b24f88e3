//! The wallet's history as CSV and PDF: what the filter shows, whole.

use super::history::{self, Entry, HistoryForm};
use super::ledger::Kind;
use crate::clock::Millis;
use crate::pdf::{Column, ListReport};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{Asked, Format, attachment};
use crate::web::list::Slice;
use axum::response::Response;

/// Most entries of a PDF; a longer history is a spreadsheet's matter.
const MOST_PDF_ROWS: usize = 5_000;
/// Most entries of a CSV.
const MOST_CSV_ROWS: usize = 500_000;
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
pub async fn give(app: App, member: Member<may::Wallet>, asked: Asked) -> Result<Response, Problem> {
    let form: HistoryForm = asked.query()?;
    let today = app.clock.now().day(&member.zone());
    match asked.format {
        Format::Csv => {
            let mut sheet = Sheet::new(COLUMNS);
            each_entry(&app, &member, &form, MOST_CSV_ROWS, |entry| {
                let optional = |id: Option<String>| id.unwrap_or_default();
                sheet.row([
                    entry.transaction_id.to_string(),
                    written(entry.at, &member, "%Y-%m-%d %H:%M:%S%:z"),
                    entry.kind.clone(),
                    entry.description.clone(),
                    optional(entry.order_id.as_ref().map(ToString::to_string)),
                    optional(entry.payout_id.as_ref().map(ToString::to_string)),
                    entry.amount.to_string(),
                    entry.balance.to_string(),
                    entry.currency.code().to_owned(),
                ]);
            })
            .await?;
            let name = format!("wallet-{today}.csv");
            Ok(attachment(&name, crate::sheet::CONTENT_TYPE, sheet.finish()))
        }
        Format::Pdf => {
            let name = format!("wallet-{today}.pdf");
            let bytes = pdf(&app, &member, &form).await?;
            Ok(attachment(&name, crate::pdf::CONTENT_TYPE, bytes))
        }
    }
}

fn written(at: Millis, member: &Member<may::Wallet>, form: &str) -> String {
    at.timestamp().to_zoned(member.zone()).strftime(form).to_string()
}

/// Every entry that the filter shows, newest first, page by page. Says whether there were more than `most`.
async fn each_entry(
    app: &App,
    member: &Member<may::Wallet>,
    form: &HistoryForm,
    most: usize,
    mut take: impl FnMut(&Entry),
) -> Result<bool, Problem> {
    let mut slice = Slice {
        limit: Some("200".to_owned()),
        after: None,
    };
    let mut rows = 0;
    loop {
        let page = history::history(app, member, form, &slice).await?;
        page.data.iter().for_each(&mut take);
        rows += page.data.len();
        slice.after = page.next;
        if slice.after.is_none() || rows >= most {
            return Ok(slice.after.is_some());
        }
    }
}

async fn pdf(app: &App, member: &Member<may::Wallet>, form: &HistoryForm) -> Result<Vec<u8>, Problem> {
    let currency = member.currency;
    let mut rows = Vec::new();
    let mut sum_minor = 0;
    let is_cut = each_entry(app, member, form, MOST_PDF_ROWS, |entry| {
        sum_minor += entry.amount_minor;
        rows.push(vec![
            written(entry.at, member, "%Y-%m-%d %H:%M"),
            Kind::parse(&entry.kind).map_or("", Kind::words).to_owned(),
            entry.description.clone(),
            currency.show(entry.amount_minor),
            currency.show(entry.balance_minor),
        ]);
    })
    .await?;
    let mut subtitle = format!("{} entries, times in {}", rows.len(), member.timezone);
    if let Some(account) = &form.account {
        subtitle.push_str(&format!(", account {}", account.replace('_', " ")));
    }
    if is_cut {
        subtitle.push_str("; older ones are left out, the CSV has them all");
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
        totals: Some(vec![
            "Sum".to_owned(),
            String::new(),
            String::new(),
            currency.show(sum_minor),
            String::new(),
        ]),
        made_at: app.clock.now(),
    };
    Ok(report.pdf())
}
