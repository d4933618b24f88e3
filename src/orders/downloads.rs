//! Orders as CSV and PDF: what the filter shows, whole.

use super::list::{self, OrdersForm};
use super::store::ListRow;
use crate::audit::{self, Act};
use crate::pdf::{Column, ListReport};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{Asked, Format, attachment};
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;
use serde_json::json;

/// Most rows of a PDF; a longer list is a spreadsheet's matter.
const MOST_PDF_ROWS: usize = 5_000;
/// Most rows of a CSV.
const MOST_CSV_ROWS: usize = 500_000;
/// Orders read at once.
const PAGE: i64 = 1000;
const COLUMNS: [&str; 10] = [
    "order_id",
    "number",
    "status",
    "placed_at",
    "reference",
    "buyer",
    "units",
    "total",
    "refunded",
    "currency",
];

/// Who downloads orders reads their buyers.
pub type Exporting = (may::Orders, may::Export);

/// Answers the download. Buyers' data leaves for someone who signed in lately only.
pub async fn give(app: App, member: Member<Exporting>, asked: Asked) -> Result<Response, Problem> {
    member.fresh(app.clock.now())?;
    let member = member.who::<may::Orders>()?;
    let form: OrdersForm = asked.query()?;
    note(&app, &member, asked.format).await?;
    let today = app.clock.now().day(&member.zone());
    let whose = member.seller_id.clone();
    let making = app.clone();
    match asked.format {
        Format::Csv => {
            // What is wrong with the filter is said before anything is sent.
            form.parse(&member.zone())?;
            let write = move |sender: Sender| async move { csv(&making, &member, &form, &sender).await };
            let body = streamed(&app, whose.as_str(), write).await?;
            let name = format!("orders-{today}.csv");
            Ok(attachment(&name, crate::sheet::CONTENT_TYPE, body))
        }
        Format::Pdf => {
            let pdf = async move { pdf(&making, &member, &form).await };
            let bytes = app.long_work.made(whose.as_str(), pdf).await?;
            let name = format!("orders-{today}.pdf");
            Ok(attachment(&name, crate::pdf::CONTENT_TYPE, bytes))
        }
    }
}

async fn csv(
    app: &App,
    member: &Member<may::Orders>,
    form: &OrdersForm,
    sender: &Sender,
) -> Result<(), Problem> {
    let mut sheet = Sheet::new(COLUMNS);
    let (mut after, mut rows): (Option<String>, _) = (None, 0);
    loop {
        let page = list::orders(app, member, form, after.as_deref(), PAGE).await?;
        page.data.iter().for_each(|row| sheet.row(cells(row, member)));
        rows += page.data.len();
        after = page.next;
        if !sender.send(sheet.take()).await || after.is_none() || rows >= MOST_CSV_ROWS {
            return Ok(());
        }
    }
}

fn cells(row: &ListRow, member: &Member<may::Orders>) -> [String; 10] {
    let placed_at = row.placed_at.timestamp().to_zoned(member.zone());
    [
        row.order_id.to_string(),
        row.number.to_string(),
        row.status.clone(),
        placed_at.strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
        row.reference.clone(),
        row.buyer_name.clone(),
        row.units.to_string(),
        row.currency.decimal(row.total_minor).to_string(),
        row.currency.decimal(row.refunded_minor).to_string(),
        row.currency.code().to_owned(),
    ]
}

/// That buyers' data left is noted, without any of it.
async fn note(app: &App, member: &Member<may::Orders>, format: Format) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let format = if format == Format::Csv { "csv" } else { "pdf" };
    let act = Act {
        action: "orders.downloaded",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        after: Some(json!({ "format": format })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

async fn pdf(app: &App, member: &Member<may::Orders>, form: &OrdersForm) -> Result<Vec<u8>, Problem> {
    let zone = member.zone();
    let currency = member.currency;
    let mut rows = Vec::new();
    let (mut total, mut refunded) = (0, 0);
    let mut after: Option<String> = None;
    loop {
        let page = list::orders(app, member, form, after.as_deref(), PAGE).await?;
        for row in &page.data {
            total += row.total_minor;
            refunded += row.refunded_minor;
            rows.push(vec![
                format!("#{}", row.number),
                row.placed_at
                    .timestamp()
                    .to_zoned(zone.clone())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string(),
                row.status().words().to_owned(),
                row.buyer_name.clone(),
                row.units.to_string(),
                currency.show(row.total_minor),
                currency.show(row.refunded_minor),
            ]);
        }
        after = page.next;
        if after.is_none() || rows.len() >= MOST_PDF_ROWS {
            break;
        }
    }
    let count = rows.len();
    let report = ListReport {
        shop: member.shop_name.clone(),
        title: "Orders".to_owned(),
        subtitle: format!("{count} orders, times in {}", member.timezone),
        columns: vec![
            Column::text("Order", 10.0),
            Column::text("Placed", 18.0),
            Column::text("Status", 14.0),
            Column::text("Buyer", 26.0),
            Column::figure("Units"),
            Column::figure("Total"),
            Column::figure("Cancelled"),
        ],
        rows,
        totals: Some(vec![
            "Sum".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            currency.show(total),
            currency.show(refunded),
        ]),
        made_at: app.clock.now(),
    };
    Ok(report.pdf())
}
