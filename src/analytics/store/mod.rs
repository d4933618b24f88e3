//! SQL of the roll-ups: totals by day, never by order.

mod recount;
mod rollup;

pub use recount::{count_products, count_statuses};
pub use rollup::{OrderContribution, Sold, moved, raise_version, sold};

use super::best_seller::{BestSeller, Rank};
use super::metrics::{DayTotals, SOLD, StatusCount, Totals};
use super::period::Period;
use super::report::Statement;
use crate::db::{Db, key_list};
use crate::id::{ProductId, SellerId, TransferId};
use jiff::civil::Date;
use std::collections::HashMap;

/// `'paid', 'processing', …`: the statuses that count as sold, for a condition.
fn sold_statuses() -> String {
    SOLD.map(|status| format!("'{status}'")).join(", ")
}

/// Totals of each day from first to last, both included; days without orders are omitted.
pub async fn days(db: &Db, seller_id: &SellerId, from: Date, to: Date) -> sqlx::Result<Vec<DayTotals>> {
    let sold = sold_statuses();
    let sql = format!(
        "select day,
             cast(sum(case when status in ({sold}) then orders else 0 end) as bigint),
             cast(sum(case when status in ({sold}) then units else 0 end) as bigint),
             cast(sum(case when status in ({sold}) then total_minor else refunded_minor end) as bigint),
             cast(sum(refunded_minor) as bigint)
         from daily_statuses where seller_id = $1 and day >= $2 and day <= $3 group by day order by day"
    );
    let rows: Vec<(String, i64, i64, i64, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, orders, units, gross_minor, refunded_minor)| {
            let totals = Totals {
                orders,
                units,
                gross_minor,
                refunded_minor,
            };
            let day = day.parse().ok()?;
            Some(DayTotals { day, totals })
        })
        .collect())
}

/// The orders placed in a period by the status they are in now.
pub async fn statuses(db: &Db, seller_id: &SellerId, period: &Period) -> sqlx::Result<Vec<StatusCount>> {
    let (from, to) = period.day_texts();
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "select status, cast(sum(orders) as bigint), cast(sum(total_minor) as bigint) from daily_statuses
         where seller_id = $1 and day >= $2 and day <= $3 group by status",
    )
    .bind(seller_id.as_str())
    .bind(from)
    .bind(to)
    .fetch_all(db.reader())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(status, orders, total_minor)| StatusCount {
            status,
            orders,
            total_minor,
        })
        .collect())
}

/// Version of the seller's figures: they are unchanged while it is.
pub async fn version(db: &Db, seller_id: &SellerId) -> sqlx::Result<i64> {
    let version: Option<(i64,)> = sqlx::query_as("select version from figure_versions where seller_id = $1")
        .bind(seller_id.as_str())
        .fetch_optional(db.reader())
        .await?;
    Ok(version.map_or(0, |(version,)| version))
}

crate::row! {
    /// A product's rank among best sellers.
    #[derive(Debug, Clone)]
    pub struct Ranked {
        pub product_id: ProductId,
        pub units: i64,
        pub revenue_minor: i64,
    }
}

/// The products that sold best in a period, best first.
pub async fn ranked(
    db: &Db,
    seller_id: &SellerId,
    period: &Period,
    rank: Rank,
    limit: i64,
) -> sqlx::Result<Vec<Ranked>> {
    let (from, to) = period.day_texts();
    let order = match rank {
        Rank::Revenue => "revenue_minor desc, units desc, product_id",
        Rank::Units => "units desc, revenue_minor desc, product_id",
    };
    let sql = format!(
        "select product_id, units, revenue_minor from (
             select product_id, cast(sum(units) as bigint) as units,
                 cast(sum(revenue_minor) as bigint) as revenue_minor
             from daily_products where seller_id = $1 and day >= $2 and day <= $3 group by product_id
         ) as summed
         where units > 0 order by {order} limit $4"
    );
    sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(db.reader())
        .await
}

crate::row! {
    struct NamedRow {
        product_id: ProductId,
        name: String,
        sku: Option<String>,
    }
}

/// Number of names read at once.
const NAMES_AT_ONCE: usize = 100;

