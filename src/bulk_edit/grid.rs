//! Quick-edit grid: cells of many variants, saved together or not at all.

use crate::form::FieldErrors;
use crate::id::{ProductId, VariantId};
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::products::{self, Change, ProductPatch, StoredProduct, Variant, VariantPatch};
use crate::state::App;
use crate::stock::MAX_STOCK;
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole grid as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GridForm {
    pub rows: Vec<GridRowForm>,
}

/// One variant. A cell that is as the page showed it is left alone, whatever happened to it meanwhile.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GridRowForm {
    pub product_id: String,
    pub variant_id: String,
    /// The cells as the page showed them, in the order of [`CELLS`], with tabs between.
    pub seen: String,
    /// Name of the product, on its first row.
    pub name: Option<String>,
    pub sku: String,
    pub price: String,
    pub compare_at: String,
    pub on_hand: String,
    pub barcode: String,
    pub weight_grams: String,
}

/// The cells of a row.
pub const CELLS: [&str; 7] = [
    "name",
    "sku",
    "price",
    "compare_at",
    "on_hand",
    "barcode",
    "weight_grams",
];

/// The cells of a variant as the page shows them, in the order of [`CELLS`].
pub fn cells(name: &str, variant: &Variant, currency: Currency) -> [String; 7] {
    let money = |minor: i64| currency.decimal(minor).to_string();
    [
        name.to_owned(),
        variant.sku.clone().unwrap_or_default(),
        money(variant.price_minor),
        variant.compare_at_minor.map(money).unwrap_or_default(),
        variant.on_hand.to_string(),
        variant.barcode.clone().unwrap_or_default(),
        variant
            .weight_grams
            .map(|grams| grams.to_string())
            .unwrap_or_default(),
    ]
}

impl GridRowForm {
    fn typed(&self, cell: &str) -> &str {
        match cell {
            "sku" => &self.sku,
            "price" => &self.price,
            "compare_at" => &self.compare_at,
            "on_hand" => &self.on_hand,
            "barcode" => &self.barcode,
            "weight_grams" => &self.weight_grams,
            _ => self.name.as_deref().unwrap_or_default(),
        }
        .trim()
    }

    fn seen(&self, cell: &str) -> &str {
        let at = CELLS.iter().position(|known| *known == cell).unwrap_or_default();
        self.seen.split('\t').nth(at).unwrap_or_default().trim()
    }

    fn is_changed(&self, cell: &str) -> bool {
        self.typed(cell) != self.seen(cell) && (cell != "name" || self.name.is_some())
    }
}

/// A row that changes something, at its place in the form.
struct Row<'a> {
    at: usize,
    variant_id: VariantId,
    form: &'a GridRowForm,
}

impl GridRowForm {
    /// The typed change of a text cell.
    fn text(&self, cell: &str) -> Change<String> {
        match self.typed(cell) {
            _ if !self.is_changed(cell) => Change::Keep,
            "" => Change::Clear,
            text => Change::Set(text.to_owned()),
        }
    }

    /// The typed change of a number cell.
    fn decimal(&self, cell: &str) -> Change<Decimal> {
        match self.text(cell) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(text) => Change::Set(Decimal::new(text)),
        }
    }
}

/// Result of saving.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    pub products: usize,
}

/// Saves every changed cell; with any error nothing is saved and each error is shown in its cell.
pub async fn save(app: &App, member: &Member<may::Products>, form: &GridForm) -> Result<Saved, Problem> {
    let mut products: BTreeMap<ProductId, Vec<Row<'_>>> = BTreeMap::new();
    for (at, row) in form.rows.iter().enumerate() {
        let product_id = ProductId::parse(&row.product_id).map_err(|_| Problem::not_found())?;
        let variant_id = VariantId::parse(&row.variant_id).map_err(|_| Problem::not_found())?;
        if CELLS.iter().any(|cell| row.is_changed(cell)) {
            let row = Row {
                at,
                variant_id,
                form: row,
            };
            products.entry(product_id).or_default().push(row);
        }
    }
    app.db.retrying(|| save_once(app, member, &products)).await
}

