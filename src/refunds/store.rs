//! SQL of refunds.

use super::refund::{RefundRow, RefundStatus};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{LineId, OrderId, RefundId, SellerId};
use crate::keyset::{Keyset, Window};

macro_rules! refund_columns {
    () => {
        "refund_id, seller_id, order_id, cause, status, currency, amount_minor, goods_minor, tax_minor, shipping_minor,
         commission_minor, commission_tax_minor, pending_minor, reserved_minor, available_minor, debt_minor, reason,
         user_id, created_at, paid_at, reference"
    };
}

const REFUND: &str = concat!("select ", refund_columns!(), " from refunds");

crate::row! {
    /// Part of a refund on one line of the order.
    #[derive(Debug, Clone)]
    pub struct RefundLineRow {
        pub line_id: LineId,
        /// Pieces; 0 of an amount.
        pub quantity: i64,
        pub goods_minor: i64,
        pub tax_minor: i64,
        pub shipping_minor: i64,
        pub commission_minor: i64,
        pub commission_tax_minor: i64,
    }
}

pub async fn insert(tx: &mut Tx, refund: &RefundRow) -> sqlx::Result<()> {
    sqlx::query(concat!(
        "insert into refunds (",
        refund_columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
    ))
    .bind(refund.refund_id.as_str())
    .bind(refund.seller_id.as_str())
    .bind(refund.order_id.as_str())
    .bind(refund.cause.as_str())
    .bind(refund.status.as_str())
    .bind(refund.currency.code())
    .bind(refund.amount_minor)
    .bind(refund.goods_minor)
    .bind(refund.tax_minor)
    .bind(refund.shipping_minor)
    .bind(refund.commission_minor)
    .bind(refund.commission_tax_minor)
    .bind(refund.pending_minor)
    .bind(refund.reserved_minor)
    .bind(refund.available_minor)
    .bind(refund.debt_minor)
    .bind(&refund.reason)
    .bind(refund.user_id.as_ref().map(|id| id.as_str().to_owned()))
    .bind(refund.created_at.0)
    .bind(refund.paid_at.map(|at| at.0))
    .bind(refund.reference.as_deref())
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn insert_line(tx: &mut Tx, refund_id: &RefundId, line: &RefundLineRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into refund_lines (refund_id, line_id, quantity, goods_minor, tax_minor, shipping_minor,
             commission_minor, commission_tax_minor)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(refund_id.as_str())
    .bind(line.line_id.as_str())
    .bind(line.quantity)
    .bind(line.goods_minor)
    .bind(line.tax_minor)
    .bind(line.shipping_minor)
    .bind(line.commission_minor)
    .bind(line.commission_tax_minor)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// An order's refunds, oldest first.
pub async fn of_order(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<RefundRow>> {
    sqlx::query_as(concat!(
        "select ",
        refund_columns!(),
        " from refunds where seller_id = $1 and order_id = $2 order by refund_id"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// A seller's refunds of one status or all, newest first.
pub async fn of_seller(
    db: &Db,
    seller_id: &SellerId,
    status: Option<RefundStatus>,
    keyset: &Keyset,
) -> sqlx::Result<Window<RefundRow>> {
    let status = status.map_or(String::new(), |status| {
        format!("and status = '{}'", status.as_str())
    });
    let tail = keyset.tail("refund_id", 2);
    let sql = format!("{REFUND} where seller_id = $1 {status} and {tail}");
    let rows: Vec<RefundRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(keyset.bound(RefundId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.refund_id.to_string()))
}

/// All sellers' refunds of one status, newest first.
pub async fn of_status(db: &Db, status: RefundStatus, keyset: &Keyset) -> sqlx::Result<Window<RefundRow>> {
    let (status, tail) = (status.as_str(), keyset.tail_of_all("refund_id", 1));
    let sql = format!("{REFUND} where status = '{status}' and {tail}");
    let rows: Vec<RefundRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(keyset.bound(RefundId::PREFIX))
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.refund_id.to_string()))
}

/// The most refunds that [`owed`] counts.
const MOST_COUNTED: i64 = 1_000;

/// Number of refunds that buyers do not have yet, counted up to 1,000.
pub async fn owed(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (select 1 from refunds where status in ('external', 'failed') limit $1) waiting",
    )
    .bind(MOST_COUNTED)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// The refund of that id, locked; for admins and storefronts, who see all sellers'.
pub async fn locked(tx: &mut Tx, refund_id: &RefundId) -> sqlx::Result<Option<RefundRow>> {
    let refund = concat!("select ", refund_columns!(), " from refunds where refund_id = $1");
    sqlx::query_as(tx.locking(refund))
        .bind(refund_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

/// Marks a refund as paid back.
pub async fn set_paid(
    tx: &mut Tx,
    refund_id: &RefundId,
    reference: &str,
    now: Millis,
) -> sqlx::Result<RefundRow> {
    sqlx::query_as(concat!(
        "update refunds set status = 'paid', paid_at = $3, reference = $2 where refund_id = $1 returning ",
        refund_columns!()
    ))
    .bind(refund_id.as_str())
    .bind(reference)
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await
}
