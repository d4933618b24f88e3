//! Analytics downloads: `/analytics?format=csv|pdf` for the page's period.

use super::best_seller::Rank;
use super::figures::{self, Figures};
use super::metrics::{Metric, Totals};
use super::period::{Period, PeriodForm};
use crate::form::FieldErrors;
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::{pdf, sheet};
use axum::response::Response;
use serde::Deserialize;

/// Number of best sellers in a file.
const BEST_SELLERS: i64 = 1_000;

/// Requested table.
#[derive(Debug, Default, Deserialize)]
struct FileQuery {
    #[serde(flatten)]
    period: PeriodForm,
    by: Option<String>,
    /// `best-sellers`; without it, the figures of each bucket.
    table: Option<String>,
}

/// The requested file.
pub async fn give(
    app: App,
    member: Member<may::Analytics>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    let query: FileQuery = asked.query()?;
    let now = app.clock.now();
    let period = Period::parse(&query.period, now, member.zone())?;
    let rank = match given(&query.by) {
        None => Rank::default(),
        Some(by) => Rank::parse(by).ok_or_else(|| FieldErrors::of("by", "by must be revenue or units."))?,
    };
    let best_sellers = match given(&query.table) {
        None => false,
        Some("best-sellers") => true,
        Some(_) => return Err(FieldErrors::of("table", "table must be best-sellers, or left out.").into()),
    };
    let days = days_in_name(&period);
    if asked.format == Format::Pdf {
        let (db, whose) = (app.db.clone(), member.seller_id.clone());
        let pdf = async move {
            let report = figures::report(&db, &member, period, rank, now).await;
            report.map(|report| report.pdf())
        };
        let file = app.long_work.made(whose.as_str(), pdf).await?;
        return Ok(attachment(&format!("report-{days}.pdf"), pdf::CONTENT_TYPE, file));
    }
    let currency = member.currency;
    let limit = if best_sellers { BEST_SELLERS } else { 0 };
    let figures = figures::of(&app.db, &member, period, rank, limit).await?;
    let (name, file) = if best_sellers {
        ("best-sellers", best_sellers_sheet(&figures, currency))
    } else {
        ("figures", figures_sheet(&figures, currency))
    };
    Ok(attachment(
        &format!("{name}-{days}.csv"),
        sheet::CONTENT_TYPE,
        file,
    ))
}

/// A parameter that has something in it.
fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// File name of the period: `2026-10` for a whole month, else both days.
fn days_in_name(period: &Period) -> String {
    let (from, to) = (period.from(), period.to());
    if from.day() == 1 && to == from.last_of_month() {
        from.strftime("%Y-%m").to_string()
    } else {
        format!("{from}-to-{to}")
    }
}

/// One row per bucket, each with the one it is compared with; amounts in the major unit.
fn figures_sheet(figures: &Figures, currency: Currency) -> Vec<u8> {
    let mut columns: Vec<String> = ["from", "to", "timezone", "currency", "gross", "refunded"]
        .map(str::to_owned)
        .to_vec();
    columns.extend(Metric::ALL.map(column));
    columns.extend(["before_from", "before_to"].map(str::to_owned));
    columns.extend(Metric::ALL.map(|metric| format!("before_{}", column(metric))));
    let mut sheet = sheet::Sheet::new(columns);
    let zone = figures.period.zone_name();
    for bar in &figures.summary.buckets {
        let mut cells = vec![
            bar.span.from.to_string(),
            bar.span.to.to_string(),
            zone.to_owned(),
            currency.code().to_owned(),
            currency.decimal(bar.totals.gross_minor).as_str().to_owned(),
            currency.decimal(bar.totals.refunded_minor).as_str().to_owned(),
        ];
        cells.extend(Metric::ALL.map(|metric| cell(metric, &bar.totals, currency)));
        cells.extend([bar.span_before.from.to_string(), bar.span_before.to.to_string()]);
        cells.extend(Metric::ALL.map(|metric| cell(metric, &bar.before, currency)));
        sheet.row(cells);
    }
    sheet.finish()
}

fn column(metric: Metric) -> String {
    match metric {
        Metric::RefundRate => format!("{}_percent", metric.key()),
        _ => metric.key().to_owned(),
    }
}

/// A figure as a plain number; empty if undefined.
fn cell(metric: Metric, totals: &Totals, currency: Currency) -> String {
    totals
        .figure(metric)
        .map(|figure| metric.decimal(figure, currency).as_str().to_owned())
        .unwrap_or_default()
}

fn best_sellers_sheet(figures: &Figures, currency: Currency) -> Vec<u8> {
    let mut sheet = sheet::Sheet::new([
        "from",
        "to",
        "timezone",
        "currency",
        "product_id",
        "name",
        "sku",
        "units",
        "revenue",
    ]);
    let period = &figures.period;
    for product in &figures.best_sellers {
        sheet.row([
            period.from().to_string(),
            period.to().to_string(),
            period.zone_name().to_owned(),
            currency.code().to_owned(),
            product.product_id.to_string(),
            product.name.clone(),
            product.sku.clone().unwrap_or_default(),
            product.units.to_string(),
            currency.decimal(product.revenue_minor).as_str().to_owned(),
        ]);
    }
    sheet.finish()
}
