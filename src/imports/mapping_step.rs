//! Mapping step between a file and its import: columns and formats, confirmed by a person.

use super::queue::emit_start;
use super::recognition::{Shop, anew, two_readings};
use super::status::ImportStatus;
use crate::form::FieldErrors;
use crate::id::ImportId;
use crate::imports::store::{self, ImportRow};
use crate::money::Currency;
use crate::problem::Problem;
use crate::product_files::{Dialect, Field, Mapping, Notation, Preview, PriceUnit, recognise};
use crate::state::App;
use crate::viewer::{Member, may};
use std::collections::BTreeMap;

/// Content of the mapping page.
pub struct MappingView {
    /// Recognised format, or that there is none.
    pub sentence: String,
    pub is_recognised: bool,
    pub mapping: Mapping,
    pub columns: Vec<ColumnView>,
    /// Missing columns, as a sentence.
    pub missing: Option<String>,
    /// A price of the file with its value in each unit.
    pub price_sample: Option<String>,
    pub prices: Vec<(PriceUnit, Option<String>)>,
}

/// One column of the file.
pub struct ColumnView {
    /// Heading, or the column's position if blank.
    pub name: String,
    pub sample: Option<String>,
    pub field: Option<Field>,
    /// Reason a useful column is not imported.
    pub note: Option<String>,
    /// Possible number formats, if relevant.
    pub numbers: Option<NumbersView>,
}

/// A number of a column in each notation.
pub struct NumbersView {
    pub cell: String,
    pub readings: [(Notation, Option<String>); 2],
    /// Chosen notation; `None` if open, or decided per cell.
    pub chosen: Option<Notation>,
    /// Whether it must be chosen before importing.
    pub is_unclear: bool,
}

/// The person's choices.
#[derive(Debug, Default)]
pub struct MappingForm {
    pub dialect: String,
    /// Field by column index; blank omits the column.
    pub fields: BTreeMap<String, String>,
    /// Number format by column index.
    pub numbers: BTreeMap<String, String>,
    pub price_unit: String,
    /// `format` reads the columns in another dialect, `check` is a dry run, `import` starts the import.
    pub go: String,
}

/// Result of the choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MappingOutcome {
    Kept,
    Begun,
    /// The format was changed, so the columns are to be looked at before anything begins.
    LookAgain,
}

/// Mapping view of an import that waits for this step.
pub fn mapping_view(import: &ImportRow, currency: Currency) -> Result<MappingView, Problem> {
    let mapping = mapping(import)?;
    let header: Vec<String> = mapping
        .columns
        .iter()
        .map(|column| column.heading.clone())
        .collect();
    let seen = Preview::of(recognise(&header), mapping, currency);
    let prices = PriceUnit::ALL.map(|unit| (unit, seen.price_in(unit, currency)));
    let mapping = &seen.mapping;
    let columns = seen.columns.iter().enumerate().map(|(at, column)| ColumnView {
        name: mapping.name(at),
        sample: column.sample.clone(),
        field: column.field,
        note: column.note.clone(),
        numbers: numbers_view(mapping, at),
    });
    Ok(MappingView {
        sentence: seen.recognition.sentence(),
        is_recognised: seen.recognition.dialect().is_some(),
        columns: columns.collect(),
        missing: mapping.missing_sentence("Still needed: a column for", Field::label),
        price_sample: seen.price_sample.clone(),
        prices: prices.to_vec(),
        mapping: seen.mapping,
    })
}

fn numbers_view(mapping: &Mapping, at: usize) -> Option<NumbersView> {
    let column = &mapping.columns[at];
    if !column.has_marks() {
        return None;
    }
    let (cell, readings) = mapping.readings(at)?;
    Some(NumbersView {
        cell: cell.to_owned(),
        readings,
        chosen: column.numbers,
        is_unclear: column.is_unclear,
    })
}

fn mapping(import: &ImportRow) -> Result<Mapping, Problem> {
    serde_json::from_str(import.mapping.as_deref().unwrap_or_default())
        .map_err(|error| Problem::internal(&error))
}

