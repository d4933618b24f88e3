//! The figures of a period as every page, export and API call shows them: read once, here.

use super::best_seller::{BestSeller, Rank};
use super::metrics::Summary;
use super::period::Period;
use super::report::Report;
use super::store;
use crate::clock::Millis;
use crate::db::Db;
use crate::problem::Problem;
use crate::viewer::Member;

/// A period, what it came to, and what sold best in it.
#[derive(Debug, Clone)]
pub struct Figures {
    pub period: Period,
    pub summary: Summary,
    pub best_sellers: Vec<BestSeller>,
}

/// Reads the figures of one seller, the period before included.
pub async fn of(
    db: &Db,
    member: &Member,
    period: Period,
    rank: Rank,
    limit: i64,
) -> Result<Figures, Problem> {
    let seller_id = &member.seller_id;
    let (days, statuses, best_sellers) = tokio::try_join!(
        store::days(db, seller_id, period.previous().from(), period.to()),
        store::statuses(db, seller_id, &period),
        store::best_sellers(db, seller_id, &period, rank, limit),
    )?;
    Ok(Figures {
        summary: Summary::of(&period, &days, statuses),
        period,
        best_sellers,
    })
}

/// The report of a period, with the money's statement.
pub async fn report(
    db: &Db,
    member: &Member,
    period: Period,
    rank: Rank,
    made_at: Millis,
) -> Result<Report, Problem> {
    let statement = store::statement(db, &member.seller_id, &period).await?;
    let figures = of(db, member, period, rank, 10).await?;
    Ok(Report {
        shop: member.shop_name.clone(),
        currency: member.currency,
        period: figures.period,
        summary: figures.summary,
        statement,
        best_sellers: figures.best_sellers,
        made_at,
    })
}
