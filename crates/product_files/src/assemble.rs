//! Assembly of a product's rows into a draft. What can be mended is taken with a warning.

mod cells;
mod images;
mod limits;
mod options;

use super::draft::{Draft, Lookup, sku_taken};
use super::parts::{OF_A_VARIANT, Part, is_sellers, parts, unstated};
use super::problem::{Problem, Report, Severity, quoted};
use super::{Field, Mapping, SourceRow};
use crate::money::Currency;
use crate::products::{Change, Handle, Listed, ProductPatch, ProductStatus, VariantPatch};
use crate::yes_no::YesNo;
use std::borrow::Cow;
use std::collections::HashMap;

/// Most rows of one product; more means that many products share a handle.
const MAX_ROWS: usize = 5_000;

/// Result of assembling a product's rows.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The draft; `None` if refused, with a problem that says why.
    pub draft: Option<Draft>,
    pub problems: Vec<Problem>,
    /// Rows skipped because they only have a price in another currency.
    pub other_currency_rows: usize,
}

/// Assembles the rows of one product key, in file order.
pub fn assemble(rows: &[SourceRow], mapping: &Mapping, currency: Currency) -> Assembled {
    let mut report = Report {
        mapping,
        problems: Vec::new(),
    };
    if let Some(beyond) = rows.get(MAX_ROWS) {
        let message = format!(
            "{} rows have this handle; a product cannot have that many.",
            rows.len()
        );
        report.refuse(beyond.line, Field::Handle, message);
    }
    for row in rows {
        row.flaws.iter().for_each(|flaw| report.flaw(row.line, *flaw));
    }
    if report.is_refused() {
        // What else these rows say, they may not say at all.
        return Assembled {
            draft: None,
            problems: report.problems,
            other_currency_rows: 0,
        };
    }
    let gathered = (mapping.dialect.definition().gather)(rows, &mut report, currency);
    let rows = gathered.as_ref();
    let unstated = unstated(rows, mapping, currency);
    let parts = parts(rows, currency, unstated);
    let other_currency_rows = parts.iter().filter(|part| **part == Part::OtherCurrency).count();
    tell_of_rows(rows, &parts, &mut report);
    let draft = drafted(rows, &parts, unstated, currency, &mut report).filter(|_| !report.is_refused());
    Assembled {
        draft,
        problems: report.problems,
        other_currency_rows,
    }
}

fn tell_of_rows(rows: &[SourceRow], parts: &[Part], report: &mut Report) {
    for (row, part) in rows.iter().zip(parts) {
        if let Part::Repeats(other) = part {
            let message = format!(
                "This is the same variant as on line {}, so this row was skipped.",
                rows[*other].line
            );
            report.add(row.line, None, message, Severity::Warning);
        }
        if row.cells.filled(Field::GiftCard).and_then(YesNo::parse) == Some(YesNo(true)) {
            report.refuse(row.line, Field::GiftCard, "Gift cards cannot be sold here.");
        }
    }
}

fn drafted(
    rows: &[SourceRow],
    parts: &[Part],
    unstated: &str,
    currency: Currency,
    report: &mut Report,
) -> Option<Draft> {
    let first = rows.first()?;
    let product = ProductRows {
        rows,
        parts,
        unstated,
    };
    let title = product.first(Field::Title);
    let name = title.map(|(line, title)| (line, limits::title(title, line, report)));
    let handle = product.first(Field::Handle).map(|(_, handle)| Handle::of(handle));
    if handle.is_none() && title.is_none() && product.first(Field::Sku).is_none() {
        report.refuse(
            first.line,
            Field::Title,
            "This row does not identify a product: add a title, a handle or an SKU.",
        );
        return None;
    }
    let (options, values) = options::read(rows, parts, report);
    let variants = product.variants(&values, currency, report);
    let (status, status_if_new) = product.status(report);
    let lookup = Lookup {
        skus: variants
            .iter()
            .filter_map(|variant| variant.patch.sku.value().cloned())
            .collect(),
        // As it will be stored, so that the next time finds it.
        title: name.as_ref().map(|(_, name)| name.clone()),
        handle: handle.clone(),
    };
    let patch = ProductPatch {
        name: name.map_or(Change::Keep, |(_, name)| Change::Set(name)),
        handle: handle.map_or(Change::Keep, |handle| Change::Set(handle.to_string())),
        description: limits::description(product.text(Field::Description), first.line, report),
        category: limits::text(product.text(Field::Category), Field::Category, first.line, report),
        status,
        tags: match product.text(Field::Tags) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(tags) => Change::Set(Listed(limits::tags(&tags, first.line, report))),
        },
        seo_title: limits::text(product.text(Field::SeoTitle), Field::SeoTitle, first.line, report),
        seo_description: limits::text(
            product.text(Field::SeoDescription),
            Field::SeoDescription,
            first.line,
            report,
        ),
        options: if options.is_empty() {
            Change::Keep
        } else {
            Change::Set(options)
        },
        variants: Some(variants.iter().map(|variant| variant.patch.clone()).collect()),
        ..ProductPatch::default()
    };
    Some(Draft {
        lookup,
        patch,
        status_if_new,
        images: product.images(report),
        line: title.map_or(first.line, |(line, _)| line),
        variant_lines: variants.iter().map(|variant| variant.line).collect(),
        price_columns: variants.iter().map(|variant| variant.price_column).collect(),
        parent: product.first(Field::Parent).map(|(_, parent)| parent.to_owned()),
    })
}

