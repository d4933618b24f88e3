//! SQL of bulk edits, their products and outcomes.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{BulkEditId, ProductId, SellerId, UserId};
use crate::keyset::{Keyset, Window};
use sqlx::AssertSqlSafe;

/// Rows in one statement.
const BATCH: usize = 100;

crate::stored_enum! {
    /// Status of a bulk edit.
    #[schema(as = BulkEditStatus)]
    pub enum EditStatus {
        Queued = "queued",
        Running = "running",
        Done = "done",
    }
}

crate::stored_enum! {
    /// Outcome of one product.
    #[schema(as = BulkEditOutcome)]
    pub enum ProductOutcome {
        Changed = "changed",
        Unchanged = "unchanged",
        Refused = "refused",
    }
}

crate::row! {
    /// A bulk edit as stored.
    #[derive(Debug, Clone)]
    pub struct BulkEditRow {
        pub bulk_edit_id: BulkEditId,
        pub seller_id: SellerId,
        pub user_id: UserId,
        /// JSON, as it was typed.
        pub changes: String,
        /// Address of the list whose products are edited; none if they were selected.
        pub filter: Option<String>,
        /// Products that came later are not meant.
        pub newest_product_id: String,
        /// Position reached in the list.
        pub cursor: Option<String>,
        pub status: EditStatus,
        pub products: i64,
        pub products_done: i64,
        pub changed: i64,
        pub unchanged: i64,
        pub refused: i64,
        /// Since then it is known which products are meant.
        pub collected_at: Option<Millis>,
        pub created_at: Millis,
        pub finished_at: Option<Millis>,
        pub undo_asked_at: Option<Millis>,
        pub restored: i64,
        pub kept: i64,
        pub undone_at: Option<Millis>,
    }
}

const EDITS: &str = "select bulk_edit_id, seller_id, user_id, changes, filter, newest_product_id, cursor, status, \
     products, products_done, changed, unchanged, refused, collected_at, created_at, finished_at, undo_asked_at, \
     restored, kept, undone_at from bulk_edits";

/// A bulk edit about to be queued.
pub struct NewBulkEdit<'a> {
    pub bulk_edit_id: &'a BulkEditId,
    pub seller_id: &'a SellerId,
    pub user_id: &'a UserId,
    pub changes: &'a str,
    pub filter: Option<&'a str>,
}

/// The newest product there is at the moment is the last one meant.
pub async fn insert_bulk_edit(tx: &mut Tx, new: &NewBulkEdit<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into bulk_edits (bulk_edit_id, seller_id, user_id, changes, filter, newest_product_id, status, created_at)
         values ($1, $2, $3, $4, $5, coalesce((select max(product_id) from products where seller_id = $2), ''),
             'queued', $6)",
    )
    .bind(new.bulk_edit_id.as_str())
    .bind(new.seller_id.as_str())
    .bind(new.user_id.as_str())
    .bind(new.changes)
    .bind(new.filter)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// One bulk edit of the seller's.
