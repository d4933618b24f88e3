//! SQL of balances and transfers.

use crate::clock::Millis;
use crate::db::{Column, Db, Tx};
use crate::id::{OrderId, PayoutId, SellerId, TransferId};
use crate::money::Currency;
use crate::wallet::ledger::{Balances, Transfer};
use sqlx::FromRow;

const BALANCES: &str = "select buyers_minor, pending_minor, available_minor, reserved_minor, in_payout_minor,
    debt_minor, commission_minor, commission_tax_minor, fees_minor, bank_minor from balances where seller_id = $1";

/// A seller's balances.
pub async fn balances(db: &Db, seller_id: &SellerId) -> sqlx::Result<Balances> {
    sqlx::query_as(BALANCES)
        .bind(seller_id.as_str())
        .fetch_one(db.reader())
        .await
}

/// A seller's balances, locked, inside a transaction that depends on them.
pub async fn balances_in(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Balances> {
    sqlx::query_as(tx.locking(BALANCES))
        .bind(seller_id.as_str())
        .fetch_one(&mut **tx)
        .await
}

/// Adds `change` to the balances if none becomes negative; returns them.
pub async fn change_balances(
    tx: &mut Tx,
    seller_id: &SellerId,
    change: &Balances,
) -> sqlx::Result<Option<(Balances, Option<TransferId>)>> {
    let row = sqlx::query(
        "update balances set
             buyers_minor = buyers_minor + $2, pending_minor = pending_minor + $3,
             available_minor = available_minor + $4, reserved_minor = reserved_minor + $5,
             in_payout_minor = in_payout_minor + $6, debt_minor = debt_minor + $7,
             commission_minor = commission_minor + $8, commission_tax_minor = commission_tax_minor + $9,
             fees_minor = fees_minor + $10, bank_minor = bank_minor + $11
         where seller_id = $1 and pending_minor + $3 >= 0 and available_minor + $4 >= 0
             and reserved_minor + $5 >= 0 and in_payout_minor + $6 >= 0 and debt_minor + $7 >= 0
         returning buyers_minor, pending_minor, available_minor, reserved_minor, in_payout_minor,
             debt_minor, commission_minor, commission_tax_minor, fees_minor, bank_minor, last_transaction_id",
    )
    .bind(seller_id.as_str())
    .bind(change.buyers_minor)
    .bind(change.pending_minor)
    .bind(change.available_minor)
    .bind(change.reserved_minor)
    .bind(change.in_payout_minor)
    .bind(change.debt_minor)
    .bind(change.commission_minor)
    .bind(change.commission_tax_minor)
    .bind(change.fees_minor)
    .bind(change.bank_minor)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok((
            Balances::from_row(&row)?,
            Column::read(&row, "last_transaction_id")?,
        ))
    })
    .transpose()
}

/// Stores the seller's last transfer, which the next one follows.
pub async fn set_last_transfer(tx: &mut Tx, seller_id: &SellerId, last: &TransferId) -> sqlx::Result<()> {
    sqlx::query("update balances set last_transaction_id = $2 where seller_id = $1")
        .bind(seller_id.as_str())
        .bind(last.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Balances after a transfer.
pub struct Posted {
    pub transaction_id: TransferId,
    pub wallet_change_minor: i64,
    pub wallet_balance_minor: i64,
    pub debit_balance_minor: i64,
    pub credit_balance_minor: i64,
}

pub async fn insert_transfer(
    tx: &mut Tx,
    seller_id: &SellerId,
    currency: Currency,
    at: Millis,
    transfer: &Transfer,
    posted: &Posted,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into transfers (transaction_id, seller_id, currency, kind, debit_account, credit_account, amount_minor,
             wallet_change_minor, wallet_balance_minor, debit_balance_minor, credit_balance_minor,
             order_id, line_id, payout_id, description, idempotency_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(posted.transaction_id.as_str())
    .bind(seller_id.as_str())
    .bind(currency.code())
    .bind(transfer.kind.as_str())
    .bind(transfer.debit.as_str())
    .bind(transfer.credit.as_str())
    .bind(transfer.amount_minor)
    .bind(posted.wallet_change_minor)
    .bind(posted.wallet_balance_minor)
    .bind(posted.debit_balance_minor)
    .bind(posted.credit_balance_minor)
    .bind(transfer.order_id.as_ref().map(OrderId::as_str))
    .bind(transfer.line_id.as_ref().map(|id| id.as_str()))
    .bind(transfer.payout_id.as_ref().map(PayoutId::as_str))
    .bind(&transfer.description)
    .bind(&transfer.idempotency_id)
    .bind(at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
