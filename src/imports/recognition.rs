//! Recognition of a file before import: encoding, delimiter, format and column mapping.

use crate::form::FieldErrors;
use crate::money::Currency;
use crate::problem::Problem;
use crate::product_files::{
    Dialect, Field, MappedColumn, Mapping, Notation, PriceUnit, Table, Unreadable, preview, recognise,
};
use crate::state::App;
use crate::viewer::{Member, may};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) type OpenTable = Table<BufReader<File>>;

/// Recognised properties of a file.
pub(super) struct RecognisedFile {
    pub mapping: Mapping,
    pub encoding: String,
    pub delimiter: &'static str,
}

/// The shop a file is read for.
#[derive(Clone)]
pub(super) struct Shop {
    pub currency: Currency,
    /// Current day in the shop's zone, such as `2026-11-24`.
    today: String,
}

impl Shop {
    pub fn of(app: &App, member: &Member<may::Products>) -> Self {
        Self {
            currency: member.currency,
            today: app.clock.now().day(&member.zone()).to_string(),
        }
    }
}

/// Options given by the sender of a file.
#[derive(Default)]
pub(super) struct UploadOptions {
    dialect: Option<Dialect>,
    /// Field by heading; null omits the column.
    columns: Option<BTreeMap<String, Option<String>>>,
    price_unit: Option<PriceUnit>,
    numbers: Option<Numbers>,
}

/// Number formats.
enum Numbers {
    Everywhere(Notation),
    /// By heading.
    Each(BTreeMap<String, Notation>),
}

impl Numbers {
    /// Reads `1.234,56`, or a JSON object from heading to that.
    fn parse(text: &str) -> Option<Self> {
        if let Some(notation) = Notation::parse(text) {
            return Some(Self::Everywhere(notation));
        }
        let each: BTreeMap<String, String> = serde_json::from_str(text).ok()?;
        let read = |(heading, word): (String, String)| Some((heading, Notation::parse(&word)?));
        each.into_iter().map(read).collect::<Option<_>>().map(Self::Each)
    }
}

impl UploadOptions {
    /// Reads the fields `dialect`, `mapping`, `price_unit` and `numbers` of an upload.
    pub fn of(fields: &BTreeMap<String, String>) -> Result<Self, FieldErrors> {
        let given = |name: &str| {
            let word = fields.get(name).map(|word| word.trim());
            word.filter(|word| !word.is_empty())
        };
        let dialect = given("dialect").map(|word| {
            Dialect::parse(word).ok_or_else(|| {
                let known: Vec<_> = Dialect::ALL.iter().map(|dialect| dialect.as_str()).collect();
                FieldErrors::of(
                    "dialect",
                    format!("The dialect must be one of {}.", known.join(", ")),
                )
            })
        });
        let columns = given("mapping").map(|text| {
            let wrong = "The mapping is a JSON object such as {\"My title\": \"title\"}.";
            serde_json::from_str(text).map_err(|_| FieldErrors::of("mapping", wrong))
        });
        let price_unit = given("price_unit").map(|word| {
            PriceUnit::parse(word)
                .ok_or_else(|| FieldErrors::of("price_unit", "The unit of prices must be major or minor."))
        });
        let numbers = given("numbers").map(|text| {
            Numbers::parse(text).ok_or_else(|| {
                let wrong = "The number format must be 1,234.56 or 1.234,56, or a JSON object such as \
                    {\"Price\": \"1.234,56\"}.";
                FieldErrors::of("numbers", wrong)
            })
        });
        Ok(Self {
            price_unit: price_unit.transpose()?,
            numbers: numbers.transpose()?,
            dialect: dialect.transpose()?,
            columns: columns.transpose()?,
        })
    }
}

/// Opens an uploaded file and reads it through, or explains why it is not a table.
fn open(path: &Path) -> Result<OpenTable, Problem> {
    let file = File::open(path).map_err(|error| Problem::internal(&error))?;
    let reader = BufReader::with_capacity(128 * 1024, file);
    Table::open(reader)
        .and_then(Table::surveyed)
        .map_err(|error| match error {
            Unreadable::Io(error) => Problem::internal(&error),
            told => FieldErrors::of("file", told.to_string()).into(),
        })
}

/// Recognises a file without a mapping step: missing columns are an error. `like` is the mapping of the
/// import whose rows it mends.
pub(super) fn find_out(
    path: &Path,
    asked: &UploadOptions,
    like: Option<&Mapping>,
    shop: &Shop,
) -> Result<RecognisedFile, Problem> {
    let table = open(path)?;
    let recognition = recognise(table.header());
    let by_hand = asked.columns.is_some();
    let mut mapping = match (asked.dialect.or(recognition.dialect()), like) {
        (_, Some(like)) if asked.dialect.is_none() && !by_hand => carried_over(&table, like, shop),
        // Whoever maps the columns by hand needs no recognition.
        (None, _) if !by_hand => return Err(FieldErrors::of("file", recognition.sentence()).into()),
        (dialect, _) => mapping_of(&table, dialect, shop),
    };
    if let Some(unit) = asked.price_unit {
        mapping.choose_unit(unit);
    }
    if let Some(columns) = &asked.columns {
        choose(&mut mapping, columns)?;
    }
    if let Some(numbers) = &asked.numbers {
        choose_numbers(&mut mapping, numbers)?;
    }
    if let Some(message) = mapping.missing_sentence("No column gives", Field::as_str) {
        let message = format!("{message} Name the columns or map them.");
        return Err(FieldErrors::of("file", message).into());
    }
    unclear(&mapping)?;
    Ok(found(&table, mapping))
}

