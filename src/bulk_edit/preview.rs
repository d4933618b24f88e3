//! Preview of a bulk edit.

use super::changes::Changes;
use super::selection::{Selection, next};
use crate::id::ProductId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::products::{self, Product, StoredProduct, Variant};
use crate::state::App;
use crate::viewer::{Member, may};

/// Products that are looked through; of more, only so many are counted.
const MOST: i64 = 10_000;
/// Products that are shown.
const SHOWN: usize = 20;
/// Variants of one product that are shown.
const VARIANTS: usize = 3;

/// Previewed result.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    pub changed: i64,
    pub unchanged: i64,
    /// Why, and how many; the commonest first.
    pub refused: Vec<(String, i64)>,
    /// Whether there are more products than were checked.
    pub is_more: bool,
    /// The first that change.
    pub samples: Vec<Sample>,
}

/// A product that changes: field, before and after.
#[derive(Debug, Clone)]
pub struct Sample {
    pub product_id: ProductId,
    pub name: String,
    pub changes: Vec<(String, String, String)>,
}

impl Preview {
    pub fn refusals(&self) -> i64 {
        self.refused.iter().map(|(_, count)| count).sum()
    }

    pub fn all(&self) -> i64 {
        self.changed + self.unchanged + self.refusals()
    }

    fn add(&mut self, stored: &StoredProduct, changes: &Changes, currency: Currency) {
        match changes.apply(&stored.product, currency) {
            Ok(next) if next == stored.product => self.unchanged += 1,
            Ok(next) => {
                self.changed += 1;
                if self.samples.len() < SHOWN {
                    self.samples.push(Sample {
                        product_id: stored.product_id.clone(),
                        name: stored.product.name.clone(),
                        changes: differences(&stored.product, &next, currency),
                    });
                }
            }
            Err(why) => {
                // The variant's name would make every reason another one.
                let why = why.rsplit(": ").next().unwrap_or_default().to_owned();
                match self.refused.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, count)) => *count += 1,
                    None => self.refused.push((why, 1)),
                }
            }
        }
    }
}

/// Previews the selected products.
pub async fn preview(
    app: &App,
    member: &Member<may::Products>,
    selection: &Selection,
    changes: &Changes,
) -> Result<Preview, Problem> {
    let mut preview = Preview::default();
    match selection {
        Selection::Picked(ids) => {
            let mut reader = app.db.reader().acquire().await?;
            let mut products = products::products_by_ids(&mut reader, &member.seller_id, ids).await?;
            if products.len() < ids.len() {
                return Err(Problem::not_found());
            }
            products.sort_by(|a, b| b.product_id.cmp(&a.product_id));
            for stored in &products {
                preview.add(stored, changes, member.currency);
            }
        }
        Selection::Matching(filter) => {
            let mut after = None;
            loop {
                let window = products::list(&app.db, &member.seller_id, filter, &next(after)).await?;
                for stored in &window.rows {
                    preview.add(stored, changes, member.currency);
                }
                after = window.older;
                preview.is_more = after.is_some();
                if after.is_none() || preview.all() >= MOST {
                    break;
                }
            }
        }
    }
    preview.refused.sort_by(|(_, a), (_, b)| b.cmp(a));
    Ok(preview)
}

fn differences(before: &Product, after: &Product, currency: Currency) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    let mut differs = |what: String, old: String, new: String| {
        if old != new {
            all.push((what, old, new));
        }
    };
    let none = || "–".to_owned();
    differs(
        "Status".to_owned(),
        before.status.label().to_owned(),
        after.status.label().to_owned(),
    );
    let category = |product: &Product| product.category.clone().unwrap_or_else(none);
    differs("Category".to_owned(), category(before), category(after));
    differs("Tags".to_owned(), before.tags.join(", "), after.tags.join(", "));
    let money = |minor: Option<i64>| minor.map_or_else(none, |minor| currency.show(minor));
    let mut of_variants = 0;
    for (old, new) in before.variants.iter().zip(&after.variants) {
        if old == new {
            continue;
        }
        of_variants += 1;
        if of_variants > VARIANTS {
            continue;
        }
        let label_of = |what: &str| label_of(what, old);
        differs(
            label_of("Price"),
            money(Some(old.price_minor)),
            money(Some(new.price_minor)),
        );
        differs(
            label_of("Compare at"),
            money(old.compare_at_minor),
            money(new.compare_at_minor),
        );
        differs(
            label_of("Stock"),
            old.on_hand.to_string(),
            new.on_hand.to_string(),
        );
    }
    if of_variants > VARIANTS {
        let more = of_variants - VARIANTS;
        all.push((format!("and {more} more variants"), String::new(), String::new()));
    }
    all
}

fn label_of(what: &str, variant: &Variant) -> String {
    match variant.label() {
        label if label.is_empty() => what.to_owned(),
        label => format!("{what}, {label}"),
    }
}
