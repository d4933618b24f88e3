//! Analytics API: the same numbers as the pages and exports.

use super::best_seller::{BestSeller, Rank};
use super::figures;
use super::metrics::{Change, Metric, Totals, hundredths};
use super::period::{Period, PeriodForm};
use crate::form::FieldErrors;
use crate::id::ProductId;
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::Query;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(analytics))
        .routes(routes!(best_sellers))
}

/// Period in the seller's calendar; the last 30 days by default.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// The first day, `2026-11-01`.
    from: Option<String>,
    /// The last day, itself included.
    to: Option<String>,
    /// `7d`, `30d`, `90d`, `365d`, `this-month`, `last-month` or `this-year`; `from` and `to` win over it.
    range: Option<String>,
    /// A calendar month, `2026-11`.
    month: Option<String>,
    /// `day`, `week` or `month`.
    bucket: Option<String>,
}

impl PeriodQuery {
    fn period(self, app: &App, member: &Member<may::Analytics>) -> Result<Period, Problem> {
        let form = PeriodForm {
            from: self.from,
            to: self.to,
            range: self.range,
            month: self.month,
            bucket: self.bucket,
        };
        Ok(Period::parse(&form, app.clock.now(), member.zone())?)
    }
}

/// The figures of a period.
#[derive(Debug, Serialize, ToSchema)]
struct Analytics {
    /// `2026-11-01`.
    from: String,
    /// The last day, itself included.
    to: String,
    /// `day`, `week` or `month`.
    bucket: &'static str,
    /// Days begin and end in it.
    timezone: String,
    #[schema(value_type = String, example = "USD")]
    currency: Currency,
    before: Days,
    tiles: Vec<TileView>,
    series: Vec<Point>,
    best_sellers: Vec<BestSellerView>,
    status_counts: Vec<StatusView>,
    /// Definition of each metric, by its name in `tiles` and `series`.
    definitions: BTreeMap<&'static str, &'static str>,
}

/// The days that the period is compared with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DateRange)]
struct Days {
    from: String,
    to: String,
}

/// A figure of the period against the days before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Metric)]
struct TileView {
    /// `revenue`, `orders`, `average_order`, `units` or `refund_rate`.
    metric: &'static str,
    name: &'static str,
    /// Amount in the major unit, count, or percentage; null if undefined.
    value: Option<Decimal>,
    before: Option<Decimal>,
    /// Change in percent; for a rate, in points. Null where that would mislead.
    change: Option<Decimal>,
    /// The change in words.
    #[schema(example = "up 12% on the 30 days before")]
    words: String,
}

/// One bucket: a day, or the days of a week or a month that lie in the period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsPoint)]
struct Point {
    from: String,
    to: String,
    #[serde(flatten)]
    totals: TotalsView,
    /// Totals of the compared bucket.
    before: TotalsView,
}

/// The metrics of some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricTotals)]
struct TotalsView {
    revenue: Decimal,
    orders: i64,
    average_order: Option<Decimal>,
    units: i64,
    refund_rate: Option<Decimal>,
}

impl TotalsView {
    fn of(totals: &Totals, currency: Currency) -> Self {
        let decimal = |metric: Metric| {
            totals
                .figure(metric)
                .map(|figure| metric.decimal(figure, currency))
        };
        Self {
            revenue: currency.decimal(totals.revenue_minor()),
            orders: totals.orders,
            average_order: decimal(Metric::AverageOrder),
            units: totals.units,
            refund_rate: decimal(Metric::RefundRate),
        }
    }
}

/// A best-selling product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BestSeller)]
struct BestSellerView {
    product_id: ProductId,
    name: String,
    /// SKU of a product with a single variant.
    sku: Option<String>,
    /// Pieces sold, less those cancelled.
    units: i64,
    /// Goods less discount and cancellations.
    revenue: Decimal,
}

impl BestSellerView {
    fn of(product: BestSeller, currency: Currency) -> Self {
        Self {
            revenue: currency.decimal(product.revenue_minor),
            product_id: product.product_id,
            name: product.name,
            sku: product.sku,
            units: product.units,
        }
    }
}