async fn save_once(
    app: &App,
    member: &Member<may::Products>,
    products: &BTreeMap<ProductId, Vec<Row<'_>>>,
) -> Result<Saved, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut errors = FieldErrors::new();
    let mut saved = Saved::default();
    for (product_id, rows) in products {
        let current = products::lock(&mut tx, &member.seller_id, product_id)
            .await?
            .ok_or_else(Problem::not_found)?;
        let patch = patch(&current, rows, &mut errors)?;
        let next = match patch.apply(&current.product, member.currency) {
            Ok(next) => next,
            Err(wrong) => {
                place(&wrong, &mut errors, rows, |at| rows.get(at));
                continue;
            }
        };
        if !errors.is_empty() {
            continue;
        }
        match products::write(&mut tx, member, &current, &next, now).await {
            Ok(()) => saved.products += 1,
            Err(problem) if problem.errors.is_empty() => return Err(problem),
            Err(problem) => {
                // This one names the variant by its place in the product. PostgreSQL takes nothing more in this
                // transaction, so that the mistakes so far have to do.
                let of_place = |at: usize| {
                    let variant_id = next.variants.get(at)?.variant_id.as_ref()?;
                    rows.iter().find(|row| row.variant_id == *variant_id)
                };
                place(&problem.errors, &mut errors, rows, of_place);
                return Err(errors.into());
            }
        }
    }
    let saved = errors.or(Some(saved))?;
    if saved.products > 0 {
        tx.commit().await?;
    }
    Ok(saved)
}

/// Changes that the rows of one product make.
fn patch(
    current: &StoredProduct,
    rows: &[Row<'_>],
    errors: &mut FieldErrors,
) -> Result<ProductPatch, Problem> {
    let mut patch = ProductPatch::default();
    let mut variants = Vec::with_capacity(rows.len());
    for row in rows {
        let variant = current
            .product
            .variants
            .iter()
            .find(|variant| variant.variant_id.as_ref() == Some(&row.variant_id))
            .ok_or_else(Problem::not_found)?;
        let form = row.form;
        if form.is_changed("name") {
            patch.name = form.text("name");
        }
        let stock = match form.is_changed("on_hand") {
            false => Change::Keep,
            true => match counted(form, variant.on_hand) {
                Ok(stock) => Change::Set(Decimal::from(stock)),
                Err(message) => {
                    errors.add(format!("rows.{}.on_hand", row.at), message);
                    Change::Keep
                }
            },
        };
        variants.push(VariantPatch {
            variant_id: Some(row.variant_id.to_string()),
            sku: form.text("sku"),
            price: form.decimal("price"),
            compare_at: form.decimal("compare_at"),
            barcode: form.text("barcode"),
            weight_grams: form.decimal("weight_grams"),
            stock,
            ..VariantPatch::default()
        });
    }
    patch.variants = Some(variants);
    Ok(patch)
}

/// Stock on hand after the typed value: a count, applied as a difference to what was seen, or a change.
fn counted(form: &GridRowForm, there: i64) -> Result<i64, String> {
    let typed = form.typed("on_hand");
    let number = Decimal::new(typed)
        .whole()
        .ok()
        .filter(|number| number.abs() <= MAX_STOCK);
    let number = number.ok_or("Enter a count such as 12, or a change such as +5 or -2.")?;
    let change = match typed.starts_with(['+', '-']) {
        true => number,
        false => number - Decimal::new(form.seen("on_hand")).whole().unwrap_or(there),
    };
    match there + change {
        after if after < 0 => Err(format!("Only {there} in stock now.")),
        after => Ok(after),
    }
}

/// Maps errors of a product to the cells that caused them.
fn place<'a>(
    wrong: &FieldErrors,
    errors: &mut FieldErrors,
    rows: &'a [Row<'a>],
    row_of: impl Fn(usize) -> Option<&'a Row<'a>>,
) {
    for (field, messages) in wrong.iter() {
        let variant = field
            .strip_prefix("variants.")
            .and_then(|rest| rest.split_once('.'));
        let (row, cell) = match variant {
            Some((at, cell)) => (at.parse().ok().and_then(&row_of).or(rows.first()), cell),
            None => (rows.first(), field),
        };
        let cell = match cell {
            "stock" => "on_hand",
            cell => cell,
        };
        for message in messages {
            match row {
                Some(row) if CELLS.contains(&cell) => errors.add(format!("rows.{}.{cell}", row.at), message),
                _ => errors.add(FieldErrors::FORM, message),
            }
        }
    }
}
