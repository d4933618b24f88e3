//! What a file is, found out before any of it is taken: its encoding, its delimiter, whose it is, and which column
//! means what, as far as nobody chooses otherwise.

use crate::catalog::imports::{Dialect, Field, Mapping, PriceUnit, Table, Unreadable, recognise};
use crate::form::FieldErrors;
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) type OpenTable = Table<BufReader<File>>;

/// What was found out about a file.
pub(super) struct Found {
    pub mapping: Mapping,
    pub encoding: String,
    pub delimiter: &'static str,
}

/// For whom a file is read.
#[derive(Clone)]
pub(super) struct Shop {
    pub currency: Currency,
    /// Such as `2026-11-24`, in the shop's zone.
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

/// What the sender says of a file.
#[derive(Default)]
pub(super) struct Asked {
    dialect: Option<Dialect>,
    /// From heading to field; without a field the column is left out.
    columns: Option<BTreeMap<String, Option<String>>>,
    price_unit: Option<PriceUnit>,
}

impl Asked {
    /// Reads the fields `dialect`, `mapping` and `price_unit` of an upload.
    pub fn of(fields: &BTreeMap<String, String>) -> Result<Self, FieldErrors> {
        let given = |name: &str| {
            let word = fields.get(name).map(|word| word.trim());
            word.filter(|word| !word.is_empty())
        };
        let dialect = given("dialect").map(|word| {
            Dialect::parse(word).ok_or_else(|| {
                let known: Vec<_> = Dialect::ALL.iter().map(|dialect| dialect.as_str()).collect();
                FieldErrors::of("dialect", format!("The dialect is one of {}.", known.join(", ")))
            })
        });
        let columns = given("mapping").map(|text| {
            let wrong = "The mapping is a JSON object such as {\"My title\": \"title\"}.";
            serde_json::from_str(text).map_err(|_| FieldErrors::of("mapping", wrong))
        });
        let price_unit = given("price_unit").map(|word| {
            PriceUnit::parse(word)
                .ok_or_else(|| FieldErrors::of("price_unit", "The unit of prices is major or minor."))
        });
        Ok(Self {
            price_unit: price_unit.transpose()?,
            dialect: dialect.transpose()?,
            columns: columns.transpose()?,
        })
    }
}

/// Opens a file that was uploaded, or says why it is no table.
pub(super) fn open(path: &Path) -> Result<OpenTable, Problem> {
    let file = File::open(path).map_err(|error| Problem::internal(&error))?;
    Table::open(BufReader::new(file)).map_err(|error| match error {
        Unreadable::Io(error) => Problem::internal(&error),
        told => FieldErrors::of("file", told.to_string()).into(),
    })
}

/// Finds out what a file is that nobody will be asked about: what is missing is refused. `like` is the mapping of the
/// import whose rows it mends.
pub(super) fn find_out(
    path: &Path,
    asked: &Asked,
    like: Option<&Mapping>,
    shop: &Shop,
) -> Result<Found, Problem> {
    let table = open(path)?;
    let recognition = recognise(table.header());
    let by_hand = asked.columns.is_some();
    let mut mapping = match (asked.dialect.or(recognition.dialect()), like) {
        (_, Some(like)) if asked.dialect.is_none() && !by_hand => carried_over(&table, like, shop),
        (Some(dialect), _) => mapping_of(&table, dialect, shop),
        // Whoever maps the columns by hand needs no recognition.
        (None, _) if by_hand => mapping_of(&table, Dialect::Ours, shop),
        (None, _) => return Err(FieldErrors::of("file", recognition.sentence()).into()),
    };
    if let Some(unit) = asked.price_unit {
        mapping.price_unit = unit;
    }
    if let Some(columns) = &asked.columns {
        choose(&mut mapping, columns)?;
    }
    let missing: Vec<_> = mapping.missing().iter().map(|field| field.as_str()).collect();
    if !missing.is_empty() {
        let message = format!(
            "No column gives: {}. Name the columns or map them.",
            missing.join(", ")
        );
        return Err(FieldErrors::of("file", message).into());
    }
    Ok(found(&table, mapping))
}

/// Finds out what a file is that a person is going to be asked about.
pub(super) fn look_at(path: &Path, asked: &Asked, shop: &Shop) -> Result<Found, Problem> {
    let table = open(path)?;
    let dialect = asked.dialect.or(recognise(table.header()).dialect());
    let mapping = mapping_of(&table, dialect.unwrap_or(Dialect::Ours), shop);
    Ok(found(&table, mapping))
}

fn found(table: &OpenTable, mapping: Mapping) -> Found {
    Found {
        mapping,
        encoding: table.encoding().name().to_owned(),
        delimiter: table.delimiter_name(),
    }
}

/// What the columns are in a dialect.
pub(super) fn mapping_of(table: &OpenTable, dialect: Dialect, shop: &Shop) -> Mapping {
    let mut mapping = table.mapping(dialect, shop.currency);
    mapping.read_on = Some(shop.today.clone());
    mapping
}

/// The mapping of an earlier file, column by column, for one with the same headings.
fn carried_over(table: &OpenTable, like: &Mapping, shop: &Shop) -> Mapping {
    let mut mapping = mapping_of(table, like.dialect, shop);
    mapping.price_unit = like.price_unit;
    let mut known: Vec<_> = like.columns.iter().collect();
    for column in &mut mapping.columns {
        let same = |known: &&crate::catalog::imports::MappedColumn| {
            known.heading.eq_ignore_ascii_case(&column.heading)
        };
        if let Some(at) = known.iter().position(same) {
            column.field = known.remove(at).field;
        }
    }
    mapping
}

/// Carries out a mapping given by hand.
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
                None => errors.add("mapping", format!("“{name}” is not a field of a product.")),
            },
        }
    }
    errors.or(Some(())).map_err(Problem::from)
}
