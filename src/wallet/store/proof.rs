//! What the proof of the ledger adds up.

use crate::db::Db;
use crate::wallet::ledger::Balances;
use sqlx::Row;

/// All transfers of one seller between two accounts.
pub struct Flow {
    pub seller_id: String,
    pub debit: String,
    pub credit: String,
    pub amount_minor: i64,
    pub transfers: i64,
}

/// Every flow of the ledger.
pub async fn flows(db: &Db) -> sqlx::Result<Vec<Flow>> {
    let rows = sqlx::query(
        "select seller_id, debit_account, credit_account, cast(sum(amount_minor) as bigint) as amount_minor,
             count(*) as transfers
         from transfers group by seller_id, debit_account, credit_account",
    )
    .fetch_all(db.reader())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Flow {
                seller_id: row.try_get("seller_id")?,
                debit: row.try_get("debit_account")?,
                credit: row.try_get("credit_account")?,
                amount_minor: row.try_get("amount_minor")?,
                transfers: row.try_get("transfers")?,
            })
        })
        .collect()
}

/// Every seller's balances as they are kept.
pub async fn kept(db: &Db) -> sqlx::Result<Vec<(String, Balances)>> {
    let rows = sqlx::query(
        "select seller_id, buyers_minor, pending_minor, available_minor, reserved_minor, in_payout_minor, debt_minor,
             commission_minor, commission_tax_minor, fees_minor, bank_minor from balances",
    )
    .fetch_all(db.reader())
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("seller_id")?, sqlx::FromRow::from_row(row)?)))
        .collect()
}

/// Sellers whose pending balance is not what their orders hold: seller, kept, held.
pub async fn held_otherwise(db: &Db) -> sqlx::Result<Vec<(String, i64, i64)>> {
    sqlx::query_as(
        "select b.seller_id, b.pending_minor, cast(coalesce(sum(o.held_minor), 0) as bigint)
         from balances b left join orders o on o.seller_id = b.seller_id
         group by b.seller_id, b.pending_minor having b.pending_minor <> coalesce(sum(o.held_minor), 0)",
    )
    .fetch_all(db.reader())
    .await
}
