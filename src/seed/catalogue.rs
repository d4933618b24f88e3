//! Generated products with variants, popularity and final stock.

use super::bulk::Rows;
use super::chance::Chance;
use super::tables::Table;
use crate::clock::{DAY_MS, Millis};
use crate::db::Json;
use crate::id::{ProductId, SellerId, VariantId};
use crate::orders::OrderableRow;
use crate::products::{ProductOption, ProductStatus};
use serde_json::json;

/// A product before it is added.
pub struct Draft<'a> {
    pub name: String,
    pub handle: String,
    pub category: &'a str,
    pub description: String,
    pub price_minor: i64,
    pub options: &'a [(&'a str, &'a [&'a str])],
    pub status: ProductStatus,
    /// Popularity relative to the shop's others.
    pub weight: f64,
    pub sku: String,
}

/// One product.
pub struct Product {
    product_id: ProductId,
    handle: String,
    name: String,
    search_text: String,
    description: String,
    category: String,
    status: ProductStatus,
    options: String,
    created_at: Millis,
    pub sold_at: Option<Millis>,
}

/// A variant with its reserved pieces.
pub struct Variant {
    /// Its product's place among the shop's.
    pub product: usize,
    /// As an order finds it.
    pub row: OrderableRow,
    pub label: String,
    position: i64,
    compare_at_minor: Option<i64>,
    weight_grams: i64,
    pub reserved: i64,
}

/// Everything a shop sells.
#[derive(Default)]
pub struct Goods {
    pub products: Vec<Product>,
    pub variants: Vec<Variant>,
    /// Cumulative popularity of the variants.
    sums: Vec<f64>,
}

impl Goods {
    /// Adds a product to `shop` in `currency`.
    pub fn add(&mut self, chance: &mut Chance, draft: Draft<'_>, shop: &OrderableRow, at: Millis) {
        let product = self.products.len();
        let product_id = ProductId::of(chance.ulid(at));
        let options: Vec<ProductOption> = draft
            .options
            .iter()
            .map(|(name, values)| ProductOption {
                name: (*name).to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            })
            .collect();
        let on_sale = chance.happens(0.1);
        let mut skus = String::new();
        for (position, values) in combinations(draft.options).into_iter().enumerate() {
            let sku = values
                .iter()
                .fold(draft.sku.clone(), |sku, value| format!("{sku}-{}", short(value)));
            skus.push_str(&sku.to_lowercase());
            skus.push('\n');
            let price_minor = draft.price_minor + draft.price_minor / 20 * (position.min(4) as i64 / 2);
            let sum = self.sums.last().copied().unwrap_or_default();
            let is_sold = f64::from(draft.status == ProductStatus::Active);
            self.sums
                .push(sum + is_sold * draft.weight / (1.0 + position as f64 * 0.35));
            self.variants.push(Variant {
                product,
                label: values.join(" / "),
                position: position as i64,
                compare_at_minor: on_sale.then_some(price_minor + price_minor / 4),
                weight_grams: chance.between(4, 60) * 25,
                reserved: 0,
                row: OrderableRow {
                    variant_id: VariantId::of(chance.ulid(at)),
                    product_id: product_id.clone(),
                    name: draft.name.clone(),
                    options: Json(values.iter().map(|value| (*value).to_owned()).collect()),
                    sku: Some(sku),
                    price_minor,
                    product_status: draft.status,
                    ..shop.clone()
                },
            });
        }
        self.products.push(Product {
            product_id,
            search_text: format!("{}\n{}\n{}\n{skus}", draft.name, draft.handle, draft.category)
                .to_lowercase(),
            handle: draft.handle,
            name: draft.name,
            description: draft.description,
            category: draft.category.to_owned(),
            status: draft.status,
            options: json!(options).to_string(),
            created_at: at,
            sold_at: None,
        });
    }

    /// A variant that somebody buys.
    pub fn wanted(&self, chance: &mut Chance) -> usize {
        chance.by_weight(&self.sums)
    }

    pub fn product_id(&self, product: usize) -> &str {
        self.products[product].product_id.as_str()
    }

    /// Something of it is for sale.
    pub fn can_sell(&self) -> bool {
        self.sums.last().is_some_and(|sum| *sum > 0.0)
    }

    pub fn write(&self, rows: &mut Rows, chance: &mut Chance, seller_id: &SellerId, ends: Millis) {
        for product in &self.products {
            rows.add(Table::Products, |row| {
                row.text(product.product_id.as_str())
                    .text(seller_id.as_str())
                    .text(&*product.handle)
                    .text(&*product.name)
                    .text(&*product.search_text)
                    .text(&*product.description)
                    .maybe_text(Some(&*product.category))
                    .text("[]")
                    .text(product.status.as_str())
                    .text(&*product.options)
                    .maybe_at(product.sold_at)
                    .at(product.created_at)
                    .at(product.created_at.plus(DAY_MS).min(ends));
            });
        }
        for variant in &self.variants {
            let free = match chance.below(100) {
                0..4 => 0,
                4..14 => chance.between(1, 5),
                _ => chance.between(6, 180),
            };
            let product = &self.products[variant.product];
            rows.add(Table::Variants, |row| {
                row.text(variant.row.variant_id.as_str())
                    .text(product.product_id.as_str())
                    .text(seller_id.as_str())
                    .int(variant.position)
                    .text(json!(variant.row.options.0).to_string())
                    .maybe_text(variant.row.sku.as_deref())
                    .int(variant.row.price_minor)
                    .maybe_int(variant.compare_at_minor)
                    .maybe_int(Some(variant.row.price_minor * 2 / 5))
                    .maybe_text(None::<String>)
                    .maybe_int(Some(variant.weight_grams))
                    .int(variant.reserved + free)
                    .int(variant.reserved)
                    .at(product.created_at)
                    .at(product.created_at);
            });
        }
    }
}

/// All combinations of option values; one empty without options.
fn combinations<'a>(options: &[(&str, &[&'a str])]) -> Vec<Vec<&'a str>> {
    options.iter().fold(vec![Vec::new()], |all, (_, values)| {
        all.iter()
            .flat_map(|start| {
                values
                    .iter()
                    .map(move |value| start.iter().copied().chain([*value]).collect())
            })
            .collect()
    })
}

/// The beginning of a value, as a SKU has it.
fn short(value: &str) -> String {
    value
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(4)
        .collect::<String>()
        .to_uppercase()
}
