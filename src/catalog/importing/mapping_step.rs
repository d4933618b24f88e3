//! The step between a file and its import: a person sees what each column is taken for, and may say otherwise.

use super::queue::tell;
use super::recognition::{Shop, mapping_of, open};
use crate::catalog::imports::{Dialect, Field, Mapping, PriceUnit, preview};
use crate::catalog::store::{self, ImportRow};
use crate::form::FieldErrors;
use crate::id::ImportId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};

/// What the page of the step shows.
pub struct MappingView {
    /// What was recognised, or that nothing was.
    pub sentence: String,
    pub is_recognised: bool,
    pub mapping: Mapping,
    pub columns: Vec<ColumnView>,
    /// What is still needed.
    pub missing: Vec<Field>,
    /// A price as it stands in the file, and what it comes to in each unit.
    pub price_sample: Option<String>,
    pub prices: Vec<(PriceUnit, Option<String>)>,
}

/// One column of the file.
pub struct ColumnView {
    /// As the file has it; may be blank.
    pub heading: String,
    pub sample: Option<String>,
    pub field: Option<Field>,
    /// Why a column that seems to be of use is not taken.
    pub note: Option<String>,
}

/// What the person chose.
#[derive(Debug, Default)]
pub struct MappingForm {
    pub dialect: String,
    /// By the place of the column; blank leaves it out.
    pub fields: Vec<String>,
    pub price_unit: String,
    /// `format` reads the columns anew in another dialect, `check` is a dry run, `import` begins.
    pub go: String,
}

/// Looks at the file of an import that waits for this step.
pub async fn mapping_view(app: &App, import: &ImportRow, currency: Currency) -> Result<MappingView, Problem> {
    let mapping = mapping(import)?;
    let path = app.files().join(&import.file_path);
    tokio::task::spawn_blocking(move || {
        let table = open(&path)?;
        let seen = preview(&table, Some(mapping.dialect), currency);
        let prices = PriceUnit::ALL.map(|unit| (unit, seen.price_in(unit, currency)));
        let columns = mapping
            .columns
            .iter()
            .zip(seen.columns)
            .map(|(column, seen)| ColumnView {
                heading: column.heading.clone(),
                sample: seen.sample,
                field: column.field,
                note: seen.note.filter(|_| column.field.is_none()),
            });
        Ok(MappingView {
            sentence: seen.recognition.sentence(),
            is_recognised: seen.recognition.dialect().is_some(),
            columns: columns.collect(),
            missing: mapping.missing(),
            price_sample: seen.price_sample,
            prices: prices.to_vec(),
            mapping,
        })
    })
    .await
    .map_err(|error| Problem::internal(&error))?
}

fn mapping(import: &ImportRow) -> Result<Mapping, Problem> {
    serde_json::from_str(import.mapping.as_deref().unwrap_or_default())
        .map_err(|error| Problem::internal(&error))
}

/// Keeps what a person chose, and begins the import if that was asked for. An import that is begun already stays
/// as it is: asking twice is asking once.
pub async fn choose(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
    form: &MappingForm,
) -> Result<(), Problem> {
    let mut import = super::find(&app.db, member, import_id).await?;
    if import.status != "mapping" {
        return Ok(());
    }
    let dialect = Dialect::parse(&form.dialect)
        .ok_or_else(|| FieldErrors::of("dialect", "Choose where the file comes from."))?;
    let mut next = mapping(&import)?;
    if dialect != next.dialect {
        next = anew(app, &import, dialect, Shop::of(app, member)).await?;
    } else {
        lay_over(&mut next, &form.fields)?;
        if let Some(unit) = PriceUnit::parse(&form.price_unit) {
            next.price_unit = unit;
        }
    }
    let text = serde_json::to_string(&next).map_err(|error| Problem::internal(&error))?;
    let mut tx = app.db.begin().await?;
    store::set_mapping(&mut tx, &member.seller_id, import_id, dialect.as_str(), &text).await?;
    tx.commit().await?;
    import.mapping = Some(text);
    match form.go.as_str() {
        "check" => begin(app, member, &import, true).await,
        "import" => begin(app, member, &import, false).await,
        _ => Ok(()),
    }
}

/// The columns as another dialect has them.
async fn anew(app: &App, import: &ImportRow, dialect: Dialect, shop: Shop) -> Result<Mapping, Problem> {
    let path = app.files().join(&import.file_path);
    tokio::task::spawn_blocking(move || Ok(mapping_of(&open(&path)?, dialect, &shop)))
        .await
        .map_err(|error| Problem::internal(&error))?
}

/// Lays what was chosen over what the columns are taken for. Two columns that cannot mean the same are told.
fn lay_over(mapping: &mut Mapping, fields: &[String]) -> Result<(), Problem> {
    let mut errors = FieldErrors::new();
    let mut wished: Vec<Option<Field>> = mapping.columns.iter().map(|column| column.field).collect();
    for (at, word) in fields.iter().enumerate().take(wished.len()) {
        let word = word.trim();
        match Field::parse(word) {
            Some(field) => wished[at] = Some(field),
            None if word.is_empty() => wished[at] = None,
            None => errors.add(place(at), format!("“{word}” is not a field of a product.")),
        }
    }
    let changed: Vec<usize> = (0..wished.len())
        .filter(|at| mapping.columns[*at].field != wished[*at])
        .collect();
    for at in &changed {
        mapping.choose(*at, None);
    }
    for at in changed {
        if wished[at].is_some() {
            mapping.choose(at, wished[at]);
        }
    }
    for (at, column) in mapping.columns.iter().enumerate() {
        if let Some(field) = wished[at].filter(|field| column.field != Some(*field)) {
            let message = format!(
                "“{}” and another column are both taken for {}. Leave one of them out.",
                column.heading,
                field.label()
            );
            errors.add(place(at), message);
        }
    }
    errors.or(Some(())).map_err(Problem::from)
}

fn place(at: usize) -> String {
    format!("fields.{at}")
}

/// Begins an import whose columns are known now.
pub(super) async fn begin(
    app: &App,
    member: &Member<may::Products>,
    import: &ImportRow,
    dry_run: bool,
) -> Result<(), Problem> {
    let missing: Vec<_> = mapping(import)?
        .missing()
        .iter()
        .map(|field| field.label())
        .collect();
    if !missing.is_empty() {
        let message = format!("Say which column gives: {}.", missing.join(", "));
        return Err(FieldErrors::of(FieldErrors::FORM, message).into());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if store::begin_import(&mut tx, &member.seller_id, &import.import_id, dry_run, now).await? {
        tell(&mut tx, &member.seller_id, &import.import_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
