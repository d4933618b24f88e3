//! The options that a product's rows name, and each row's values.

use crate::catalog::imports::parts::Part;
use crate::catalog::imports::problem::Report;
use crate::catalog::imports::{Field, SourceRow};
use crate::catalog::{Listed, OptionForm};
use std::collections::BTreeMap;

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
    let mut options: Vec<OptionForm> = Vec::new();
    let mut values = vec![Values::new(); rows.len()];
    for (at, row) in rows
        .iter()
        .enumerate()
        .filter(|(at, _)| parts[*at] == Part::Variant)
    {
        for (number, (name_field, value_field)) in Field::OPTIONS.into_iter().enumerate() {
            let Some(value) = row.cells.filled(value_field) else {
                continue;
            };
            let named = row.cells.filled(name_field);
            let inherited = || rows.iter().find_map(|row| row.cells.filled(name_field));
            let name = named
                .or_else(inherited)
                .map_or_else(|| format!("Option {}", number + 1), str::to_owned);
            let known = options
                .iter()
                .position(|option| option.name.to_lowercase() == name.to_lowercase());
            let place = known.unwrap_or_else(|| {
                if named.is_none() && inherited().is_none() {
                    report.warn(
                        row.line,
                        name_field,
                        format!("The option has no name, so it is called “{name}”."),
                    );
                }
                options.push(OptionForm {
                    name,
                    values: Listed::default(),
                });
                options.len() - 1
            });
            let option = &mut options[place];
            if !option.values.0.iter().any(|known| known == value) {
                option.values.0.push(value.to_owned());
            }
            values[at].insert(option.name.clone(), value.to_owned());
        }
    }
    (options, values)
}
