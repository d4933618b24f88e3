//! Orders as CSV and PDF, complete for the filter.

use super::list::{self, OrdersForm};
use super::store::ListRow;
use crate::audit::{self, Act};
use crate::money::Currency;
use crate::pdf::{Column, ListReport};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Fresh, Member, may};
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;
use serde_json::json;

/// Maximum number of PDF rows; longer lists need the CSV.
const MOST_PDF_ROWS: usize = 5_000;
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

/// Rights to download orders, which include reading their buyers.
pub type Exporting = Fresh<(may::Orders, may::Export)>;

/// Answers the download. Buyers' data leaves for someone who signed in lately only.
pub async fn give(app: App, member: Member<Exporting>, asked: DownloadRequest) -> Result<Response, Problem> {
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
    let mut after: Option<String> = None;
    loop {
        let page = list::orders(app, member, form, after.as_deref(), PAGE).await?;
        page.data.iter().for_each(|row| sheet.row(cells(row, member)));
        after = page.next;
        if !sender.send(sheet.take()).await || after.is_none() {
            return Ok(());
        }
    }
}

fn cells(row: &ListRow, member: &Member<may::Orders>) -> [String; 10] {
    let placed_at = row.placed_at.timestamp().to_zoned(member.zone());
    [
        row.order_id.to_string(),
        row.number.to_string(),
        row.status.as_str().to_owned(),
        placed_at.strftime("%Y-%m-%d %H:%M:%S%:z").to_string(),
        row.reference.clone(),
        row.buyer_name.clone(),
        row.units.to_string(),
        row.currency.decimal(row.total_minor).to_string(),
        row.currency.decimal(row.refunded_minor).to_string(),
        row.currency.code().to_owned(),
    ]
}

/// Audits the export, without any of its content.
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
    let mut sums = Sums::default();
    let mut after: Option<String> = None;
    loop {
        let page = list::orders(app, member, form, after.as_deref(), PAGE).await?;
        for row in &page.data {
            sums.add(row);
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
        }
        after = page.next;
        if after.is_none() || rows.len() >= MOST_PDF_ROWS {
            break;
        }
    }
    let subtitle = subtitle(rows.len(), &member.timezone, after.is_some(), &sums, currency);
    // Sums of a part would be taken for those of the whole.
    let totals = after.is_none().then(|| sums.totals(currency));
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
        totals,
        made_at: app.clock.now(),
    };
    Ok(report.pdf())
}

/// Number of orders, what the totals exclude, and whether the list was cut.
fn subtitle(count: usize, timezone: &str, is_cut: bool, sums: &Sums, currency: Currency) -> String {
    let begin = format!("{count} orders, times in {timezone}");
    match is_cut {
        true => format!("{begin}; older ones are left out; the CSV has them all"),
        false => format!("{begin}.{}", sums.unpaid_words(currency)),
    }
}

/// Totals of the paid orders in a list; unpaid ones are separate.
#[derive(Debug, Default)]
struct Sums {
    total_minor: i64,
    refunded_minor: i64,
    unpaid: i64,
    unpaid_minor: i64,
}

impl Sums {
    fn add(&mut self, row: &ListRow) {
        if row.paid_at.is_some() {
            self.total_minor += row.total_minor;
            self.refunded_minor += row.refunded_minor;
        } else {
            self.unpaid += 1;
            self.unpaid_minor += row.total_minor;
        }
    }

    fn totals(&self, currency: Currency) -> Vec<String> {
        let mut totals = vec![String::new(); 7];
        totals[0] = "Paid".to_owned();
        totals[5] = currency.show(self.total_minor);
        totals[6] = currency.show(self.refunded_minor);
        totals
    }

    fn unpaid_words(&self, currency: Currency) -> String {
        let total = currency.show(self.unpaid_minor);
        match self.unpaid {
            0 => String::new(),
            1 => format!(" 1 order was not paid; its {total} is not included."),
            unpaid => format!(" {unpaid} orders were not paid; their {total} is not included."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Millis;
    use crate::id::OrderId;
    use crate::orders::OrderStatus;

    fn row(total_minor: i64, paid_at: Option<Millis>) -> ListRow {
        ListRow {
            order_id: OrderId::new(Millis(1)),
            number: 1,
            status: OrderStatus::Cancelled,
            currency: Currency::USD,
            buyer_name: String::new(),
            units: 1,
            total_minor,
            refunded_minor: if paid_at.is_some() { 300 } else { 0 },
            placed_at: Millis(1),
            paid_at,
            reference: String::new(),
            ship_by: None,
        }
    }

    #[test]
    fn what_nobody_paid_is_in_no_sum_and_is_told_apart() {
        let mut sums = Sums::default();
        for row in [
            row(1000, Some(Millis(2))),
            row(5000, None),
            row(200, Some(Millis(2))),
        ] {
            sums.add(&row);
        }
        assert_eq!((sums.total_minor, sums.refunded_minor), (1200, 600));
        assert_eq!(
            sums.unpaid_words(Currency::USD),
            " 1 order was not paid; its $50.00 is not included."
        );
    }

    #[test]
    fn a_list_that_was_cut_says_so() {
        let words = |is_cut| subtitle(2, "UTC", is_cut, &Sums::default(), Currency::USD);
        assert_eq!(words(false), "2 orders, times in UTC.");
        assert_eq!(
            words(true),
            "2 orders, times in UTC; older ones are left out; the CSV has them all"
        );
    }
}