/// The orders of the period that are in one status now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderStatusCount)]
struct StatusView {
    #[schema(example = "shipped")]
    status: String,
    orders: i64,
    /// Total charged to buyers.
    total: Decimal,
}

/// The figures of a period against the days before: tiles, a series of buckets, best sellers, orders by status.
#[utoipa::path(get, path = "/seller/analytics", operation_id = "getAnalytics", tag = "analytics", security(("token" = ["analytics"])), params(PeriodQuery),
    responses((status = 200, body = Analytics), (status = 422, description = "an invalid day or bucket")))]
async fn analytics(
    State(app): State<App>,
    member: Member<may::Analytics>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<Analytics>, Problem> {
    let period = query.period(&app, &member)?;
    let read = figures::of(&app.db, &member, period, Rank::Revenue, 10).await?;
    let (period, currency) = (&read.period, member.currency);
    let before = period.previous();
    let tiles = read.summary.tiles.iter().map(|tile| TileView {
        metric: tile.metric.key(),
        name: tile.metric.name(),
        value: tile.figure.map(|figure| tile.metric.decimal(figure, currency)),
        before: tile.before.map(|figure| tile.metric.decimal(figure, currency)),
        change: match tile.change {
            Change::By(by) | Change::Points(by) => Some(hundredths(by)),
            Change::Same => Some(hundredths(0)),
            Change::NoneBefore | Change::NoneAtAll | Change::Unmeasured => None,
        },
        words: tile.words(period),
    });
    let series = read.summary.buckets.iter().map(|bar| Point {
        from: bar.span.from.to_string(),
        to: bar.span.to.to_string(),
        totals: TotalsView::of(&bar.totals, currency),
        before: TotalsView::of(&bar.before, currency),
    });
    let status_counts = read.summary.statuses.iter().map(|count| StatusView {
        status: count.status.clone(),
        orders: count.orders,
        total: currency.decimal(count.total_minor),
    });
    Ok(Json(Analytics {
        from: period.from().to_string(),
        to: period.to().to_string(),
        bucket: period.bucket().key(),
        timezone: period.zone_name().to_owned(),
        currency,
        before: Days {
            from: before.from().to_string(),
            to: before.to().to_string(),
        },
        tiles: tiles.collect(),
        series: series.collect(),
        status_counts: status_counts.collect(),
        definitions: Metric::ALL
            .map(|metric| (metric.key(), metric.definition()))
            .into(),
        best_sellers: read
            .best_sellers
            .into_iter()
            .map(|product| BestSellerView::of(product, currency))
            .collect(),
    }))
}

/// Ranking of best sellers.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RankQuery {
    /// `revenue` (default) or `units`.
    by: Option<String>,
}

/// The products that sold best in a period; `next` is always null.
#[utoipa::path(get, path = "/seller/analytics/best-sellers", operation_id = "listBestSellers", tag = "analytics", security(("token" = ["analytics"])),
    params(PeriodQuery, RankQuery, Slice),
    responses((status = 200, body = Listed<BestSellerView>), (status = 422, description = "an invalid day or rank")))]
async fn best_sellers(
    State(app): State<App>,
    member: Member<may::Analytics>,
    Query(period): Query<PeriodQuery>,
    Query(rank): Query<RankQuery>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<BestSellerView>>, Problem> {
    let period = period.period(&app, &member)?;
    let rank = match rank.by.as_deref().filter(|by| !by.is_empty()) {
        None => Rank::default(),
        Some(by) => Rank::parse(by).ok_or_else(|| FieldErrors::of("by", "Choose revenue or units."))?,
    };
    let limit = slice.limit()?;
    let products = figures::best_sellers(&app.db, &member, &period, rank, limit).await?;
    let data = products
        .into_iter()
        .map(|product| BestSellerView::of(product, member.currency))
        .collect();
    Ok(Json(Listed { data, next: None }))
}
