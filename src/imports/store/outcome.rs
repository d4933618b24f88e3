//! SQL of product outcomes and the report.

use crate::changes::{Touched, Undone};
use crate::db::{Batch, Db, Tx, no_tail};
use crate::id::{ImportId, ProductId};
use crate::imports::status::ProductOutcome;

/// Outcome of one product.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub product_number: i64,
    pub outcome: ProductOutcome,
    pub product_id: Option<ProductId>,
    /// Previous state as JSON, if updated.
    pub before: Option<String>,
    /// The product's version once it was written.
    pub after_version: Option<i64>,
    /// JSON of the prices that a dry run would change.
    pub price_changes: Option<String>,
    /// Pending review texts before the update, if the policy requires review; JSON.
    pub review_before: Option<String>,
}

const SET_OUTCOMES: Batch = Batch {
    head: "update import_products set outcome = v.column2, product_id = v.column3, before_json = v.column4,
             after_version = v.column5, price_changes = v.column6, review_before = v.column7
         from (values",
    columns: 7,
    tail: ") v where import_products.product_number = v.column1 and import_products.import_id = ?
         and import_products.outcome is null",
};

/// Stores outcomes of some products; returns whether none had one before.
pub async fn set_outcomes(tx: &mut Tx, import_id: &ImportId, outcomes: &[Outcome]) -> sqlx::Result<bool> {
    let done = SET_OUTCOMES
        .write(
            tx,
            outcomes,
            |outcome, row| {
                row.int(outcome.product_number)
                    .text(outcome.outcome.as_str())
                    .maybe_text(outcome.product_id.as_ref().map(ProductId::as_str))
                    .maybe_text(outcome.before.as_deref())
                    .maybe_int(outcome.after_version)
                    .maybe_text(outcome.price_changes.as_deref())
                    .maybe_text(outcome.review_before.as_deref());
            },
            |values| {
                values.text(import_id.as_str());
            },
        )
        .await?;
    Ok(done == outcomes.len() as u64)
}

crate::row! {
    /// One sentence of the report.
    #[derive(Debug, Clone)]
    pub struct ProblemRow {
        /// The first line of the product it concerns.
        pub product_number: i64,
        /// Assigned on write; with the line, its position in the report.
        pub problem_number: i64,
        pub line: i64,
        pub column_name: Option<String>,
        /// `refusal` or `warning`.
        pub severity: String,
        pub message: String,
    }
}

const INSERT_PROBLEMS: Batch = Batch {
    head: "insert into import_problems (import_id, product_number, problem_number, line, column_name, severity, message)
         values",
    columns: 7,
    tail: "",
};

pub async fn insert_problems(tx: &mut Tx, import_id: &ImportId, problems: &[ProblemRow]) -> sqlx::Result<()> {
    let numbered: Vec<(i64, &ProblemRow)> = (1..).zip(problems).collect();
    INSERT_PROBLEMS
        .write(
            tx,
            &numbered,
            |(number, problem), row| {
                row.text(import_id.as_str())
                    .int(problem.product_number)
                    .int(*number)
                    .int(problem.line)
                    .maybe_text(problem.column_name.as_deref())
                    .text(&problem.severity)
                    .text(&problem.message);
            },
            no_tail,
        )
        .await
        .map(drop)
}

/// Failures, in file order.
pub async fn refusals(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<Vec<ProblemRow>> {
    problems_after(db, import_id, "refusal", (-1, 0), limit).await
}

/// Warnings, in file order.
pub async fn warnings(db: &Db, import_id: &ImportId, limit: i64) -> sqlx::Result<Vec<ProblemRow>> {
    problems_after(db, import_id, "warning", (-1, 0), limit).await
}

/// Problems of one severity after the position (line and number).
pub async fn problems_after(
    db: &Db,
    import_id: &ImportId,
    severity: &str,
    after: (i64, i64),
    limit: i64,
) -> sqlx::Result<Vec<ProblemRow>> {
    sqlx::query_as(
        "select product_number, problem_number, line, column_name, severity, message from import_problems
         where import_id = $1 and severity = $2 and (line, problem_number) > ($3, $4)
         order by line, problem_number limit $5",
    )
    .bind(import_id.as_str())
    .bind(severity)
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// The refusals of the products numbered from `first` to `last`.
pub async fn refusals_of(
    db: &Db,
    import_id: &ImportId,
    first: i64,
    last: i64,
) -> sqlx::Result<Vec<ProblemRow>> {
    sqlx::query_as(
        "select product_number, problem_number, line, column_name, severity, message from import_problems
         where import_id = $1 and product_number >= $2 and product_number <= $3 and severity = 'refusal'
         order by product_number, problem_number",
    )
    .bind(import_id.as_str())
    .bind(first)
    .bind(last)
    .fetch_all(db.reader())
    .await
}

crate::row! {
    /// The prices that a dry run would change of one product.
    #[derive(Debug, Clone)]
    pub struct PriceRow {
        pub product_number: i64,
        /// JSON.
        pub price_changes: String,
    }
}

/// The next products of a dry run whose prices would change.
pub async fn price_changes(
    db: &Db,
    import_id: &ImportId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<PriceRow>> {
    sqlx::query_as(
        "select product_number, price_changes from import_products
         where import_id = $1 and product_number > $2 and price_changes is not null
         order by product_number limit $3",
    )
    .bind(import_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

crate::row! {
    /// A product that an import created or updated.
    #[derive(Debug, Clone)]
    pub struct TouchedRow {
        pub product_number: i64,
        pub outcome: ProductOutcome,
        pub product_id: ProductId,
        /// Previous state, if updated.
        pub before_json: Option<String>,
        pub after_version: Option<i64>,
        /// Pending review texts before the change, if the policy required review; JSON.
        pub review_before: Option<String>,
    }
}

impl TouchedRow {
    /// The row as undo reads it.
    pub fn touched(&self) -> Touched {
        Touched {
            product_id: self.product_id.clone(),
            before_json: match self.outcome {
                ProductOutcome::Created => None,
                _ => Some(self.before_json.clone().unwrap_or_default()),
            },
            after_version: self.after_version,
            review_before: self.review_before.clone(),
        }
    }
}

/// The next products to undo, the last of the file first.
pub async fn products_to_undo(
    db: &Db,
    import_id: &ImportId,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<TouchedRow>> {
    sqlx::query_as(
        "select product_number, outcome, product_id, before_json, after_version, review_before from import_products
         where import_id = $1 and product_number < $2 and outcome in ('created', 'updated')
           and product_id is not null and undone is null
         order by product_number desc limit $3",
    )
    .bind(import_id.as_str())
    .bind(before)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

const SET_UNDONE: Batch = Batch {
    head: "update import_products set undone = v.column2 from (values",
    columns: 2,
    tail: ") v where import_products.product_number = v.column1 and import_products.import_id = ?
         and import_products.undone is null",
};

/// Stores the undo result of some products by number; returns whether all were pending.
pub async fn set_undone(tx: &mut Tx, import_id: &ImportId, undone: &[(i64, Undone)]) -> sqlx::Result<bool> {
    let done = SET_UNDONE
        .write(
            tx,
            undone,
            |(number, undone), row| {
                row.int(*number).text(undone.as_str());
            },
            |values| {
                values.text(import_id.as_str());
            },
        )
        .await?;
    Ok(done == undone.len() as u64)
}

crate::row! {
    /// To how many products undoing did that.
    #[derive(Debug)]
    pub struct UndoneCount {
        pub undone: Undone,
        pub products: i64,
    }
}

/// Counts undone products by outcome.
pub async fn undone_counts(db: &Db, import_id: &ImportId) -> sqlx::Result<Vec<UndoneCount>> {
    sqlx::query_as(
        "select undone, count(*) as products from import_products
         where import_id = $1 and undone is not null group by undone order by undone",
    )
    .bind(import_id.as_str())
    .fetch_all(db.reader())
    .await
}
