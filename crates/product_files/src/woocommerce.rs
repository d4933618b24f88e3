//! WooCommerce dialect.
//!
//! A variation is a row of its own that names its parent, by SKU or by `id:44`, and may come before it; what it
//! leaves blank it has of its parent. Grouped and external products are no goods of the seller's and are refused.

mod attributes;
mod listed;
mod sale;
mod translated;
mod variations;

use super::cells::Cells;
use super::dialect::{Definition, Headings, Meaning};
use super::problem::Report;
use super::shopify::spreadsheet_text;
use super::source_row::SourceRow;
use super::{Field, PriceUnit};
use crate::money::Currency;
use listed::{addresses, deepest, parts};
use std::borrow::Cow;

pub(super) const DEFINITION: Definition = Definition {
    name: "woocommerce",
    label: "WooCommerce",
    is,
    needs: &[
        &[Field::Title, Field::Price],
        &[Field::Sku, Field::Price],
        &[Field::Sku, Field::RegionPrice],
        &[Field::Sku, Field::OnHand],
        &[Field::Title],
    ],
    columns: &COLUMNS,
    pattern,
    price_unit: PriceUnit::Major,
    unescape: true,
    tidy,
    gather,
};

const COLUMNS: [(&str, Field); 40] = [
    ("id", Field::ProductId),
    ("type", Field::Kind),
    ("sku", Field::Sku),
    ("gtin, upc, ean, or isbn", Field::Barcode),
    ("name", Field::Title),
    ("published", Field::Published),
    ("short description", Field::ShortDescription),
    ("description", Field::Description),
    ("date sale price starts", Field::SaleStarts),
    ("date sale price ends", Field::SaleEnds),
    ("in stock?", Field::InStock),
    ("stock", Field::OnHand),
    ("backorders allowed?", Field::Backorder),
    ("sale price", Field::SalePrice),
    ("regular price", Field::Price),
    // Of scripts that export: the regular price says more, where it is filled.
    ("price", Field::RegionPrice),
    ("cost of goods", Field::Cost),
    ("categories", Field::Category),
    ("tags", Field::Tags),
    ("tags (comma separated)", Field::Tags),
    ("images", Field::Images),
    ("image", Field::Images),
    ("parent", Field::Parent),
    ("meta: _yoast_wpseo_title", Field::SeoTitle),
    ("meta: _yoast_wpseo_metadesc", Field::SeoDescription),
    ("meta: rank_math_title", Field::SeoTitle),
    ("meta: rank_math_description", Field::SeoDescription),
    ("meta: _global_unique_id", Field::Barcode),
    ("meta: _alg_ean", Field::Barcode),
    ("meta: _wpm_gtin_code", Field::Barcode),
    ("meta: _ean", Field::Barcode),
    ("meta: _wc_cog_cost", Field::Cost),
    ("weight", Field::Weight),
    // As templates and scripts write them.
    ("product name", Field::Title),
    ("product description", Field::Description),
    ("stock quantity", Field::OnHand),
    ("stock status", Field::InStock),
    ("backorders", Field::Backorder),
    ("date sale price from", Field::SaleStarts),
    ("date sale price to", Field::SaleEnds),
];

fn is(headings: &Headings) -> bool {
    let means = |field: Field| headings.any(|heading| meaning(heading) == Some(field));
    let by_price = headings.has("regular price") && headings.has_any(&["id", "sku", "name"]);
    let by_kind = headings.has_all(&["type", "sku", "name"])
        && headings.has_any(&["published", "parent", "visibility in catalog", "attribute 1 name"]);
    // In a shop's own language, even where a heading is damaged: of its own columns, two or more.
    let own = [
        Field::Kind,
        Field::Parent,
        Field::Published,
        Field::InStock,
        Field::AttributeNames,
        Field::SalePrice,
        Field::Backorder,
    ];
    let by_meaning = means(Field::Title)
        && means(Field::Price)
        && own.into_iter().filter(|field| means(*field)).count() > 1;
    by_price || by_kind || by_meaning
}

fn meaning(heading: &str) -> Option<Field> {
    COLUMNS
        .iter()
        .find(|(name, _)| *name == heading)
        .map(|(_, field)| *field)
        .or_else(|| pattern(heading)?.field)
}

