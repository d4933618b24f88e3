//! The step between a file and its import: a person sees what each column is taken for, and may say otherwise.

use super::queue::tell;
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

/// What the page of the step shows.
pub struct MappingView {
    /// What was recognised, or that nothing was.
    pub sentence: String,
    pub is_recognised: bool,
    pub mapping: Mapping,
    pub columns: Vec<ColumnView>,
    /// What is still needed, in a sentence.
    pub missing: Option<String>,
    /// A price as it stands in the file, and what it comes to in each unit.
    pub price_sample: Option<String>,
    pub prices: Vec<(PriceUnit, Option<String>)>,
}

/// One column of the file.
pub struct ColumnView {
    /// As the file has it, or the column's place where that is blank.
    pub name: String,
    pub sample: Option<String>,
    pub field: Option<Field>,
    /// Why a column that seems to be of use is not taken.
    pub note: Option<String>,
    /// How its numbers may be read, where that matters.
    pub numbers: Option<NumbersView>,
}

/// A number of a column, and what it is in each notation.
pub struct NumbersView {
    pub cell: String,
    pub readings: [(Notation, Option<String>); 2],
    /// `None`: nobody has said, or each says for itself.
    pub chosen: Option<Notation>,
    /// It has to be said before the file can be imported.
    pub is_unclear: bool,
}

/// What the person chose.
#[derive(Debug, Default)]
pub struct MappingForm {
    pub dialect: String,
    /// By the place of the column, from 0; blank leaves it out.
    pub fields: BTreeMap<String, String>,
    /// By the place of the column: how its numbers are written.
    pub numbers: BTreeMap<String, String>,
    pub price_unit: String,
    /// `format` reads the columns anew in another dialect, `check` is a dry run, `import` begins.
    pub go: String,
}

/// What came of choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    Kept,
    Begun,
    /// The format was changed, so the columns are to be looked at before anything begins.
    LookAgain,
}

/// What is known of the file of an import that waits for this step.
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

/// Keeps what a person chose, and begins the import if that was asked for. An import that is begun already stays
/// as it is: asking twice is asking once.
pub async fn choose(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
    form: &MappingForm,
) -> Result<Chosen, Problem> {
    let mut import = super::find(&app.db, member, import_id).await?;
    if import.status != ImportStatus::Mapping {
        return Ok(Chosen::Begun);
    }
    let dialect = Dialect::parse(&form.dialect)
        .ok_or_else(|| FieldErrors::of("dialect", "Choose where the file comes from."))?;
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
        _ => return Ok(Chosen::Kept),
    };
    // Nobody has seen what the other format makes of the columns.
    if is_other {
        return Ok(Chosen::LookAgain);
    }
    begin(app, member, &import, dry_run).await?;
    Ok(Chosen::Begun)
}

/// The columns as another dialect has them.
async fn read_anew(app: &App, import: &ImportRow, dialect: Dialect, shop: Shop) -> Result<Mapping, Problem> {
    let file = super::file::local(app, import).await?;
    tokio::task::spawn_blocking(move || anew(file.path(), dialect, &shop))
        .await
        .map_err(|error| Problem::internal(&error))?
}

/// What was said of each column, by its place.
fn by_place(said: &BTreeMap<String, String>, columns: usize) -> impl Iterator<Item = (usize, &str)> {
    let placed = said
        .iter()
        .filter_map(|(at, word)| Some((at.parse::<usize>().ok()?, word.trim())));
    placed.filter(move |(at, _)| *at < columns)
}

/// Lays how a person says that numbers are written over what was decided. Left as it was shown, it stays decided.
fn lay_over_numbers(mapping: &mut Mapping, before: &Mapping, numbers: &BTreeMap<String, String>) {
    for (at, word) in by_place(numbers, mapping.columns.len()) {
        let said = Notation::parse(word);
        if let Some(notation) = said.filter(|_| before.columns[at].numbers != said) {
            mapping.choose_numbers(at, notation);
        }
    }
}

/// Lays what was chosen, where it is not what was shown before, over what the columns are taken for. Two columns that
/// cannot mean the same are told.
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
            errors.add(place(at), format!("“{word}” is not a field of a product."));
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
                "“{}” and another column are both taken for {}. Leave one of them out.",
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
    if let Some(message) = mapping.missing_sentence("Say which column gives", Field::label) {
        return Err(FieldErrors::of(FieldErrors::FORM, message).into());
    }
    let mut errors = FieldErrors::new();
    for at in mapping.unclear() {
        let name = mapping.name(at);
        let how = two_readings(&mapping, at);
        let message =
            format!("The numbers of “{name}” can be read in two ways{how}. Say how they are written.");
        errors.add(format!("numbers.{at}"), message);
    }
    errors.or(Some(())).map_err(Problem::from)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if store::begin_import(&mut tx, &member.seller_id, &import.import_id, dry_run, now).await? {
        tell(&mut tx, &member.seller_id, &import.import_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
