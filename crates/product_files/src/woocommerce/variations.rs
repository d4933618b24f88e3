//! Parents and variations as a product row and variant rows.

use super::attributes::{attributes, name_attributes, names, unescaped};
use super::listed::values;
use crate::parts::OF_A_VARIANT;
use crate::problem::{Report, Severity};
use crate::products::MAX_VARIANTS;
use crate::{Field, SourceRow};
use std::collections::HashMap;

/// Product fields that a variation takes from its parent unless it has them.
const OF_THE_PRODUCT: [Field; 8] = [
    Field::Title,
    Field::Description,
    Field::ShortDescription,
    Field::Category,
    Field::Tags,
    Field::Status,
    Field::SeoTitle,
    Field::SeoDescription,
];

/// Value of an attribute the buyer may choose freely, if there are too many for variants.
const ANY: &str = "Any";

pub(super) fn gathered(rows: Vec<SourceRow>, report: &mut Report) -> Vec<SourceRow> {
    let (mut variations, mut parents): (Vec<_>, Vec<_>) = rows.into_iter().partition(SourceRow::is_variation);
    for again in parents.iter().skip(1) {
        let message = format!(
            "This is the same product as on line {}, so this row was skipped.",
            parents[0].line
        );
        report.add(again.line, None, message, Severity::Warning);
    }
    parents.truncate(1);
    let parent = parents.pop();
    match &parent {
        Some(parent) => inherit(&mut variations, parent, report),
        None => refuse_nameless(&variations, report),
    }
    for variation in &mut variations {
        alone(variation, parent.is_some());
    }
    let names = names(&variations, parent.as_ref(), report);
    if let Some(beyond) = names.get(Field::OPTIONS.len()) {
        let message = format!(
            "The variations differ in {} attributes, including “{beyond}”; a product can have at most {} \
                options.",
            names.len(),
            Field::OPTIONS.len()
        );
        let line = variations[0].line;
        report.refuse(line, Field::AttributeNames, message);
        return variations;
    }
    if names.is_empty() {
        return undivided(variations, parent, report);
    }
    let mut gathered = Vec::with_capacity(variations.len() + 1);
    let known = AttributeValues::of(&names, parent.as_ref(), &variations);
    gathered.extend(parent.map(|mut parent| {
        OF_A_VARIANT.iter().for_each(|field| parent.cells.remove(*field));
        parent
    }));
    gathered.extend(known.divided(&variations, report));
    gathered
}

/// Fills a variation's blank cells from its parent.
fn inherit(variations: &mut [SourceRow], parent: &SourceRow, report: &mut Report) {
    let of_parent = |field| parent.cells.filled(field);
    let mut shared = of_parent(Field::OnHand);
    let mut is_shared = false;
    let is_active = of_parent(Field::Status) == Some("active");
    for variation in variations {
        name_attributes(variation, parent, report);
        let inherited = |field| of_parent(field).filter(|_| variation.cells.filled(field).is_none());
        let (weight, price) = (inherited(Field::WeightGrams), inherited(Field::Price));
        if weight.is_some() {
            variation
                .cells
                .copy(Field::WeightGrams, &parent.cells, Field::WeightGrams);
        }
        if let Some(price) = price {
            variation.cells.copy(Field::Price, &parent.cells, Field::Price);
            let message = format!("The variation has no price, so it gets that of its product, {price}.");
            report.warn_of(variation, Field::Price, message);
        }
        if variation.cells.filled(Field::Currency).is_none() && of_parent(Field::Currency).is_some() {
            variation
                .cells
                .copy(Field::Currency, &parent.cells, Field::Currency);
        }
        if variation
            .cells
            .filled(Field::OnHand)
            .is_some_and(|cell| cell.eq_ignore_ascii_case("parent"))
        {
            is_shared = true;
            match shared.take() {
                Some(_) => variation.cells.copy(Field::OnHand, &parent.cells, Field::OnHand),
                None => variation.cells.set(Field::OnHand, "0"),
            }
            if let Some(backorder) = of_parent(Field::Backorder) {
                variation.cells.set(Field::Backorder, backorder);
            }
        }
        let is_off = variation
            .cells
            .filled(Field::Status)
            .is_some_and(|status| matches!(status, "inactive" | "draft"));
        if is_active && is_off {
            variation.cells.set(Field::OnHand, "0");
            variation.cells.set(Field::Backorder, "no");
            variation.cells.remove(Field::TrackStock);
            let message = "This variation is hidden from buyers, so it was imported without stock.";
            report.warn(variation.line, Field::Published, message);
        }
    }
    if let Some(pieces) = of_parent(Field::OnHand).filter(|_| is_shared) {
        let message = format!(
            "The variations share a stock of {pieces}; here each has its own, so all of it was added to the \
                first."
        );
        report.warn(parent.line, Field::OnHand, message);
    }
}

