//! SQL of payouts and settlements.

use crate::clock::Millis;
use crate::db::{Column, Db, Tx};
use crate::id::{PayoutId, PayoutMethodId, SellerId, UserId};
use crate::keyset::{Keyset, Window};
use crate::money::Currency;
use crate::viewer::SellerStatus;
use crate::wallet::payout::{PayoutStatus, fee_id};

crate::row! {
    /// One payout as stored.
    #[derive(Debug, Clone)]
    pub struct PayoutRow {
        pub payout_id: PayoutId,
        pub seller_id: SellerId,
        pub currency: Currency,
        pub amount_minor: i64,
        pub fee_minor: i64,
        pub status: PayoutStatus,
        pub provider: String,
        pub method_masked: Option<String>,
        pub reference: Option<String>,
        pub requested_at: Millis,
        pub settled_at: Option<Millis>,
    }
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
    .bind(payout.status.as_str())
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
pub async fn payouts(db: &Db, seller_id: &SellerId, keyset: &Keyset) -> sqlx::Result<Window<PayoutRow>> {
    let sql = format!(
        "{PAYOUT} where seller_id = $1 and {}",
        keyset.tail("payout_id", 2)
    );
    let rows: Vec<PayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str().to_owned())
        .bind(keyset.bound(PayoutId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.payout_id.to_string()))
}

/// Payouts of one status over all sellers, for those who settle them.
pub async fn payouts_by_status(
    db: &Db,
    status: PayoutStatus,
    keyset: &Keyset,
) -> sqlx::Result<Window<PayoutRow>> {
    let sql = format!("{PAYOUT} where status = $1 and {}", keyset.tail("payout_id", 2));
    let rows: Vec<PayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(status.as_str())
        .bind(keyset.bound(PayoutId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.payout_id.to_string()))
}

/// A payout with its shop's name, for those who settle it.
#[derive(Debug, Clone)]
pub struct SellerPayoutRow {
    pub payout: PayoutRow,
    pub shop_name: String,
    /// A suspended shop's payouts do not leave.
    pub is_suspended: bool,
}

impl<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> for SellerPayoutRow {
    fn from_row(row: &'r sqlx::any::AnyRow) -> sqlx::Result<Self> {
        use sqlx::Row;
        Ok(Self {
            payout: PayoutRow::from_row(row)?,
            shop_name: row.try_get("shop_name")?,
            is_suspended: SellerStatus::read(row, "seller_status")? == SellerStatus::Suspended,
        })
    }
}

/// Payouts of one status over all sellers with the shops' names.
pub async fn payouts_of_sellers(
    db: &Db,
    status: PayoutStatus,
    keyset: &Keyset,
) -> sqlx::Result<Window<SellerPayoutRow>> {
    let sql = format!(
        "select p.payout_id, p.seller_id, p.currency, p.amount_minor, p.fee_minor, p.status, p.provider,
             p.method_masked, p.reference, p.requested_at, p.settled_at, s.shop_name,
             s.status as seller_status
         from payouts p join sellers s on s.seller_id = p.seller_id
         where p.status = $1 and {}",
        keyset.tail("p.payout_id", 2)
    );
    let rows: Vec<SellerPayoutRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(status.as_str())
        .bind(keyset.bound(PayoutId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.payout.payout_id.to_string()))
}

/// Number of payouts to settle.
pub async fn payouts_to_settle(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from payouts where status = 'requested'")
        .fetch_one(db.reader())
        .await?;
    Ok(count)
}

/// Settles a waiting payout once; a second settlement finds none.
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

/// Whether the fee was already posted, as with the request.
pub async fn fee_is_posted(tx: &mut Tx, payout_id: &PayoutId) -> sqlx::Result<bool> {
    let row: Option<(i64,)> = sqlx::query_as("select amount_minor from transfers where idempotency_id = $1")
        .bind(fee_id(payout_id))
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.is_some())
}

pub async fn payout_status(tx: &mut Tx, payout_id: &PayoutId) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as("select status from payouts where payout_id = $1")
        .bind(payout_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|(status,)| status))
}