pub async fn bulk_edit(
    db: &Db,
    seller_id: &SellerId,
    bulk_edit_id: &BulkEditId,
) -> sqlx::Result<Option<BulkEditRow>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "{EDITS} where seller_id = $1 and bulk_edit_id = $2"
    )))
    .bind(seller_id.as_str())
    .bind(bulk_edit_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// A bulk edit whose event names it; the job acts for the seller in the row.
pub async fn bulk_edit_for_job(db: &Db, bulk_edit_id: &BulkEditId) -> sqlx::Result<Option<BulkEditRow>> {
    sqlx::query_as(AssertSqlSafe(format!("{EDITS} where bulk_edit_id = $1")))
        .bind(bulk_edit_id.as_str())
        .fetch_optional(db.reader())
        .await
}

/// The seller's bulk edits, newest first.
pub async fn bulk_edits(db: &Db, seller_id: &SellerId, keyset: &Keyset) -> sqlx::Result<Window<BulkEditRow>> {
    let tail = keyset.tail("bulk_edit_id", 2);
    let rows: Vec<BulkEditRow> =
        sqlx::query_as(AssertSqlSafe(format!("{EDITS} where seller_id = $1 and {tail}")))
            .bind(seller_id.as_str())
            .bind(keyset.bound(BulkEditId::PREFIX))
            .bind(keyset.fetch())
            .fetch_all(db.reader())
            .await?;
    Ok(keyset.cut(rows, |row| row.bulk_edit_id.to_string()))
}

/// Locks an unfinished bulk edit until the transaction ends.
pub async fn hold_bulk_edit(tx: &mut Tx, bulk_edit_id: &BulkEditId) -> sqlx::Result<bool> {
    let held = sqlx::query(
        "update bulk_edits set status = 'running' where bulk_edit_id = $1 and status in ('queued', 'running')",
    )
    .bind(bulk_edit_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// Adds selected products, ignoring those already added.
pub async fn mean_products(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    product_ids: &[ProductId],
) -> sqlx::Result<()> {
    for ids in product_ids.chunks(BATCH) {
        let tuples: Vec<String> = (0..ids.len()).map(|at| format!("($1, ${})", at + 2)).collect();
        let sql = format!(
            "insert into bulk_edit_products (bulk_edit_id, product_id) values {}
             on conflict (bulk_edit_id, product_id) do nothing",
            tuples.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(bulk_edit_id.as_str());
        for id in ids {
            query = query.bind(id.as_str());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Stores the position reached in the list.
pub async fn set_cursor(tx: &mut Tx, bulk_edit_id: &BulkEditId, cursor: &str) -> sqlx::Result<()> {
    sqlx::query("update bulk_edits set cursor = $2 where bulk_edit_id = $1")
        .bind(bulk_edit_id.as_str())
        .bind(cursor)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Ends collection and counts the selected products.
pub async fn finish_collecting(tx: &mut Tx, bulk_edit_id: &BulkEditId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update bulk_edits set collected_at = $2,
             products = (select count(*) from bulk_edit_products where bulk_edit_id = $1)
         where bulk_edit_id = $1",
    )
    .bind(bulk_edit_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The next unprocessed products, by id.
pub async fn products_to_edit(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    limit: i64,
) -> sqlx::Result<Vec<ProductId>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select product_id from bulk_edit_products where bulk_edit_id = $1 and outcome is null
         order by product_id limit $2",
    )
    .bind(bulk_edit_id.as_str())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| ProductId::stored(id)).collect())
}

/// Outcome of one product.
#[derive(Debug, Clone)]
pub struct EditOutcome {
    pub product_id: ProductId,
    pub outcome: ProductOutcome,
    pub message: Option<String>,
    pub name: Option<String>,
    /// The product before, where it was changed.
    pub before_json: Option<String>,
    /// The changes of stock by variant, where there are any.
    pub stock_json: Option<String>,
    pub after_version: Option<i64>,
    /// Pending review texts before the change, if the policy requires review; JSON.
    pub review_before: Option<String>,
}

pub async fn set_edit_outcomes(
    tx: &mut Tx,
    bulk_edit_id: &BulkEditId,
    outcomes: &[EditOutcome],
) -> sqlx::Result<()> {
    for outcomes in outcomes.chunks(BATCH) {
        let tuple = |at: usize| {
            let places: Vec<String> = (2..10).map(|column| format!("${}", at * 8 + column)).collect();
            format!("($1, {})", places.join(", "))
        };
        let sql = format!(
            "insert into bulk_edit_products
                 (bulk_edit_id, product_id, outcome, message, name, before_json, stock_json, after_version,
                  review_before) values {}
             on conflict (bulk_edit_id, product_id) do update set outcome = excluded.outcome,
                 message = excluded.message, name = excluded.name, before_json = excluded.before_json,
                 stock_json = excluded.stock_json, after_version = excluded.after_version,
                 review_before = excluded.review_before",
            (0..outcomes.len()).map(tuple).collect::<Vec<_>>().join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(bulk_edit_id.as_str());
        for outcome in outcomes {
            query = query
                .bind(outcome.product_id.as_str())
                .bind(outcome.outcome.as_str())
                .bind(outcome.message.as_deref())
                .bind(outcome.name.as_deref())
                .bind(outcome.before_json.as_deref())
                .bind(outcome.stock_json.as_deref())
                .bind(outcome.after_version)
                .bind(outcome.review_before.as_deref());
        }
        query.execute(&mut **tx).await?;
    }
    let of = |one: ProductOutcome| outcomes.iter().filter(|outcome| outcome.outcome == one).count() as i64;
    sqlx::query(
        "update bulk_edits set products_done = products_done + $2 + $3 + $4, changed = changed + $2,
             unchanged = unchanged + $3, refused = refused + $4
         where bulk_edit_id = $1",
    )
    .bind(bulk_edit_id.as_str())
    .bind(of(ProductOutcome::Changed))
    .bind(of(ProductOutcome::Unchanged))
    .bind(of(ProductOutcome::Refused))
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn finish_bulk_edit(tx: &mut Tx, bulk_edit_id: &BulkEditId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update bulk_edits set status = 'done', finished_at = $2 where bulk_edit_id = $1")
        .bind(bulk_edit_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