/// Current names of ranked products, and the SKU of those with one variant.
pub async fn named(db: &Db, seller_id: &SellerId, ranked: &[Ranked]) -> sqlx::Result<Vec<BestSeller>> {
    let mut names = HashMap::with_capacity(ranked.len());
    for ranked in ranked.chunks(NAMES_AT_ONCE) {
        let ids: Vec<&str> = ranked.iter().map(|product| product.product_id.as_str()).collect();
        let sql = format!(
            "select product_id, name,
                 (select case when count(*) = 1 then min(variants.sku) end from variants
                  where variants.product_id = products.product_id and variants.removed_at is null) as sku
             from products where seller_id = $1 and product_id {}",
            db.engine().is_one_of(2)
        );
        let rows: Vec<NamedRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(seller_id.as_str())
            .bind(key_list(&ids))
            .fetch_all(db.reader())
            .await?;
        names.extend(rows.into_iter().map(|row| (row.product_id.clone(), row)));
    }
    let named = ranked.iter().filter_map(|ranked| {
        let row = names.remove(&ranked.product_id)?;
        Some(BestSeller {
            product_id: row.product_id,
            name: row.name,
            sku: row.sku,
            units: ranked.units,
            revenue_minor: ranked.revenue_minor,
        })
    });
    Ok(named.collect())
}

crate::row! {
    /// Counts of what waits for the seller.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct Waiting {
        /// Orders paid and not yet all shipped.
        pub to_ship: i64,
        /// Orders whose payment is awaited.
        pub unpaid: i64,
        /// Orders of every status, ever.
        pub orders: i64,
        /// Tickets with an answer not yet read.
        pub tickets: i64,
        /// One if the seller has any product, else zero.
        pub products: i64,
    }
}

pub async fn waiting(db: &Db, seller_id: &SellerId) -> sqlx::Result<Waiting> {
    sqlx::query_as(
        "select
             cast(coalesce(sum(case when status in ('paid', 'processing', 'partially_shipped') then orders else 0 end), 0)
                 as bigint) as to_ship,
             cast(coalesce(sum(case when status = 'pending' then orders else 0 end), 0) as bigint) as unpaid,
             cast(coalesce(sum(orders), 0) as bigint) as orders,
             (select count(*) from tickets where seller_id = $1 and seller_unread > 0) as tickets,
             (select count(*) from (select 1 from products where seller_id = $1 limit 1) as any_product) as products
         from order_counts where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .fetch_one(db.reader())
    .await
}

/// The money of a period as the ledger has it. Ids of transfers begin with their time, so that the period is a
/// range of the history's own index.
pub async fn statement(db: &Db, seller_id: &SellerId, period: &Period) -> sqlx::Result<Statement> {
    let moments = period.moments();
    let (first, end) = (
        TransferId::first_at(moments.start),
        TransferId::first_at(moments.end),
    );
    let opening = sqlx::query_scalar::<_, i64>(
        "select wallet_balance_minor from transfers
         where seller_id = $1 and transaction_id < $2 and wallet_change_minor <> 0
         order by transaction_id desc limit 1",
    )
    .bind(seller_id.as_str())
    .bind(first.as_str())
    .fetch_optional(db.reader());
    let changes = sqlx::query_as::<_, (String, i64)>(
        "select kind, cast(sum(wallet_change_minor) as bigint) from transfers
         where seller_id = $1 and transaction_id >= $2 and transaction_id < $3 and wallet_change_minor <> 0
         group by kind",
    )
    .bind(seller_id.as_str())
    .bind(first.as_str())
    .bind(end.as_str())
    .fetch_all(db.reader());
    // A payout takes its fee out of the wallet as part of its amount; the statement names it apart.
    let fees = sqlx::query_scalar::<_, i64>(
        "select cast(coalesce(sum(amount_minor), 0) as bigint) from transfers
         where seller_id = $1 and credit_account = 'fees' and transaction_id >= $2 and transaction_id < $3
             and wallet_change_minor = 0",
    )
    .bind(seller_id.as_str())
    .bind(first.as_str())
    .bind(end.as_str())
    .fetch_one(db.reader());
    let (opening, changes, fees) = tokio::try_join!(opening, changes, fees)?;
    let mut statement = Statement {
        opening_minor: opening.unwrap_or(0),
        fees_minor: -fees,
        payouts_minor: fees,
        ..Statement::default()
    };
    for (kind, minor) in changes {
        *match kind.as_str() {
            "sale" => &mut statement.sales_minor,
            "cancellation" | "refund" => &mut statement.refunds_minor,
            "commission" | "commission_tax" | "commission_returned" | "commission_tax_returned" => {
                &mut statement.commission_minor
            }
            "payout_fee" | "payout_fee_returned" => &mut statement.fees_minor,
            "payout" | "payout_returned" | "payout_paid" => &mut statement.payouts_minor,
            _ => &mut statement.adjustments_minor,
        } += minor;
    }
    Ok(statement)
}