/// One variant of a draft.
struct Variant {
    line: u64,
    patch: VariantPatch,
    /// Column of the price, if not the usual one.
    price_column: Option<usize>,
}

/// Rows of one product, each with its role.
struct ProductRows<'a> {
    rows: &'a [SourceRow],
    parts: &'a [Part],
    /// Currency of rows that name none.
    unstated: &'a str,
}

impl<'a> ProductRows<'a> {
    /// The first row with a value in a field.
    fn first(&self, field: Field) -> Option<(u64, &'a str)> {
        self.rows
            .iter()
            .find_map(|row| Some((row.line, row.cells.filled(field)?)))
    }

    /// A text of the product: blank only when it is blank on every row of a file that has the column.
    fn text(&self, field: Field) -> Change<String> {
        match self.first(field) {
            Some((_, text)) => Change::Set(text.to_owned()),
            None if self.rows.iter().any(|row| row.cells.get(field).is_some()) => Change::Clear,
            None => Change::Keep,
        }
    }

    fn status(&self, report: &mut Report) -> (Change<String>, ProductStatus) {
        let shown = self
            .first(Field::Published)
            .and_then(|(line, word)| Some((line, YesNo::parse(word)?.0)));
        let Some((line, word)) = self.first(Field::Status) else {
            return match shown {
                Some((_, true)) => (Change::Set("active".to_owned()), ProductStatus::Active),
                Some((_, false)) => (Change::Set("inactive".to_owned()), ProductStatus::Inactive),
                None => (Change::Keep, ProductStatus::Active),
            };
        };
        let Some(status) = status_of(word) else {
            let message = format!(
                "{} is not a known status; a new product is imported as a draft, an existing one keeps its \
                    status.",
                quoted(word)
            );
            report.warn(line, Field::Status, message);
            return (Change::Keep, ProductStatus::Draft);
        };
        if let (ProductStatus::Active, Some((line, false))) = (status, shown) {
            let message =
                "It is active, but hidden from buyers in the other shop, so it was imported as inactive.";
            report.warn(line, Field::Published, message);
            return (Change::Set("inactive".to_owned()), ProductStatus::Inactive);
        }
        (Change::Set(status.to_string()), status)
    }

    /// Variants with their lines; a duplicate SKU stays with the first.
    fn variants(&self, values: &[options::Values], currency: Currency, report: &mut Report) -> Vec<Variant> {
        let mut holders: HashMap<String, u64> = HashMap::new();
        let mut variants = Vec::new();
        let mut priced_by: HashMap<usize, usize> = HashMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            if let Part::PriceOf(variant) = part {
                priced_by.entry(*variant).or_insert(at);
            }
        }
        for (at, row) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(at, _)| self.parts[*at] == Part::Variant)
        {
            let whole = self.with_products(row);
            let row = whole.as_ref();
            let priced = priced_by.get(&at).map_or(row, |other| &self.rows[*other]);
            let mut variant = cells::variant(row, priced, currency, self.unstated, report);
            variant.options = values[at].clone();
            if let Change::Set(sku) = &variant.sku {
                match holders.get(sku) {
                    Some(holder) => {
                        report.warn_of(row, Field::Sku, sku_taken(sku, &format!("line {holder}")));
                        variant.sku = Change::Keep;
                    }
                    None => drop(holders.insert(sku.clone(), row.line)),
                }
            }
            if cells::states_price(priced) && !is_sellers(priced, currency, self.unstated) {
                let stated = priced.cells.filled(Field::Currency).unwrap_or(self.unstated);
                let message = format!(
                    "The price is in {stated}, and the file has none in {currency}, your shop's currency."
                );
                report.refuse_for(priced, Field::Price, message);
            }
            variants.push(Variant {
                line: row.line,
                patch: variant,
                price_column: priced.cells.column(Field::Price),
            });
        }
        variants
    }

    /// The row of a product's only variant, completed from the product's rows.
    fn with_products(&self, row: &'a SourceRow) -> Cow<'a, SourceRow> {
        let is_lone = !row.has_options() && self.parts.contains(&Part::Product);
        let products = self.rows.iter().zip(self.parts);
        let products: Vec<_> = products
            .filter(|(_, part)| is_lone && **part == Part::Product)
            .collect();
        let mut whole = Cow::Borrowed(row);
        for field in OF_A_VARIANT {
            let blank = whole.cells.filled(field).is_none();
            if let Some((product, _)) = products
                .iter()
                .find(|(row, _)| blank && row.cells.filled(field).is_some())
            {
                whole.to_mut().cells.copy(field, &product.cells, field);
            }
        }
        whole
    }
}

/// The status that a word of ours or of another program means.
fn status_of(word: &str) -> Option<ProductStatus> {
    ProductStatus::parse(word).or_else(|| match word.to_lowercase().as_str() {
        "published" | "enabled" | "live" | "visible" | "publish" | "1" | "true" | "yes" => {
            Some(ProductStatus::Active)
        }
        "unpublished" | "disabled" | "hidden" | "paused" | "unlisted" | "private" | "rejected" | "0"
        | "false" | "no" => Some(ProductStatus::Inactive),
        "proposed" | "pending" | "-1" => Some(ProductStatus::Draft),
        _ => None,
    })
}
