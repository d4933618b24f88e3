//! Figures of a period, read once for pages, exports and API.

use super::best_seller::{BestSeller, Rank};
use super::metrics::Summary;
use super::period::Period;
use super::report::Report;
use super::{cache, store};
use crate::clock::Millis;
use crate::db::Db;
use crate::problem::Problem;
use crate::viewer::{Member, may};

/// A period with its totals and best sellers.
#[derive(Debug, Clone)]
pub struct Figures {
    pub period: Period,
    pub summary: Summary,
    pub best_sellers: Vec<BestSeller>,
}

/// Reads one seller's totals of a period and the period before.
pub async fn summary(db: &Db, member: &Member<may::Analytics>, period: &Period) -> Result<Summary, Problem> {
    let version = store::version(db, &member.seller_id).await?;
    summary_at(db, member, period, version).await
}

async fn summary_at(
    db: &Db,
    member: &Member<may::Analytics>,
    period: &Period,
    version: i64,
) -> Result<Summary, Problem> {
    let seller_id = &member.seller_id;
    let read = async {
        tokio::try_join!(
            store::days(db, seller_id, period.previous().from(), period.to()),
            store::statuses(db, seller_id, period),
        )
    };
    let read = cache::summary(db, seller_id, period, version, read).await?;
    Ok(Summary::of(period, &read.0, read.1.clone()))
}

/// Reads the products that sold best for one seller.
pub async fn best_sellers(
    db: &Db,
    member: &Member<may::Analytics>,
    period: &Period,
    rank: Rank,
    limit: i64,
) -> Result<Vec<BestSeller>, Problem> {
    let version = store::version(db, &member.seller_id).await?;
    best_sellers_at(db, member, period, (rank, limit), version).await
}

async fn best_sellers_at(
    db: &Db,
    member: &Member<may::Analytics>,
    period: &Period,
    (rank, limit): (Rank, i64),
    version: i64,
) -> Result<Vec<BestSeller>, Problem> {
    let seller_id = &member.seller_id;
    let read = store::ranked(db, seller_id, period, rank, limit);
    let ranked = cache::best_sellers(db, seller_id, period, (rank, limit), version, read).await?;
    Ok(store::named(db, seller_id, &ranked).await?)
}

/// Reads all of it.
pub async fn of(
    db: &Db,
    member: &Member<may::Analytics>,
    period: Period,
    rank: Rank,
    limit: i64,
) -> Result<Figures, Problem> {
    let version = store::version(db, &member.seller_id).await?;
    let (summary, best_sellers) = tokio::try_join!(
        summary_at(db, member, &period, version),
        best_sellers_at(db, member, &period, (rank, limit), version),
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
