//! SQL of payout methods, sealed and masked.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{PayoutId, PayoutMethodId, SellerId};
use crate::wallet::payout_method::MethodKind;

crate::row! {
    /// A payout method as shown: masked.
    #[derive(Debug, Clone)]
    pub struct MethodRow {
        pub payout_method_id: PayoutMethodId,
        pub kind: MethodKind,
        pub masked: String,
        pub usable_at: Millis,
        pub created_at: Millis,
    }
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

/// Number of methods the seller ever had.
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
    .bind(method.kind.as_str())
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
) -> sqlx::Result<Option<String>> {
    let removed: Option<(String,)> = sqlx::query_as(
        "update payout_methods set removed_at = $3
         where seller_id = $1 and payout_method_id = $2 and removed_at is null
         returning masked",
    )
    .bind(seller_id.as_str())
    .bind(payout_method_id.as_str())
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(removed.map(|(masked,)| masked))
}

/// Deletes all of a seller's methods, removed ones too.
pub async fn forget_methods(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("delete from payout_methods where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Sealed account of a payout's method, for manual settlement.
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
