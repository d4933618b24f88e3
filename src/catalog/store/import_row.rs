//! The staged rows of an import, its products with what came of each, and its report.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ImportId, ProductId};
use sqlx::AssertSqlSafe;

/// Rows in one statement.
const BATCH: usize = 100;

/// A row of the file, about to be staged.
pub struct StagedRow {
    pub line: i64,
    pub product_key: String,
    pub sku: Option<String>,
    /// JSON.
    pub fields: String,
}

/// `($1, $2), ($3, $4) …` for `rows` rows.
fn tuples(rows: usize, columns: usize) -> String {
    let tuple = |row: usize| {
        let places: Vec<String> = (1..=columns)
            .map(|column| format!("${}", row * columns + column))
            .collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(", ")
}

/// Stages rows; one that is staged already stays as it is.
pub async fn insert_rows(tx: &mut Tx, import_id: &ImportId, rows: &[StagedRow]) -> sqlx::Result<()> {
    for rows in rows.chunks(BATCH) {
        let sql = format!(
            "insert into import_rows (import_id, line, product_key, sku, fields) values {}
             on conflict (import_id, line) do nothing",
            tuples(rows.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in rows {
            query = query
                .bind(import_id.as_str())
                .bind(row.line)
                .bind(&row.product_key)
                .bind(row.sku.as_deref())
                .bind(&row.fields);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Every row is staged: the products that they name are numbered by their first lines and counted.
pub async fn finish_staging(tx: &mut Tx, import_id: &ImportId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into import_products (import_id, product_number, product_key)
         select import_id, min(line), product_key from import_rows where import_id = $1
         group by import_id, product_key",
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

crate::row!(Due {
    product_number,
    product_key
});

/// A product of the file that nothing has come of yet.
#[derive(Debug, Clone)]
pub struct Due {
    pub product_number: i64,
    pub product_key: String,
}

/// The next products in the order of the file.
pub async fn products_due(db: &Db, import_id: &ImportId, after: i64, limit: i64) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as(
        "select product_number, product_key from import_products
         where import_id = $1 and product_number > $2 and outcome is null order by product_number limit $3",
    )
    .bind(import_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// The staged rows (product number and JSON) of the products from `first` to `last`, in order.
pub async fn rows_of(
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

/// Notes what came of one product; says whether nothing had come of it before.
pub async fn set_outcome(
    tx: &mut Tx,
    import_id: &ImportId,
    product_number: i64,
    outcome: &str,
    product_id: Option<&ProductId>,
    before: Option<&str>,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update import_products set outcome = $3, product_id = $4, before_json = $5,
             after_version = (select version from products where product_id = $4)
         where import_id = $1 and product_number = $2 and outcome is null",
    )
    .bind(import_id.as_str())
    .bind(product_number)
    .bind(outcome)
    .bind(product_id.map(ProductId::as_str))
    .bind(before)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

crate::row!(ProblemRow {
    product_number,
    line,
    column_name,
    severity,
    message
});

/// One sentence of the report.
#[derive(Debug, Clone)]
pub struct ProblemRow {
    /// The first line of the product it concerns.
    pub product_number: i64,
    pub line: i64,
    pub column_name: Option<String>,
    /// `refusal` or `warning`.
    pub severity: String,
    pub message: String,
}

pub async fn insert_problems(tx: &mut Tx, import_id: &ImportId, problems: &[ProblemRow]) -> sqlx::Result<()> {
    let mut number = 0;
    for problems in problems.chunks(BATCH) {
        let sql = format!(
            "insert into import_problems (import_id, product_number, problem_number, line, column_name, severity, message)
             values {}",
            tuples(problems.len(), 7)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for problem in problems {
            number += 1;
            query = query
                .bind(import_id.as_str())
                .bind(problem.product_number)
                .bind(number)
                .bind(problem.line)
                .bind(problem.column_name.as_deref())
                .bind(&problem.severity)
                .bind(&problem.message);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// What was refused, in the order of the file, from the line after `after` on.
pub async fn refusals(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<Vec<ProblemRow>> {
    problems(db, import_id, "refusal", limit).await
}

/// What was taken, mended as the sentences say.
pub async fn warnings(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<Vec<ProblemRow>> {
    problems(db, import_id, "warning", limit).await
}

async fn problems(
    db: &Db,
    import_id: &ImportId,
    severity: &str,
    limit: i64,
) -> sqlx::Result<Vec<ProblemRow>> {
    sqlx::query_as(
        "select product_number, line, column_name, severity, message from import_problems
         where import_id = $1 and severity = $2 order by line, problem_number limit $3",
    )
    .bind(import_id.as_str())
    .bind(severity)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// The lines of every refused product.
pub async fn refused_lines(db: &Db, import_id: &ImportId) -> sqlx::Result<Vec<i64>> {
    let rows: Vec<(i64,)> = sqlx::query_as(
        "select r.line from import_products p
         join import_rows r on r.import_id = p.import_id and r.product_key = p.product_key
         where p.import_id = $1 and p.outcome = 'failed' order by r.line",
    )
    .bind(import_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
}

/// Lets the staged rows go that no report needs any more: those of every product that was taken.
pub async fn forget_rows(tx: &mut Tx, import_id: &ImportId) -> sqlx::Result<()> {
    sqlx::query(
        "delete from import_rows where import_id = $1 and product_key not in
             (select product_key from import_products where import_id = $1 and outcome = 'failed')",
    )
    .bind(import_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row!(Touched {
    product_number,
    outcome,
    product_id,
    before_json,
    after_version
});

/// A product that an import created or updated.
#[derive(Debug, Clone)]
pub struct Touched {
    pub product_number: i64,
    pub outcome: String,
    pub product_id: ProductId,
    /// What it was before, when it was updated.
    pub before_json: Option<String>,
    pub after_version: Option<i64>,
}

/// The next products to undo, the last of the file first.
pub async fn products_to_undo(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<Vec<Touched>> {
    sqlx::query_as(
        "select product_number, outcome, product_id, before_json, after_version from import_products
         where import_id = $1 and outcome in ('created', 'updated') and product_id is not null and undone is null
         order by product_number desc limit $2",
    )
    .bind(import_id.as_str())
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Notes what undoing did to one product; says whether it was to be done.
pub async fn set_undone(
    tx: &mut Tx,
    import_id: &ImportId,
    product_number: i64,
    undone: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update import_products set undone = $3
         where import_id = $1 and product_number = $2 and undone is null",
    )
    .bind(import_id.as_str())
    .bind(product_number)
    .bind(undone)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
