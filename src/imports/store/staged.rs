//! SQL of staged rows, and the products they name.

use crate::clock::Millis;
use crate::db::{Batch, Db, Tx, no_tail};
use crate::id::ImportId;

/// Adjacent rows of one product, about to be staged.
pub struct StagedRun {
    /// Its first row.
    pub line: i64,
    pub product_key: String,
    pub row_count: i64,
    /// A JSON list of the rows.
    pub fields: String,
}

/// An SKU that a second product of the file names.
pub struct DoubleSku {
    pub sku: String,
    /// First line naming it.
    pub line: i64,
}

const INSERT_RUNS: Batch = Batch {
    head: "insert into import_rows (import_id, line, product_key, row_count, fields) values",
    columns: 5,
    tail: "on conflict (import_id, line) do nothing",
};

const INSERT_SKUS: Batch = Batch {
    head: "insert into import_skus (import_id, sku, line) values",
    columns: 3,
    tail: "on conflict (import_id, sku) do nothing",
};

/// Stages runs of rows; existing ones stay.
pub async fn insert_runs(
    tx: &mut Tx,
    import_id: &ImportId,
    runs: &[StagedRun],
    doubles: &[DoubleSku],
) -> sqlx::Result<()> {
    INSERT_RUNS
        .write(
            tx,
            runs,
            |run, row| {
                row.text(import_id.as_str())
                    .int(run.line)
                    .text(&run.product_key)
                    .int(run.row_count)
                    .text(&run.fields);
            },
            no_tail,
        )
        .await?;
    INSERT_SKUS
        .write(
            tx,
            doubles,
            |double, row| {
                row.text(import_id.as_str()).text(&double.sku).int(double.line);
            },
            no_tail,
        )
        .await
        .map(drop)
}

/// Ends staging: products are numbered by first line and counted.
pub async fn finish_staging(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into import_products (import_id, product_number, product_key, row_count)
         select import_id, min(line), product_key, cast(sum(row_count) as bigint) from import_rows
         where import_id = $1 group by import_id, product_key",
    )
    .bind(import_id.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "update imports set staged_at = $2,
             products = (select count(*) from import_products where import_id = $1)
         where import_id = $1",
    )
    .bind(import_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row! {
    /// An unprocessed product of the file.
    #[derive(Debug, Clone)]
    pub struct Due {
        pub product_number: i64,
        pub row_count: i64,
    }
}

/// The next products in the order of the file.
pub async fn products_due(db: &Db, import_id: &ImportId, after: i64, limit: i64) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as(
        "select product_number, row_count from import_products
         where import_id = $1 and product_number > $2 and outcome is null order by product_number limit $3",
    )
    .bind(import_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// The staged runs (product number and JSON) of the products from `first` to `last`, in order.
pub async fn runs_of(
    db: &Db,
    import_id: &ImportId,
    first: i64,
    last: i64,
) -> sqlx::Result<Vec<(i64, String)>> {
    sqlx::query_as(
        "select p.product_number, r.fields from import_products p
         join import_rows r on r.import_id = p.import_id and r.product_key = p.product_key
         where p.import_id = $1 and p.product_number >= $2 and p.product_number <= $3 and p.outcome is null
         order by p.product_number, r.line",
    )
    .bind(import_id.as_str())
    .bind(first)
    .bind(last)
    .fetch_all(db.reader())
    .await
}

/// The staged runs of the next refused products after that number, in order.
pub async fn refused_runs(
    db: &Db,
    import_id: &ImportId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<(i64, String)>> {
    sqlx::query_as(
        "select p.product_number, r.fields from (
             select import_id, product_number, product_key from import_products
             where import_id = $1 and product_number > $2 and outcome = 'failed' order by product_number limit $3
         ) p join import_rows r on r.import_id = p.import_id and r.product_key = p.product_key
         order by p.product_number, r.line",
    )
    .bind(import_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Deletes staged runs no report needs: those of imported products. Of the lines after `after`, up to
/// `until`.
pub async fn forget_runs(tx: &mut Tx, import_id: &ImportId, after: i64, until: i64) -> sqlx::Result<()> {
    sqlx::query(
        "delete from import_rows where import_id = $1 and line > $2 and line <= $3 and product_key not in
             (select product_key from import_products where import_id = $1 and outcome = 'failed')",
    )
    .bind(import_id.as_str())
    .bind(after)
    .bind(until)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Last staged line of an import.
pub async fn last_line(db: &Db, import_id: &ImportId) -> sqlx::Result<i64> {
    let (line,): (i64,) =
        sqlx::query_as("select coalesce(max(line), 0) from import_rows where import_id = $1")
            .bind(import_id.as_str())
            .fetch_one(db.reader())
            .await?;
    Ok(line)
}
