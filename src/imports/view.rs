//! An import as the API shows it.

use super::price_change::PriceChange;
use super::status::ImportStatus;
use crate::changes;
use crate::clock::Millis;
use crate::db::Db;
use crate::id::ImportId;
use crate::imports::store::{self, ImportRow, ProblemRow};
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::product_files::{Mapping, Preview, recognise};
use crate::product_review::MOST_COUNTED;
use crate::viewer::{Member, may};
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;

/// Sentences shown of each kind; `errors.csv` has them all.
const MOST: i64 = 200;

/// An import with progress and result. `rows` counts rows of the file; `products`, `created`, `updated`,
/// `unchanged` and `failed` count products.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Import)]
pub struct ShownImport {
    pub import_id: ImportId,
    /// `queued`, `running`, `done` or `failed`; `mapping` while a person maps the columns of a file uploaded
    /// on the page.
    pub status: ImportStatus,
    pub dry_run: bool,
    pub file_name: String,
    pub dialect: Option<String>,
    pub encoding: Option<String>,
    pub delimiter: Option<String>,
    /// Unit of the prices: `major` (10 is ten dollars) or `minor` (1000 is); not in lists.
    pub price_unit: Option<String>,
    /// Columns of the file in order; not in lists.
    pub columns: Vec<ShownColumn>,
    pub rows: i64,
    pub products: i64,
    pub products_done: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub failed: i64,
    /// Rows skipped because they only have a price in another currency.
    pub skipped_rows: i64,
    pub warnings: i64,
    /// The first 200 failures.
    pub errors: Vec<ImportProblem>,
    /// The first 200 warnings: values imported with changes.
    pub notes: Vec<ImportProblem>,
    /// The prices that would change, of a dry run, the first 200.
    pub price_changes: Vec<ShownPrice>,
    /// Products that it created or updated and that wait for review now, counted up to 1,000.
    pub waiting_for_review: i64,
    /// Why the file could not be read to its end.
    pub failure: Option<String>,
    /// Import whose failed rows it fixes.
    pub retry_of: Option<ImportId>,
    /// Dry run that previewed it.
    pub checked_by: Option<ImportId>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
    pub undo_asked_at: Option<Millis>,
    pub undone_at: Option<Millis>,
    /// Progress of the undo.
    pub undone: Option<Undone>,
    /// Whether its file and failed rows were deleted, so that it cannot be undone.
    #[serde(skip)]
    pub is_tidied: bool,
}

/// A column of the file.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ImportColumn)]
pub struct ShownColumn {
    /// As the file has it; may be blank.
    pub heading: String,
    /// Field it is imported as, such as `price`; null if omitted.
    pub field: Option<String>,
    /// The currency or the unit of weight that the heading names.
    pub unit: Option<String>,
    /// Number format, `1,234.56` or `1.234,56`; null if not needed or decided per cell.
    pub numbers: Option<String>,
    /// The first value of the column.
    pub sample: Option<String>,
    /// Why a column that seems to be of use is left out.
    pub note: Option<String>,
}

impl ShownColumn {
    fn list(mapping: Mapping, currency: Currency) -> Vec<Self> {
        let header: Vec<String> = mapping
            .columns
            .iter()
            .map(|column| column.heading.clone())
            .collect();
        let seen = Preview::of(recognise(&header), mapping, currency);
        let columns = seen.columns.into_iter().zip(seen.mapping.columns);
        columns
            .map(|(shown, column)| Self {
                heading: shown.heading,
                field: shown.field.map(|field| field.as_str().to_owned()),
                unit: column.unit,
                numbers: column.numbers.map(|notation| notation.example().to_owned()),
                sample: shown.sample,
                note: shown.note,
            })
            .collect()
    }
}

/// A price that a dry run would change.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PriceChange)]
pub struct ShownPrice {
    pub product: String,
    /// Option values, if any.
    pub variant: String,
    pub sku: Option<String>,
    pub old_price: Decimal,
    pub new_price: Decimal,
}

/// Progress of the undo, in products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UndoneImport)]
pub struct Undone {
    /// Created by the import, now deleted.
    pub removed: i64,
    /// Created by the import and ordered since, so they are archived.
    pub archived: i64,
    /// Updated by the import, now restored.
    pub restored: i64,
    /// Changed since, so they stay as they are.
    pub changed: i64,
    /// Already deleted.
    pub gone: i64,
}

impl Undone {
    pub fn products(self) -> i64 {
        self.removed + self.archived + self.restored + self.changed + self.gone
    }

