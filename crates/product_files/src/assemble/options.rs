//! Options named by a product's rows, and each row's values.

use crate::parts::Part;
use crate::problem::{Report, quoted};
use crate::products::{Listed, MAX_OPTIONS, OptionForm};
use crate::{Field, SourceRow};
use std::collections::{BTreeMap, HashSet};

/// A row's values by the options' names.
pub(super) type Values = BTreeMap<String, String>;

/// The options with the values of all variant rows, in the order they come, and the values of every row.
///
/// Many files name the options on a product's first row only; the others take the names from there.
pub(super) fn read(
    rows: &[SourceRow],
    parts: &[Part],
    report: &mut Report,
) -> (Vec<OptionForm>, Vec<Values>) {
    let first_names = Field::OPTIONS.map(|(name, _)| rows.iter().find_map(|row| row.cells.filled(name)));
    let mut options: Vec<OptionForm> = Vec::new();
    let mut known: Vec<HashSet<&str>> = Vec::new();
    let mut values = vec![Values::new(); rows.len()];
    for (at, row) in rows
        .iter()
        .enumerate()
        .filter(|(at, _)| parts[*at] == Part::Variant)
    {
        if let Some(value) = row.cells.filled(Field::FurtherOption)
            && !report.is_refused()
        {
            let message = format!(
                "A product can have at most {MAX_OPTIONS} options; the file has a further one, {}.",
                quoted(value)
            );
            report.refuse(row.line, Field::FurtherOption, message);
        }
        let is_first = options.is_empty();
        for (number, (name_field, value_field)) in Field::OPTIONS.into_iter().enumerate() {
            let Some(value) = row.cells.filled(value_field) else {
                continue;
            };
            let mut named = row.cells.filled(name_field).or(first_names[number]);
            if let (false, Some(name), Some(first)) = (is_first, named, first_names[number])
                && place(&options, name).is_none()
                && place(&options, first).is_some()
            {
                let message = format!(
                    "The option is called {} here and {} before; they were treated as the same.",
                    quoted(name),
                    quoted(first)
                );
                report.warn(row.line, name_field, message);
                named = Some(first);
            }
            let numbered = format!("Option {}", number + 1);
            let name = named.unwrap_or(&numbered);
            let place = place(&options, name).unwrap_or_else(|| {
                if named.is_none() {
                    let message = format!("The option has no name, so it is called “{name}”.");
                    report.warn(row.line, name_field, message);
                }
                options.push(OptionForm {
                    name: name.to_owned(),
                    values: Listed::default(),
                });
                known.push(HashSet::new());
                options.len() - 1
            });
            if known[place].insert(value) {
                options[place].values.0.push(value.to_owned());
            }
            values[at].insert(options[place].name.clone(), value.to_owned());
        }
    }
    (options, values)
}

fn place(options: &[OptionForm], name: &str) -> Option<usize> {
    let same = |option: &OptionForm| option.name == name || option.name.to_lowercase() == name.to_lowercase();
    options.iter().position(same)
}