/// Matches `weight (kg)`, `attribute 1 name`, `attribute 1 value(s)`, `regular_price`, and translations.
fn pattern(heading: &str) -> Option<Meaning> {
    if heading.contains('_') {
        return meaning(&heading.replace('_', " ")).map(Meaning::from);
    }
    if let Some((name, unit)) = heading.strip_suffix(')').and_then(|rest| rest.split_once(" ("))
        && translated::is_weight(name)
    {
        return Some(Meaning {
            field: Some(Field::Weight),
            unit: Some(unit.to_owned()),
        });
    }
    translated::attribute(heading)
        .or_else(|| translated::column(heading))
        .map(Meaning::from)
}

fn tidy(cells: &mut Cells) {
    if cells.has(Field::RegionPrice) {
        cells.fall_back(Field::Price, Field::RegionPrice);
    }
    cells.weigh();
    cells.drop_zero_weight();
    let rewrite = |cells: &mut Cells, field: Field, with: fn(&str) -> String| {
        if let Some(text) = cells.filled(field).map(with) {
            cells.set(field, &text);
        }
    };
    rewrite(cells, Field::Description, line_ends);
    rewrite(cells, Field::ShortDescription, line_ends);
    rewrite(cells, Field::Category, deepest);
    rewrite(cells, Field::Tags, |tags| parts(tags).join(", "));
    rewrite(cells, Field::Images, |images| addresses(images).join("\n"));
    rewrite(cells, Field::Barcode, |code| spreadsheet_text(code).to_owned());
    for field in [Field::SeoTitle, Field::SeoDescription] {
        // Made of variables that only the plugin knows.
        if cells
            .filled(field)
            .is_some_and(|text| text.contains("%%") || text.contains("%title%"))
        {
            cells.set(field, "");
        }
    }
    if cells.has(Field::ShortDescription) {
        cells.fall_back(Field::Description, Field::ShortDescription);
    }
    if let Some(published) = cells.take(Field::Published).map(|word| word.to_lowercase()) {
        let status = match published.as_str() {
            "1" | "true" | "yes" => "active",
            "0" => "inactive",
            "-1" | "2" | "false" | "no" => "draft",
            other => other,
        };
        cells.set(Field::Status, status);
    }
    count(cells);
}

/// Stock of uncounted products: in stock or not.
fn count(cells: &mut Cells) {
    let Some(in_stock) = cells.take(Field::InStock) else {
        return;
    };
    if cells.filled(Field::OnHand).is_some() {
        return;
    }
    match in_stock.to_lowercase().as_str() {
        "1" | "true" | "yes" | "backorder" | "instock" | "onbackorder" => cells.set(Field::TrackStock, "no"),
        "0" | "false" | "no" | "outofstock" => {
            cells.set(Field::OnHand, "0");
            cells.set(Field::Backorder, "no");
        }
        _ => {}
    }
}

/// Unescapes line breaks written as `\n`.
fn line_ends(text: &str) -> String {
    let parts: Vec<String> = text
        .split("\\\\n")
        .map(|part| part.replace("\\n", "\n"))
        .collect();
    parts.join("\\n")
}

fn gather<'a>(rows: &'a [SourceRow], report: &mut Report, _: Currency) -> Cow<'a, [SourceRow]> {
    let mut rows = rows.to_vec();
    for row in &mut rows {
        refuse_kind(row, report);
        sale::settle(row, report);
    }
    if rows.iter().any(SourceRow::is_variation) {
        return Cow::Owned(variations::gathered(rows, report));
    }
    if let Some(parent) = rows.iter().find(|row| row.is_variable()) {
        let message = "This product has variations, but none of them are in the file.";
        report.refuse(parent.line, Field::Kind, message);
    }
    Cow::Owned(rows)
}

fn refuse_kind(row: &SourceRow, report: &mut Report) {
    for kind in row.kinds() {
        let message = match kind.to_lowercase().as_str() {
            "simple" | "variable" | "variation" | "virtual" | "downloadable" => continue,
            "grouped" => "A grouped product is only a list of others; import those.".to_owned(),
            "external" | "affiliate" => {
                "An external product is sold on another site, so it cannot be sold here.".to_owned()
            }
            _ => format!("“{kind}” is a kind of product that cannot be sold here."),
        };
        report.refuse(row.line, Field::Kind, message);
    }
    if row.is_variation() && row.cells.filled(Field::Parent).is_none() {
        report.refuse(
            row.line,
            Field::Parent,
            "The variation does not say which product it belongs to.",
        );
    }
}
