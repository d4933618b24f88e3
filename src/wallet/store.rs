//! The wallet's SQL.

use super::ledger::{Account, Balances, Transfer};
use crate::clock::Millis;
use crate::db::{Column, Db, Tx};
use crate::id::{OrderId, PayoutId, PayoutMethodId, SellerId, TransferId, UserId};
use crate::money::Currency;
use crate::web::list::Listed;
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

/// A seller's balances inside a transaction that depends on them.
pub async fn balances_in(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Balances> {
    sqlx::query_as(BALANCES)
        .bind(seller_id.as_str())
        .fetch_one(&mut **tx)
        .await
}

/// Adds `change` to the balances if no account of the seller's falls below zero; says what they are then.
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

/// Remembers the seller's last transfer, which the next one comes after.
pub async fn set_last_transfer(tx: &mut Tx, seller_id: &SellerId, last: &TransferId) -> sqlx::Result<()> {
    sqlx::query("update balances set last_transaction_id = $2 where seller_id = $1")
        .bind(seller_id.as_str())
        .bind(last.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// What a transfer left behind.
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

crate::row!(EntryRow {
    transaction_id,
    at,
    kind,
    debit_account,
    amount_minor,
    wallet_change_minor,
    wallet_balance_minor,
    debit_balance_minor,
    credit_balance_minor,
    order_id,
    payout_id,
    description,
});

/// One transfer as stored.
#[derive(Debug, Clone)]
pub struct EntryRow {
    pub transaction_id: TransferId,
    pub at: Millis,
    pub kind: String,
    pub debit_account: String,
    pub amount_minor: i64,
    pub wallet_change_minor: i64,
    pub wallet_balance_minor: i64,
    pub debit_balance_minor: i64,
    pub credit_balance_minor: i64,
    pub order_id: Option<OrderId>,
    pub payout_id: Option<PayoutId>,
    pub description: String,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    pub kind: Option<String>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub order_id: Option<OrderId>,
    /// Entries of one account; without it, those that change the wallet's sum.
    pub account: Option<Account>,
}

const ENTRY: &str = "select transaction_id, at, kind, debit_account, amount_minor,
    wallet_change_minor, wallet_balance_minor, debit_balance_minor, credit_balance_minor, order_id, payout_id,
    description from transfers where seller_id = $1";

/// A seller's entries, newest first.
pub async fn entries(
    db: &Db,
    seller_id: &SellerId,
    filter: &EntryFilter,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<EntryRow>> {
    let mut sql = String::from(ENTRY);
    let mut texts: Vec<String> = Vec::new();
    let place = |texts: &mut Vec<String>, text: String| {
        texts.push(text);
        texts.len() + 1
    };
    match filter.account {
        None => sql.push_str(" and wallet_change_minor <> 0"),
        Some(account) => {
            let at = place(&mut texts, account.as_str().to_owned());
            sql.push_str(&format!(" and (debit_account = ${at} or credit_account = ${at})"));
        }
    }
    if let Some(kind) = &filter.kind {
        let at = place(&mut texts, kind.clone());
        sql.push_str(&format!(" and kind = ${at}"));
    }
    if let Some(order_id) = &filter.order_id {
        let at = place(&mut texts, order_id.to_string());
        sql.push_str(&format!(" and order_id = ${at}"));
    }
    // Ids begin with their time, so that a range of time is a range of ids, in the index that also sorts.
    if let Some(from) = filter.from_ms {
        let at = place(&mut texts, first_id(from));
        sql.push_str(&format!(" and transaction_id >= ${at}"));
    }
    if let Some(to) = filter.to_ms {
        let at = place(&mut texts, first_id(to));
        sql.push_str(&format!(" and transaction_id < ${at}"));
    }
    if let Some(after) = after {
        let at = place(&mut texts, after.to_owned());
        sql.push_str(&format!(" and transaction_id < ${at}"));
    }
    sql.push_str(&format!(" order by transaction_id desc limit {}", limit + 1));
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    let rows: Vec<EntryRow> = query.fetch_all(db.reader()).await?;
    Ok(Listed::cut(rows, limit, |row| row.transaction_id.to_string()))
}

/// The smallest transfer id of a moment.
fn first_id(at_ms: i64) -> String {
    format!(
        "{}{}",
        TransferId::PREFIX,
        ulid::Ulid::from_parts(at_ms.max(0) as u64, 0)
    )
}

crate::row!(PayoutRow {
    payout_id,
    seller_id,
    currency,
    amount_minor,
    fee_minor,
    status,
    provider,
    method_masked,
    reference,
    requested_at,
    settled_at,
});

/// One payout as stored.
#[derive(Debug, Clone)]
pub struct PayoutRow {
    pub payout_id: PayoutId,
    pub seller_id: SellerId,
    pub currency: Currency,
    pub amount_minor: i64,
    pub fee_minor: i64,
    pub status: String,
    pub provider: String,
    pub method_masked: Option<String>,
    pub reference: Option<String>,
    pub requested_at: Millis,
    pub settled_at: Option<Millis>,
}

const PAYOUT: &str =
    "select payout_id, seller_id, currency, amount_minor, fee_minor, status, provider, method_masked,
    reference, requested_at, settled_at from payouts";

pub async fn insert_payout(
    tx: &mut Tx,
    payout: &PayoutRow,
    method: Option<&PayoutMethodId>,
    by: &UserId,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into payouts (payout_id, seller_id, currency, amount_minor, fee_minor, status, provider,
             payout_method_id, method_masked, requested_by, requested_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(payout.payout_id.as_str())
    .bind(payout.seller_id.as_str())
    .bind(payout.currency.code())
    .bind(payout.amount_minor)
    .bind(payout.fee_minor)
    .bind(&payout.status)
    .bind(&payout.provider)
    .bind(method.map(PayoutMethodId::as_str))
    .bind(payout.method_masked.as_deref())
    .bind(by.as_str())
    .bind(payout.requested_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn payout(db: &Db, seller_id: &SellerId, payout_id: &PayoutId) -> sqlx::Result<Option<PayoutRow>> {
    let sql = format!("{PAYOUT} where seller_id = $1 and payout_id = $2");
    sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str().to_owned())
        .bind(payout_id.as_str().to_owned())
        .fetch_optional(db.reader())
        .await
}

/// A seller's payouts, newest first.
pub async fn payouts(
    db: &Db,
    seller_id: &SellerId,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<PayoutRow>> {
    let sql = format!("{PAYOUT} where seller_id = $1 and payout_id < $2 order by payout_id desc limit $3");
    let rows: Vec<PayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str().to_owned())
        .bind(after.unwrap_or("po_~").to_owned())
        .bind(limit + 1)
        .fetch_all(db.reader())
        .await?;
    Ok(Listed::cut(rows, limit, |row| row.payout_id.to_string()))
}

/// Payouts of one status over all sellers, the oldest first, for those who settle them.
pub async fn payouts_by_status(
    db: &Db,
    status: &str,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<PayoutRow>> {
    let sql = format!("{PAYOUT} where status = $1 and payout_id > $2 order by payout_id limit $3");
    let rows: Vec<PayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(status.to_owned())
        .bind(after.unwrap_or_default().to_owned())
        .bind(limit + 1)
        .fetch_all(db.reader())
        .await?;
    Ok(Listed::cut(rows, limit, |row| row.payout_id.to_string()))
}

/// A payout with its shop's name, for those who settle it.
#[derive(Debug, Clone)]
pub struct SellerPayoutRow {
    pub payout: PayoutRow,
    pub shop_name: String,
}

impl<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> for SellerPayoutRow {
    fn from_row(row: &'r sqlx::any::AnyRow) -> sqlx::Result<Self> {
        use sqlx::Row;
        Ok(Self {
            payout: PayoutRow::from_row(row)?,
            shop_name: row.try_get("shop_name")?,
        })
    }
}

/// Payouts of one status over all sellers with the shops' names: those that wait oldest first, the others newest
/// first.
pub async fn payouts_of_sellers(
    db: &Db,
    status: &str,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Listed<SellerPayoutRow>> {
    let (goes_on, order, start) = match status {
        "requested" | "processing" => (">", "asc", ""),
        _ => ("<", "desc", "po_~"),
    };
    let sql = format!(
        "select p.payout_id, p.seller_id, p.currency, p.amount_minor, p.fee_minor, p.status, p.provider,
             p.method_masked, p.reference, p.requested_at, p.settled_at, s.shop_name
         from payouts p join sellers s on s.seller_id = p.seller_id
         where p.status = $1 and p.payout_id {goes_on} $2 order by p.payout_id {order} limit $3"
    );
    let rows: Vec<SellerPayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(status.to_owned())
        .bind(after.unwrap_or(start).to_owned())
        .bind(limit + 1)
        .fetch_all(db.reader())
        .await?;
    Ok(Listed::cut(rows, limit, |row| row.payout.payout_id.to_string()))
}

/// How many payouts wait to be settled.
pub async fn payouts_to_settle(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from payouts where status = 'requested'")
        .fetch_one(db.reader())
        .await?;
    Ok(count)
}

/// Ends a payout that waits, once: the second settlement finds nothing to settle.
pub async fn settle_payout(
    tx: &mut Tx,
    payout_id: &PayoutId,
    status: &str,
    reference: Option<&str>,
    by: &UserId,
    now: Millis,
) -> sqlx::Result<Option<PayoutRow>> {
    sqlx::query_as(
        "update payouts set status = $2, reference = $3, settled_by = $4, settled_at = $5
         where payout_id = $1 and status in ('requested', 'processing')
         returning payout_id, seller_id, currency, amount_minor, fee_minor, status, provider, method_masked,
             reference, requested_at, settled_at",
    )
    .bind(payout_id.as_str())
    .bind(status)
    .bind(reference)
    .bind(by.as_str())
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn payout_status(tx: &mut Tx, payout_id: &PayoutId) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as("select status from payouts where payout_id = $1")
        .bind(payout_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|(status,)| status))
}

crate::row!(MethodRow {
    payout_method_id,
    kind,
    masked,
    usable_at,
    created_at
});

/// A payout method as shown: masked.
#[derive(Debug, Clone)]
pub struct MethodRow {
    pub payout_method_id: PayoutMethodId,
    pub kind: String,
    pub masked: String,
    pub usable_at: Millis,
    pub created_at: Millis,
}

const METHODS: &str = "select payout_method_id, kind, masked, usable_at, created_at from payout_methods
    where seller_id = $1 and removed_at is null order by payout_method_id desc limit 50";

pub async fn methods(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<MethodRow>> {
    sqlx::query_as(METHODS)
        .bind(seller_id.as_str())
        .fetch_all(db.reader())
        .await
}

pub async fn methods_in(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Vec<MethodRow>> {
    sqlx::query_as(METHODS)
        .bind(seller_id.as_str())
        .fetch_all(&mut **tx)
        .await
}

/// How many methods the seller has ever had.
pub async fn methods_ever(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from payout_methods where seller_id = $1")
        .bind(seller_id.as_str())
        .fetch_one(&mut **tx)
        .await?;
    Ok(count)
}

pub async fn insert_method(
    tx: &mut Tx,
    seller_id: &SellerId,
    method: &MethodRow,
    sealed: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into payout_methods (payout_method_id, seller_id, kind, masked, sealed, usable_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(method.payout_method_id.as_str())
    .bind(seller_id.as_str())
    .bind(&method.kind)
    .bind(&method.masked)
    .bind(sealed)
    .bind(method.usable_at.0)
    .bind(method.created_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn remove_method(
    tx: &mut Tx,
    seller_id: &SellerId,
    payout_method_id: &PayoutMethodId,
    now: Millis,
) -> sqlx::Result<bool> {
    let removed = sqlx::query(
        "update payout_methods set removed_at = $3
         where seller_id = $1 and payout_method_id = $2 and removed_at is null",
    )
    .bind(seller_id.as_str())
    .bind(payout_method_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// The sealed account of a payout's method, for whoever settles it by hand.
pub async fn sealed_method_of(db: &Db, payout_id: &PayoutId) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as(
        "select m.sealed from payouts p join payout_methods m on m.payout_method_id = p.payout_method_id
         where p.payout_id = $1",
    )
    .bind(payout_id.as_str())
    .fetch_optional(db.reader())
    .await?;
    Ok(row.map(|(sealed,)| sealed))
}
