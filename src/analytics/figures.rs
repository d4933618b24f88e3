//! The figures of a period as every page, export and API call shows them: read once, here.

use super::best_seller::{BestSeller, Rank};
use super::metrics::Summary;
use super::period::Period;
use super::report::Report;
use super::store;
use crate::clock::Millis;
use crate::db::Db;
use crate::problem::Problem;
use crate::viewer::{Member, may};

/// A period, what it came to, and what sold best in it.
#[derive(Debug, Clone)]
pub struct Figures {
    pub period: Period,
    pub summary: Summary,
    pub best_sellers: Vec<BestSeller>,
}

/// Reads what a period and the one before it came to for one seller.
pub async fn summary(db: &Db, member: &Member<may::Analytics>, period: &Period) -> Result<Summary, Problem> {
    let seller_id = &member.seller_id;
    let (days, statuses) = tokio::try_join!(
        store::days(db, seller_id, period.previous().from(), period.to()),
        store::statuses(db, seller_id, period),
    )?;
    Ok(Summary::of(period, &days, statuses))
}

/// Reads the products that sold best for one seller.
pub async fn best_sellers(
    db: &Db,
    member: &Member<may::Analytics>,
    period: &Period,
    rank: Rank,
    limit: i64,
) -> Result<Vec<BestSeller>, Problem> {
    Ok(store::best_sellers(db, &member.seller_id, period, rank, limit).await?)
}

/// Reads all of it.
pub async fn of(
    db: &Db,
    member: &Member<may::Analytics>,
    period: Period,
    rank: Rank,
    limit: i64,
) -> Result<Figures, Problem> {
    let (summary, best_sellers) = tokio::try_join!(
        summary(db, member, &period),
        best_sellers(db, member, &period, rank, limit),
    )?;
    Ok(Figures {
        period,
        summary,
        best_sellers,
    })
}

/// The report of a period, with the money's statement.
pub async fn report(
    db: &Db,
    member: &Member<may::Analytics>,
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