    async fn of(db: &Db, import: &ImportRow) -> Result<Option<Self>, Problem> {
        if import.undo_asked_at.is_none() {
            return Ok(None);
        }
        let mut undone = Self::default();
        for row in store::undone_counts(db, &import.import_id).await? {
            let counted = match row.undone {
                changes::Undone::Removed => &mut undone.removed,
                changes::Undone::Archived => &mut undone.archived,
                changes::Undone::Restored => &mut undone.restored,
                changes::Undone::Gone => &mut undone.gone,
                changes::Undone::Changed | changes::Undone::Kept => &mut undone.changed,
            };
            *counted += row.products;
        }
        Ok(Some(undone))
    }
}

/// One sentence about one row.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ImportProblem {
    /// The line of the file, from 1.
    pub row: i64,
    /// The heading as the file has it.
    pub column: Option<String>,
    pub message: String,
}

impl From<ProblemRow> for ImportProblem {
    fn from(row: ProblemRow) -> Self {
        Self {
            row: row.line,
            column: row.column_name,
            message: row.message,
        }
    }
}

/// The seller's import, or 404.
pub async fn find(
    db: &Db,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<ImportRow, Problem> {
    store::import(db, &member.seller_id, import_id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// The import with its report.
pub async fn shown(db: &Db, currency: Currency, import: ImportRow) -> Result<ShownImport, Problem> {
    let problems = |rows: Vec<ProblemRow>| rows.into_iter().map(ImportProblem::from).collect();
    let errors = problems(store::refusals(db, &import.import_id, MOST).await?);
    let notes = problems(store::warnings(db, &import.import_id, MOST).await?);
    let price_changes = match import.dry_run_at {
        None => Vec::new(),
        Some(_) => prices(db, currency, &import.import_id).await?,
    };
    let undone = Undone::of(db, &import).await?;
    let mapping: Option<Mapping> = import
        .mapping
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let price_unit = mapping
        .as_ref()
        .map(|mapping| mapping.price_unit.as_str().to_owned());
    let columns = mapping.map_or_else(Vec::new, |mapping| ShownColumn::list(mapping, currency));
    let waiting_for_review = match (import.status, import.dry_run_at) {
        (ImportStatus::Done, None) => {
            store::imported_waiting(db, &import.seller_id, &import.import_id, MOST_COUNTED).await?
        }
        _ => 0,
    };
    Ok(ShownImport {
        waiting_for_review,
        price_unit,
        columns,
        errors,
        notes,
        price_changes,
        undone,
        ..without_report(import)
    })
}

/// The first prices that a dry run would change.
async fn prices(db: &Db, currency: Currency, import_id: &ImportId) -> Result<Vec<ShownPrice>, Problem> {
    let products = store::price_changes(db, import_id, -1, MOST).await?;
    let changes = products
        .iter()
        .flat_map(|product| PriceChange::list(&product.price_changes))
        .take(MOST as usize);
    let shown = changes.map(|change| ShownPrice {
        product: change.product,
        variant: change.variant,
        sku: change.sku,
        old_price: currency.decimal(change.old_minor),
        new_price: currency.decimal(change.new_minor),
    });
    Ok(shown.collect())
}

/// The seller's imports, newest first, without their reports.
pub async fn list(
    db: &Db,
    member: &Member<may::Products>,
    keyset: &Keyset,
) -> Result<Window<ShownImport>, Problem> {
    let window = store::imports(db, &member.seller_id, keyset).await?;
    Ok(Window {
        rows: window.rows.into_iter().map(without_report).collect(),
        newer: window.newer,
        older: window.older,
    })
}

fn without_report(import: ImportRow) -> ShownImport {
    ShownImport {
        import_id: import.import_id,
        status: import.status,
        dry_run: import.dry_run_at.is_some(),
        file_name: import.file_name,
        dialect: import.dialect,
        encoding: import.encoding,
        delimiter: import.delimiter,
        price_unit: None,
        columns: Vec::new(),
        rows: import.rows_read,
        products: import.products,
        products_done: import.products_done,
        created: import.created,
        updated: import.updated,
        unchanged: import.unchanged,
        failed: import.failed,
        skipped_rows: import.skipped,
        warnings: import.warnings,
        errors: Vec::new(),
        notes: Vec::new(),
        price_changes: Vec::new(),
        waiting_for_review: 0,
        failure: import.failure,
        retry_of: import.retry_of,
        checked_by: import.checked_by,
        created_at: import.created_at,
        finished_at: import.finished_at,
        undo_asked_at: import.undo_asked_at,
        undone_at: import.undone_at,
        undone: None,
        is_tidied: import.tidied_at.is_some(),
    }
}
