//! Bulk edit form, as typed or sent.

use super::changes::{Changes, CompareAtChange, Ending, PriceChange, StockChange};
use crate::form::{self, FieldErrors};
use crate::money::{Currency, Decimal, MAX_MINOR};
use crate::products::{Listed, ProductStatus};
use crate::stock::MAX_STOCK;
use serde::{Deserialize, Serialize};

/// Changes for every selected product; missing fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct BulkEditForm {
    /// `set`, `add` (`price` may be negative) or `percent`.
    pub price_how: Option<String>,
    pub price: Option<Decimal>,
    /// The new price ends in `99` or `00`, the nearest one.
    pub ending: Option<String>,
    /// `set`, `clear`, or `price`: the previous price.
    pub compare_at_how: Option<String>,
    pub compare_at: Option<Decimal>,
    /// `set` or `add` (`stock` may be negative), for every variant.
    pub stock_how: Option<String>,
    pub stock: Option<Decimal>,
    /// `draft`, `active`, `inactive` or `archived`.
    pub status: Option<String>,
    /// `set` or `clear`.
    pub category_how: Option<String>,
    pub category: Option<String>,
    pub add_tags: Option<Listed>,
    pub remove_tags: Option<Listed>,
}

fn word(text: &Option<String>) -> &str {
    text.as_deref().map(str::trim).unwrap_or_default()
}

impl BulkEditForm {
    /// The changes, or every mistake.
    pub fn parse(&self, currency: Currency) -> Result<Changes, FieldErrors> {
        let mut errors = FieldErrors::new();
        let changes = Changes {
            price: self.price(currency, &mut errors),
            ending: self.ending(currency, &mut errors),
            compare_at: self.compare_at(currency, &mut errors),
            stock: self.stock(&mut errors),
            status: self.status(&mut errors),
            category: self.category(&mut errors),
            add_tags: tags(&self.add_tags, "add_tags", &mut errors),
            remove_tags: tags(&self.remove_tags, "remove_tags", &mut errors),
        };
        if errors.is_empty() && changes.is_empty() {
            errors.add(FieldErrors::FORM, "Choose at least one thing to change.");
        }
        errors.or(Some(changes))
    }

    /// Whether nothing was chosen yet.
    pub fn is_blank(&self) -> bool {
        let texts = [
            &self.price_how,
            &self.compare_at_how,
            &self.stock_how,
            &self.status,
            &self.category_how,
        ];
        let lists = [&self.add_tags, &self.remove_tags];
        texts.iter().all(|text| word(text).is_empty())
            && lists
                .iter()
                .all(|list| list.as_ref().is_none_or(|list| list.0.is_empty()))
    }

    fn price(&self, currency: Currency, errors: &mut FieldErrors) -> Option<PriceChange> {
        let how = word(&self.price_how);
        if how.is_empty() {
            return None;
        }
        let typed = self.price.clone().unwrap_or_default();
        let read = match how {
            "set" | "add" => typed.minor(currency),
            "percent" => typed.basis_points(),
            _ => {
                errors.add(
                    "price_how",
                    "The price can be set, changed by an amount (add), or by percent.",
                );
                return None;
            }
        };
        let number = match read {
            _ if typed.is_blank() => Err("The number is required.".to_owned()),
            Ok(number) => Ok(number),
            Err(error) => Err(format!("The number {error}.")),
        };
        let number = errors.take("price", number)?;
        match how {
            "set" if number <= 0 => {
                errors.add("price", "The price must be above 0.");
                None
            }
            "set" => Some(PriceChange::Set(number)),
            "add" => Some(PriceChange::Add(number)),
            _ if (-10_000..=1_000_000).contains(&number) => Some(PriceChange::Percent(number)),
            _ => {
                errors.add("price", "Enter between -100 and 10,000 percent.");
                None
            }
        }
    }

    fn ending(&self, currency: Currency, errors: &mut FieldErrors) -> Option<Ending> {
        let ending = match word(&self.ending) {
            "" => return None,
            "99" => Ending::NinetyNine,
            "00" => Ending::Whole,
            _ => {
                errors.add("ending", "The price can end in 99 or 00.");
                return None;
            }
        };
        if currency.decimals() == 0 {
            errors.add("ending", format!("{currency} has no decimals to end in."));
        }
        Some(ending)
    }

    fn compare_at(&self, currency: Currency, errors: &mut FieldErrors) -> Option<CompareAtChange> {
        match word(&self.compare_at_how) {
            "" => None,
            "clear" => Some(CompareAtChange::Clear),
            "price" => Some(CompareAtChange::PriceBefore),
            "set" => {
                let read = self.compare_at.clone().unwrap_or_default().minor(currency);
                let amount = match read {
                    Ok(amount) if amount > 0 && amount <= MAX_MINOR => Ok(amount),
                    Ok(_) => Err("The compare-at price must be above 0.".to_owned()),
                    Err(error) => Err(format!("The compare-at price {error}.")),
                };
                errors.take("compare_at", amount).map(CompareAtChange::Set)
            }
            _ => {
                errors.add(
                    "compare_at_how",
                    "The compare-at price can be set, cleared, or taken from the price before.",
                );
                None
            }
        }
    }

    fn stock(&self, errors: &mut FieldErrors) -> Option<StockChange> {
        let how = word(&self.stock_how);
        if how.is_empty() {
            return None;
        }
        let read = self.stock.clone().unwrap_or_default().whole();
        let number = match read {
            Ok(number) if number.abs() <= MAX_STOCK => Ok(number),
            _ => Err("The stock must be a whole number."),
        };
        let number = errors.take("stock", number)?;
        match how {
            "set" if number < 0 => {
                errors.add("stock", "The stock cannot be below 0.");
                None
            }
            "set" => Some(StockChange::Set(number)),
            "add" => Some(StockChange::Add(number)),
            _ => {
                errors.add("stock_how", "The stock can be set, or changed by a number (add).");
                None
            }
        }
    }

    fn status(&self, errors: &mut FieldErrors) -> Option<ProductStatus> {
        let status = word(&self.status);
        if status.is_empty() {
            return None;
        }
        let parsed = ProductStatus::parse(status);
        if parsed.is_none() {
            errors.add(
                "status",
                "The status must be draft, active, inactive or archived.",
            );
        }
        parsed
    }

    fn category(&self, errors: &mut FieldErrors) -> Option<Option<String>> {
        match word(&self.category_how) {
            "" => None,
            "clear" => Some(None),
            "set" => {
                let line = form::line(word(&self.category), "The category", 200);
                errors.take("category", line).map(Some)
            }
            _ => {
                errors.add("category_how", "The category can be set or cleared.");
                None
            }
        }
    }
}

fn tags(listed: &Option<Listed>, field: &str, errors: &mut FieldErrors) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in listed
        .iter()
        .flat_map(|listed| &listed.0)
        .flat_map(|tag| tag.split(','))
    {
        let line = form::optional_line(Some(tag), "A tag", 100);
        tags.extend(errors.take(field, line).flatten());
    }
    tags
}