/// Variations without a parent row update existing variants, found by SKU.
fn refuse_nameless(variations: &[SourceRow], report: &mut Report) {
    let nameless = |row: &&SourceRow| row.cells.filled(Field::Sku).is_none();
    if let Some(row) = variations.iter().find(nameless)
        && let Some(parent) = row.cells.filled(Field::Parent)
    {
        let message = format!("The product “{parent}”, which this variation belongs to, is not in the file.");
        report.refuse(row.line, Field::Parent, message);
    }
}

/// Removes product fields from a variation.
fn alone(variation: &mut SourceRow, has_parent: bool) {
    for field in OF_THE_PRODUCT {
        variation.cells.remove(field);
    }
    if let Some(images) = variation.cells.take(Field::Images) {
        variation
            .cells
            .set(Field::VariantImage, images.lines().next().unwrap_or_default());
    }
    if has_parent {
        variation.cells.remove(Field::Parent);
    }
}

/// Handles variations that no attribute distinguishes.
fn undivided(variations: Vec<SourceRow>, parent: Option<SourceRow>, report: &mut Report) -> Vec<SourceRow> {
    if let [_, second, ..] = &variations[..] {
        // Without their parent each is known by its SKU.
        if parent.is_some() {
            let message = "The variations have no attribute, such as a size, that differs between them.";
            report.refuse(second.line, Field::AttributeNames, message);
        }
        return variations;
    }
    let Some(parent) = parent else {
        return variations;
    };
    let of_product = OF_THE_PRODUCT.into_iter().chain([Field::Images]);
    let told: Vec<(Field, String)> = of_product
        .filter_map(|field| Some((field, parent.cells.get(field)?.to_owned())))
        .collect();
    let whole = |mut variation: SourceRow| {
        for (field, cell) in &told {
            variation.cells.set(*field, cell);
        }
        variation
    };
    variations.into_iter().map(whole).collect()
}

/// The attributes with all their values.
struct AttributeValues<'a> {
    names: &'a [String],
    values: Vec<Vec<String>>,
}

impl<'a> AttributeValues<'a> {
    fn of(names: &'a [String], parent: Option<&SourceRow>, variations: &[SourceRow]) -> Self {
        let values = |name: &String| {
            let same = |(known, _): &(&str, &str)| known.to_lowercase() == name.to_lowercase();
            let of_parent = parent.into_iter().flat_map(attributes).find(same);
            let mut all: Vec<String> = of_parent.map(|(_, text)| values(text)).unwrap_or_default();
            for value in variations.iter().flat_map(|row| attributes(row).filter(same)) {
                let value = unescaped(value.1);
                if !value.is_empty()
                    && !all
                        .iter()
                        .any(|known| known.to_lowercase() == value.to_lowercase())
                {
                    all.push(value);
                }
            }
            all
        };
        Self {
            names,
            values: names.iter().map(values).collect(),
        }
    }

    /// Value of each attribute in the parent's spelling; `None` is any.
    fn chosen(&self, row: &SourceRow) -> Vec<Option<String>> {
        let of = |(name, all): (&String, &Vec<String>)| {
            let (_, value) =
                attributes(row).find(|(known, _)| known.to_lowercase() == name.to_lowercase())?;
            let value = unescaped(value);
            let spelt = all
                .iter()
                .find(|known| known.to_lowercase() == value.to_lowercase());
            spelt
                .cloned()
                .or_else(|| Some(value).filter(|value| !value.is_empty()))
        };
        self.names.iter().zip(&self.values).map(of).collect()
    }

