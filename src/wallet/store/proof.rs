//! SQL of ledger verification: transfers in posting order, balances, and differing sums.

use super::figures::Figures;
use crate::db::{Connection, Db};
use crate::wallet::ledger::Balances;
use sqlx::{AssertSqlSafe, FromRow, Row};

/// Maximum number of differences reported per kind.
pub const MOST_TOLD: usize = 200;

/// The database as it is at one moment, for all that a proof reads.
pub async fn snapshot(db: &Db) -> sqlx::Result<Connection> {
    db.reader().snapshot().await
}

/// A seller's balances as they are remembered.
pub struct StoredBalances {
    pub seller_id: String,
    pub currency: String,
    pub balances: Balances,
    pub last_transaction_id: Option<String>,
}

/// All sellers' balances.
pub async fn kept(connection: &mut Connection) -> sqlx::Result<Vec<StoredBalances>> {
    let rows = sqlx::query(
        "select seller_id, currency, buyers_minor, pending_minor, available_minor, reserved_minor, in_payout_minor,
             debt_minor, commission_minor, commission_tax_minor, fees_minor, bank_minor, last_transaction_id
         from balances order by seller_id",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(StoredBalances {
                seller_id: row.try_get("seller_id")?,
                currency: row.try_get("currency")?,
                balances: FromRow::from_row(row)?,
                last_transaction_id: row.try_get("last_transaction_id")?,
            })
        })
        .collect()
}

crate::row! {
    /// A transfer with its recorded balances.
    pub struct Posting {
        pub transaction_id: String,
        pub seller_id: String,
        pub currency: String,
        pub kind: String,
        pub debit_account: String,
        pub credit_account: String,
        pub amount_minor: i64,
        pub wallet_change_minor: i64,
        pub wallet_balance_minor: i64,
        pub debit_balance_minor: i64,
        pub credit_balance_minor: i64,
    }
}

/// The next transfers after one, in the order of posting.
pub async fn postings_after(
    connection: &mut Connection,
    transaction_id: &str,
    limit: i64,
) -> sqlx::Result<Vec<Posting>> {
    sqlx::query_as(
        "select transaction_id, seller_id, currency, kind, debit_account, credit_account, amount_minor,
             wallet_change_minor, wallet_balance_minor, debit_balance_minor, credit_balance_minor
         from transfers where transaction_id > $1 order by transaction_id limit $2",
    )
    .bind(transaction_id)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// A differing figure.
pub struct Differing {
    pub seller_id: String,
    pub subject: String,
    pub figure: &'static str,
    pub kept_minor: i64,
    pub proven_minor: i64,
}

/// The figures of one kind that differ.
pub async fn differing(connection: &mut Connection, figures: &Figures) -> sqlx::Result<Vec<Differing>> {
    let rows = sqlx::query(AssertSqlSafe(figures.sql(MOST_TOLD)))
        .fetch_all(connection)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        for (at, (figure, ..)) in figures.figures.iter().enumerate() {
            let (kept_minor, proven_minor): (i64, i64) = (
                row.try_get(format!("kept_{at}").as_str())?,
                row.try_get(format!("proven_{at}").as_str())?,
            );
            if kept_minor != proven_minor {
                found.push(Differing {
                    seller_id: row.try_get("seller_id")?,
                    subject: row.try_get("subject")?,
                    figure,
                    kept_minor,
                    proven_minor,
                });
            }
        }
    }
    Ok(found)
}
