//! Product list query, used by API, pages and downloads.

use crate::form::FieldErrors;
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::products::store::ProductFilter;
use crate::products::{ProductStatus, StockState};
use crate::web::form_reply::encode;
use crate::web::list::Slice;
use serde::Deserialize;

/// Product filters; missing or blank ones match everything.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ProductQuery {
    /// `draft`, `active`, `inactive` or `archived`.
    pub status: Option<String>,
    /// Words of the name, category or tags, a SKU or a barcode: each from its beginning, in any order.
    pub q: Option<String>,
    pub category: Option<String>,
    /// `in`, `out` or `low`.
    pub stock: Option<String>,
    /// Minimum price of some variant.
    pub price_min: Option<String>,
    /// Maximum price of some variant.
    pub price_max: Option<String>,
    /// `waiting`: only products under review.
    pub review: Option<String>,
    /// `none`: only products with a variant without SKU.
    pub sku: Option<String>,
    /// `some` or `none`.
    pub pictures: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    pub slice: Slice,
}

impl ProductQuery {
    /// The filter, or every mistake in it.
    pub fn filter(&self, currency: Currency) -> Result<ProductFilter, Problem> {
        let (filter, errors) = self.read(currency);
        Ok(errors.or(Some(filter))?)
    }

    /// The valid filters, and errors of others.
    pub fn read(&self, currency: Currency) -> (ProductFilter, FieldErrors) {
        let given = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(|text| text.replace('\0', ""))
        };
        let mut errors = FieldErrors::new();
        let mut one_of = |field: &str, word: &Option<String>, known: &str| -> bool {
            let word = given(word);
            if word.as_deref().is_some_and(|word| word != known) {
                errors.add(field, format!("It must be {known} or left out."));
            }
            word.is_some()
        };
        let waiting = one_of("review", &self.review, "waiting");
        let without_sku = one_of("sku", &self.sku, "none");
        let status = given(&self.status).and_then(|word| {
            let status = ProductStatus::parse(&word);
            if status.is_none() {
                errors.add(
                    "status",
                    "The status must be draft, active, inactive or archived.",
                );
            }
            status
        });
        let stock = given(&self.stock).and_then(|word| {
            let state = StockState::parse(&word);
            if state.is_none() {
                errors.add("stock", "The stock filter must be in, out or low.");
            }
            state
        });
        let pictured = given(&self.pictures).and_then(|word| match word.as_str() {
            "some" => Some(true),
            "none" => Some(false),
            _ => {
                errors.add("pictures", "It must be some, none or left out.");
                None
            }
        });
        let mut price = |field: &str, typed: &Option<String>| {
            let minor = Decimal::new(given(typed)?).minor(currency);
            errors.take(field, minor.map_err(|error| format!("The price {error}.")))
        };
        let filter = ProductFilter {
            status,
            q: given(&self.q),
            category: given(&self.category),
            stock,
            price_min_minor: price("price_min", &self.price_min),
            price_max_minor: price("price_max", &self.price_max),
            waiting,
            without_sku,
            pictured,
        };
        (filter, errors)
    }
}

/// Address of the products page for a query, as the page writes it.
pub fn list_address(query: &str, currency: Currency) -> Result<String, FieldErrors> {
    let asked: ProductQuery = serde_urlencoded::from_str(query)
        .map_err(|_| FieldErrors::of("query", "That is not a valid product filter."))?;
    let (filter, errors) = asked.read(currency);
    Ok(errors.or(Some(filter))?.address(currency))
}

impl ProductFilter {
    /// The address of the products page that shows this.
    pub fn address(&self, currency: Currency) -> String {
        let price = |minor: Option<i64>| minor.map(|minor| currency.decimal(minor).to_string());
        let (price_min, price_max) = (price(self.price_min_minor), price(self.price_max_minor));
        let given = [
            ("status", self.status.map(|status| status.as_str())),
            ("q", self.q.as_deref()),
            ("category", self.category.as_deref()),
            ("stock", self.stock.map(|state| state.as_str())),
            ("price_min", price_min.as_deref()),
            ("price_max", price_max.as_deref()),
            ("review", self.waiting.then_some("waiting")),
            ("sku", self.without_sku.then_some("none")),
            (
                "pictures",
                self.pictured.map(|some| if some { "some" } else { "none" }),
            ),
        ];
        let pairs: Vec<String> = given
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(value?))))
            .collect();
        if pairs.is_empty() {
            "/products".to_owned()
        } else {
            format!("/products?{}", pairs.join("&"))
        }
    }
}