/// Stores the choices, and starts the import if requested. An import that is begun already stays as it is:
/// asking twice is asking once.
pub async fn choose(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
    form: &MappingForm,
) -> Result<MappingOutcome, Problem> {
    let mut import = super::find(&app.db, member, import_id).await?;
    if import.status != ImportStatus::Mapping {
        return Ok(MappingOutcome::Begun);
    }
    let dialect =
        Dialect::parse(&form.dialect).ok_or_else(|| FieldErrors::of("dialect", "Choose the file format."))?;
    let before = mapping(&import)?;
    let is_other = dialect != before.dialect;
    let mut next = before.clone();
    if is_other {
        next = read_anew(app, &import, dialect, Shop::of(app, member)).await?;
    }
    lay_over(&mut next, &before, &form.fields)?;
    lay_over_numbers(&mut next, &before, &form.numbers);
    if let Some(unit) = PriceUnit::parse(&form.price_unit).filter(|unit| *unit != before.price_unit) {
        next.choose_unit(unit);
    }
    let text = serde_json::to_string(&next).map_err(|error| Problem::internal(&error))?;
    let mut tx = app.db.begin().await?;
    store::set_mapping(&mut tx, &member.seller_id, import_id, dialect.as_str(), &text).await?;
    tx.commit().await?;
    import.mapping = Some(text);
    let dry_run = match form.go.as_str() {
        "check" => true,
        "import" => false,
        _ => return Ok(MappingOutcome::Kept),
    };
    // Nobody has seen what the other format makes of the columns.
    if is_other {
        return Ok(MappingOutcome::LookAgain);
    }
    begin(app, member, &import, dry_run).await?;
    Ok(MappingOutcome::Begun)
}

/// The columns as another dialect has them.
async fn read_anew(app: &App, import: &ImportRow, dialect: Dialect, shop: Shop) -> Result<Mapping, Problem> {
    let file = super::file::local(app, import).await?;
    tokio::task::spawn_blocking(move || anew(file.path(), dialect, &shop))
        .await
        .map_err(|error| Problem::internal(&error))?
}

/// Choices in column order.
fn by_place(said: &BTreeMap<String, String>, columns: usize) -> impl Iterator<Item = (usize, &str)> {
    let placed = said
        .iter()
        .filter_map(|(at, word)| Some((at.parse::<usize>().ok()?, word.trim())));
    placed.filter(move |(at, _)| *at < columns)
}

/// Applies chosen number formats over the recognised ones. Left as it was shown, it stays decided.
fn lay_over_numbers(mapping: &mut Mapping, before: &Mapping, numbers: &BTreeMap<String, String>) {
    for (at, word) in by_place(numbers, mapping.columns.len()) {
        let said = Notation::parse(word);
        if let Some(notation) = said.filter(|_| before.columns[at].numbers != said) {
            mapping.choose_numbers(at, notation);
        }
    }
}

/// Applies choices that differ from what was shown. Two columns that cannot mean the same are told.
fn lay_over(
    mapping: &mut Mapping,
    before: &Mapping,
    fields: &BTreeMap<String, String>,
) -> Result<(), Problem> {
    let mut errors = FieldErrors::new();
    let mut wished: Vec<Option<Field>> = mapping.columns.iter().map(|column| column.field).collect();
    for (at, word) in by_place(fields, wished.len()) {
        let field = Field::parse(word);
        if field.is_none() && !word.is_empty() {
            errors.add(place(at), format!("“{word}” is not a product field."));
        } else if before.columns.get(at).is_some_and(|column| column.field != field) {
            wished[at] = field;
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
                "“{}” and another column are both mapped to {}. Leave one of them out.",
                mapping.name(at),
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
    let mapping = mapping(import)?;
    if let Some(message) = mapping.missing_sentence("Choose the column for", Field::label) {
        return Err(FieldErrors::of(FieldErrors::FORM, message).into());
    }
    let mut errors = FieldErrors::new();
    for at in mapping.unclear() {
        let name = mapping.name(at);
        let how = two_readings(&mapping, at);
        let message = format!("The numbers in “{name}” are ambiguous{how}. Choose their format.");
        errors.add(format!("numbers.{at}"), message);
    }
    errors.or(Some(())).map_err(Problem::from)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if store::begin_import(&mut tx, &member.seller_id, &import.import_id, dry_run, now).await? {
        emit_start(&mut tx, &member.seller_id, &import.import_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
