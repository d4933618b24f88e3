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
use axum::response::Response;
use serde_json::json;

/// Most rows of a PDF; a longer list is a spreadsheet's matter.
const MOST_PDF_ROWS: usize = 5_000;
/// Most rows of a CSV.
const MOST_CSV_ROWS: usize = 500_000;
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
    match asked.format {
        Format::Csv => {
            let mut sheet = Sheet::new(COLUMNS);
            each_page(&app, &member, &form, MOST_CSV_ROWS, |row| {
                sheet.row([
                    row.order_id.to_string(),
                    row.number.to_string(),
                    row.status.as_str().to_owned(),
                    row.placed_at
                        .timestamp()
                        .to_zoned(member.zone())
                        .strftime("%Y-%m-%d %H:%M:%S%:z")
                        .to_string(),
                    row.reference.clone(),
                    row.buyer_name.clone(),
                    row.units.to_string(),
                    row.currency.decimal(row.total_minor).to_string(),
                    row.currency.decimal(row.refunded_minor).to_string(),
                    row.currency.code().to_owned(),
                ]);
            })
            .await?;
            Ok(attachment(
                &format!("orders-{today}.csv"),
                crate::sheet::CONTENT_TYPE,
                sheet.finish(),
            ))
        }
        Format::Pdf => Ok(attachment(
            &format!("orders-{today}.pdf"),
            crate::pdf::CONTENT_TYPE,
            pdf(&app, &member, &form).await?,
        )),
    }
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

async fn each_page(
    app: &App,
    member: &Member<may::Orders>,
    form: &OrdersForm,
    most: usize,
    mut take: impl FnMut(&ListRow),
) -> Result<usize, Problem> {
    let mut after: Option<String> = None;
    let mut rows = 0;
    loop {
        let page = list::orders(app, member, form, after.as_deref(), 1000).await?;
        for row in &page.data {
            take(row);
        }
        rows += page.data.len();
        after = page.next;
        if after.is_none() || rows >= most {
            return Ok(rows);
        }
    }
}

async fn pdf(app: &App, member: &Member<may::Orders>, form: &OrdersForm) -> Result<Vec<u8>, Problem> {
    let zone = member.zone();
    let currency = member.currency;
    let mut rows = Vec::new();
    let (mut total, mut refunded) = (0, 0);
    let (mut unpaid, mut unpaid_total) = (0, 0);
    let count = each_page(app, member, form, MOST_PDF_ROWS, |row| {
        if row.paid_at.is_some() {
            total += row.total_minor;
            refunded += row.refunded_minor;
        } else {
            unpaid += 1;
            unpaid_total += row.total_minor;
        }
        rows.push(vec![
            format!("#{}", row.number),
            row.placed_at
                .timestamp()
                .to_zoned(zone.clone())
                .strftime("%Y-%m-%d %H:%M")
                .to_string(),
            row.status.words().to_owned(),
            row.buyer_name.clone(),
            row.units.to_string(),
            currency.show(row.total_minor),
            currency.show(row.refunded_minor),
        ]);
    })
    .await?;
    let mut subtitle = format!("{count} orders, times in {}.", member.timezone);
    if unpaid > 0 {
        let total = currency.show(unpaid_total);
        let are = match unpaid {
            1 => "1 order was not paid and is".to_owned(),
            unpaid => format!("{unpaid} orders were not paid and are"),
        };
        subtitle.push_str(&format!(" {are} not in the sum: {total}."));
    }
    let report = ListReport {
        shop: member.shop_name.clone(),
        title: "Orders".to_owned(),
        subtitle,
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
            "Paid".to_owned(),
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