    /// A row for each variant: a variation for any size is one for each size that no other variation is for.
    fn divided(&self, variations: &[SourceRow], report: &mut Report) -> Vec<SourceRow> {
        let chosen: Vec<_> = variations.iter().map(|row| self.chosen(row)).collect();
        let mut order: Vec<usize> = (0..variations.len()).collect();
        order.sort_by_key(|at| chosen[*at].iter().filter(|value| value.is_none()).count());
        let is_too_many = chosen.iter().map(|values| self.count(values)).sum::<usize>() > MAX_VARIANTS;
        let mut first_lines: HashMap<Vec<String>, u64> = HashMap::new();
        let mut found: Vec<Vec<Vec<String>>> = vec![Vec::new(); variations.len()];
        for at in order {
            let line = variations[at].line;
            for values in self.combinations(&chosen[at], is_too_many) {
                if let std::collections::hash_map::Entry::Vacant(entry) = first_lines.entry(values.clone()) {
                    entry.insert(line);
                    found[at].push(values);
                } else if chosen[at].iter().all(Option::is_some) {
                    let message = format!(
                        "This is the same variant as on line {}, so this row was skipped.",
                        first_lines[&values]
                    );
                    report.add(line, None, message, Severity::Warning);
                }
            }
        }
        let mut rows = Vec::new();
        for (at, variation) in variations.iter().enumerate() {
            self.tell_of_any(variation, &chosen[at], found[at].len(), is_too_many, report);
            for (number, values) in found[at].iter().enumerate() {
                rows.push(self.variant(variation, number, values));
            }
        }
        rows
    }

    /// The `number`th variant that a variation stands for.
    fn variant(&self, variation: &SourceRow, number: usize, values: &[String]) -> SourceRow {
        let mut row = variation.clone();
        for ((name, value), (name_field, value_field)) in self.names.iter().zip(values).zip(Field::OPTIONS) {
            row.cells.set(name_field, name);
            row.cells.set(value_field, value);
        }
        if number > 0 {
            // What there is once stays with the first.
            row.cells.remove(Field::Sku);
            row.cells.remove(Field::Barcode);
            if row.cells.filled(Field::OnHand).is_some() {
                row.cells.set(Field::OnHand, "0");
            }
        }
        row
    }

    fn tell_of_any(
        &self,
        variation: &SourceRow,
        chosen: &[Option<String>],
        variants: usize,
        is_too_many: bool,
        report: &mut Report,
    ) {
        let any = self.names.iter().zip(chosen).filter(|(_, value)| value.is_none());
        let any: Vec<&str> = any.map(|(name, _)| name.as_str()).collect();
        if any.is_empty() {
            return;
        }
        let any = any.join(" and any ");
        let message = match variants {
            0 => {
                format!(
                    "The variation is for any {any}, and each value has a row of its own; it was left \
                    out."
                )
            }
            _ if is_too_many => format!("The variation is for any {any}, so it is called “{ANY}”."),
            1 => return,
            _ => format!(
                "The variation is for any {any}, so it became {variants} variants; SKU and stock were added \
                    to the first."
            ),
        };
        report.warn(variation.line, Field::AttributeValues, message);
    }

    /// Number of variants of a variation.
    fn count(&self, chosen: &[Option<String>]) -> usize {
        chosen
            .iter()
            .zip(&self.values)
            .map(|(value, all)| if value.is_some() { 1 } else { all.len().max(1) })
            .fold(1, usize::saturating_mul)
    }

    fn combinations(&self, chosen: &[Option<String>], is_too_many: bool) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for (value, known) in chosen.iter().zip(&self.values) {
            let any = [ANY.to_owned()];
            let choices = match value {
                Some(value) => std::slice::from_ref(value),
                None if is_too_many || known.is_empty() => &any,
                None => known,
            };
            all = all
                .iter()
                .flat_map(|begun| {
                    choices
                        .iter()
                        .map(|choice| [begun.as_slice(), std::slice::from_ref(choice)].concat())
                })
                .collect();
        }
        all
    }
}
