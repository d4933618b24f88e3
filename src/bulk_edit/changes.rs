//! Changes of a bulk edit, and their application to a product.

use crate::form::FieldErrors;
use crate::money::{Currency, Decimal, percent_of};
use crate::products::{Change, Listed, Product, ProductPatch, ProductStatus, Variant, VariantPatch};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceChange {
    /// Minor units.
    Set(i64),
    Add(i64),
    /// Hundredths of a percent.
    Percent(i64),
}

/// Ending of a new price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    NinetyNine,
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareAtChange {
    Set(i64),
    Clear,
    PriceBefore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockChange {
    Set(i64),
    Add(i64),
}

/// Validated changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    pub price: Option<PriceChange>,
    pub ending: Option<Ending>,
    pub compare_at: Option<CompareAtChange>,
    pub stock: Option<StockChange>,
    pub status: Option<ProductStatus>,
    pub category: Option<Option<String>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.price.is_none()
            && self.ending.is_none()
            && self.compare_at.is_none()
            && self.stock.is_none()
            && self.status.is_none()
            && self.category.is_none()
            && self.add_tags.is_empty()
            && self.remove_tags.is_empty()
    }

    /// The product after the change; equal if nothing changes. A refusal is one sentence.
    pub fn apply(&self, current: &Product, currency: Currency) -> Result<Product, String> {
        let patch = ProductPatch {
            status: self
                .status
                .map_or(Change::Keep, |status| Change::Set(status.to_string())),
            category: match &self.category {
                None => Change::Keep,
                Some(None) => Change::Clear,
                Some(Some(category)) => Change::Set(category.clone()),
            },
            tags: self.tags(current),
            variants: self.touches_variants().then(|| {
                let patch = |variant: &Variant| self.of_variant(variant, currency);
                current.variants.iter().map(patch).collect()
            }),
            ..ProductPatch::default()
        };
        patch
            .apply(current, currency)
            .map_err(|errors| sentence(&errors, current))
    }

    fn touches_variants(&self) -> bool {
        self.price.is_some() || self.ending.is_some() || self.compare_at.is_some() || self.stock.is_some()
    }

    fn of_variant(&self, variant: &Variant, currency: Currency) -> VariantPatch {
        let price = self.new_price(variant.price_minor, currency);
        let stock = self.stock.map(|stock| match stock {
            StockChange::Set(stock) => stock,
            StockChange::Add(change) => variant.on_hand.saturating_add(change),
        });
        let set = |minor: i64| Change::Set(currency.decimal(minor));
        VariantPatch {
            variant_id: variant.variant_id.as_ref().map(ToString::to_string),
            price: if price == variant.price_minor {
                Change::Keep
            } else {
                set(price)
            },
            compare_at: match self.compare_at {
                None => Change::Keep,
                Some(CompareAtChange::Clear) => Change::Clear,
                Some(CompareAtChange::Set(amount)) => set(amount),
                Some(CompareAtChange::PriceBefore) => set(variant.price_minor),
            },
            stock: stock.map_or(Change::Keep, |stock| Change::Set(Decimal::from(stock))),
            ..VariantPatch::default()
        }
    }

    fn new_price(&self, price_minor: i64, currency: Currency) -> i64 {
        let price = match self.price {
            None => price_minor,
            Some(PriceChange::Set(price)) => price,
            Some(PriceChange::Add(change)) => price_minor.saturating_add(change),
            Some(PriceChange::Percent(basis_points)) => {
                let change = percent_of(price_minor, basis_points.abs());
                price_minor.saturating_add(change * basis_points.signum())
            }
        };
        self.ending
            .map_or(price, |ending| ending.nearest(price, currency))
    }

    fn tags(&self, current: &Product) -> Change<Listed> {
        if self.add_tags.is_empty() && self.remove_tags.is_empty() {
            return Change::Keep;
        }
        let mut tags: Vec<String> = current.tags.clone();
        tags.retain(|tag| !self.remove_tags.contains(tag));
        for tag in &self.add_tags {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        Change::Set(Listed(tags))
    }
}

impl Ending {
    /// The nearest price that ends so, above 0; of two as near, the higher one.
    fn nearest(self, price_minor: i64, currency: Currency) -> i64 {
        let unit = 10_i64.pow(currency.decimals());
        if unit == 1 || price_minor <= 0 {
            return price_minor;
        }
        let end = match self {
            Self::Whole => 0,
            Self::NinetyNine => unit - unit / 100,
        };
        let below = (price_minor - end).div_euclid(unit) * unit + end;
        let above = below + unit;
        if below > 0 && price_minor - below < above - price_minor {
            below
        } else {
            above
        }
    }
}

/// The first mistake, with the variant it is about.
fn sentence(errors: &FieldErrors, product: &Product) -> String {
    let Some((field, messages)) = errors.iter().next() else {
        return "This change is not possible.".to_owned();
    };
    let message = messages.first().cloned().unwrap_or_default();
    let place = field
        .strip_prefix("variants.")
        .and_then(|rest| rest.split('.').next());
    let variant = place
        .and_then(|at| at.parse::<usize>().ok())
        .and_then(|at| product.variants.get(at))
        .map(Variant::label)
        .filter(|label| !label.is_empty());
    match variant {
        Some(label) => format!("{label}: {message}"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_ends_in_the_nearest_99_or_00() {
        let usd = Currency::parse("USD").unwrap();
        let ends = |ending: Ending, price: i64| ending.nearest(price, usd);
        let nines = [
            (1, 99),
            (99, 99),
            (120, 99),
            (149, 199),
            (150, 199),
            (1250, 1299),
            (1240, 1199),
        ];
        for (price, expected) in nines {
            assert_eq!(ends(Ending::NinetyNine, price), expected, "{price}");
        }
        for (price, expected) in [
            (1, 100),
            (49, 100),
            (149, 100),
            (150, 200),
            (1999, 2000),
            (2000, 2000),
        ] {
            assert_eq!(ends(Ending::Whole, price), expected, "{price}");
        }
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Ending::Whole.nearest(1_234, yen), 1_234);
        let dinar = Currency::parse("KWD").unwrap();
        assert_eq!(Ending::NinetyNine.nearest(1_500, dinar), 1_990);
    }
}