/// Refuses a file with a column whose numbers have two readings: a price is never guessed.
fn unclear(mapping: &Mapping) -> Result<(), Problem> {
    let mut errors = FieldErrors::new();
    for at in mapping.unclear() {
        let name = mapping.name(at);
        let how = two_readings(mapping, at);
        errors.add(
            "numbers",
            format!(
                "The numbers in “{name}” are ambiguous{how}. Send numbers, 1,234.56 or 1.234,56, to \
                choose the format."
            ),
        );
    }
    errors.or(Some(())).map_err(Problem::from)
}

/// A number of a column in both notations.
pub(super) fn two_readings(mapping: &Mapping, at: usize) -> String {
    let Some((cell, readings)) = mapping.readings(at) else {
        return String::new();
    };
    let shown = readings.map(|(_, shown)| shown.unwrap_or_else(|| "not a number".to_owned()));
    format!(": “{cell}” is {} or {}", shown[0], shown[1])
}

/// Applies given number formats.
fn choose_numbers(mapping: &mut Mapping, numbers: &Numbers) -> Result<(), Problem> {
    let each = match numbers {
        Numbers::Everywhere(notation) => {
            for at in 0..mapping.columns.len() {
                if mapping.columns[at].field.is_some_and(Field::is_number) {
                    mapping.choose_numbers(at, *notation);
                }
            }
            return Ok(());
        }
        Numbers::Each(each) => each,
    };
    let mut errors = FieldErrors::new();
    for (heading, notation) in each {
        let same = |column: &MappedColumn| column.heading.eq_ignore_ascii_case(heading.trim());
        match mapping.columns.iter().position(same) {
            Some(at) => mapping.choose_numbers(at, *notation),
            None => errors.add("numbers", format!("The file has no column “{heading}”.")),
        }
    }
    errors.or(Some(())).map_err(Problem::from)
}

/// Recognises a file for the mapping step.
pub(super) fn look_at(path: &Path, asked: &UploadOptions, shop: &Shop) -> Result<RecognisedFile, Problem> {
    let table = open(path)?;
    let mapping = mapping_of(&table, asked.dialect, shop);
    Ok(found(&table, mapping))
}

/// The columns of a file as a dialect has them.
pub(super) fn anew(path: &Path, dialect: Dialect, shop: &Shop) -> Result<Mapping, Problem> {
    Ok(mapping_of(&open(path)?, Some(dialect), shop))
}

fn found(table: &OpenTable, mapping: Mapping) -> RecognisedFile {
    RecognisedFile {
        mapping,
        encoding: table.encoding().name().to_owned(),
        delimiter: table.delimiter_name(),
    }
}

/// Column mapping in the given or recognised dialect. Our own says nothing of a file in a format that we do
/// not read: nothing of it is guessed.
fn mapping_of(table: &OpenTable, dialect: Option<Dialect>, shop: &Shop) -> Mapping {
    let is_foreign = recognise(table.header()).foreign().is_some();
    let dialect = dialect.filter(|dialect| *dialect != Dialect::Ours || !is_foreign);
    let mut mapping = preview(table, dialect, shop.currency).mapping;
    mapping.read_on = Some(shop.today.clone());
    mapping
}

/// The mapping of an earlier file, column by column, for one with the same headings.
fn carried_over(table: &OpenTable, like: &Mapping, shop: &Shop) -> Mapping {
    let mut mapping = mapping_of(table, Some(like.dialect), shop);
    // What the whole file said, its refused rows need not say again.
    mapping.choose_unit(like.price_unit);
    let mut known: Vec<_> = like.columns.iter().collect();
    let mut before = Vec::with_capacity(mapping.columns.len());
    for column in &mut mapping.columns {
        let same = |known: &&MappedColumn| known.heading.eq_ignore_ascii_case(&column.heading);
        let found = known.iter().position(same).map(|found| known.remove(found));
        if let Some(known) = found {
            column.field = known.field;
        }
        before.push(found);
    }
    mapping.settle();
    // A few rows of a file may not say how its numbers are written.
    for (at, known) in before.into_iter().enumerate() {
        let wanted = known.filter(|known| known.is_numbers_chosen || mapping.columns[at].is_unclear);
        if let Some(numbers) = wanted.and_then(|known| known.numbers) {
            mapping.choose_numbers(at, numbers);
        }
    }
    mapping
}

/// Applies a mapping given by hand.
fn choose(mapping: &mut Mapping, chosen: &BTreeMap<String, Option<String>>) -> Result<(), Problem> {
    let mut errors = FieldErrors::new();
    let mut given: HashMap<Field, &str> = HashMap::new();
    for (heading, field) in chosen {
        let column = mapping
            .columns
            .iter()
            .position(|column| column.heading.eq_ignore_ascii_case(heading.trim()));
        let Some(column) = column else {
            errors.add("mapping", format!("The file has no column “{heading}”."));
            continue;
        };
        match field.as_deref().map(str::trim).filter(|field| !field.is_empty()) {
            None => mapping.choose(column, None),
            Some(name) => match Field::parse(name) {
                Some(field) => {
                    if let Some(other) = given.insert(field, heading)
                        && !field.is_shared()
                    {
                        let message = format!("“{other}” and “{heading}” cannot both be the {name}.");
                        errors.add("mapping", message);
                    }
                    mapping.choose(column, Some(field));
                }
                None => errors.add("mapping", format!("“{name}” is not a product field.")),
            },
        }
    }
    errors.or(Some(())).map_err(Problem::from)
}
