//! Parts of a checkout and their parsing: the buyer's address and mail address, and the lines.

use crate::form::{self, FieldErrors};
use crate::id::{SellerId, VariantId};
use crate::money::{Currency, Decimal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Maximum number of pieces per line.
const MOST_PIECES: i64 = 100_000;

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = Buyer)]
pub struct BuyerForm {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = Address)]
pub struct AddressForm {
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postcode: Option<String>,
    /// ISO 3166 two-letter code.
    pub country: String,
}

/// A variant by its id, or by its seller and SKU.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = CheckoutLine)]
pub struct LineForm {
    pub variant_id: Option<String>,
    pub seller_id: Option<String>,
    pub sku: Option<String>,
    pub quantity: Option<Decimal>,
    /// Price the buyer saw; the current price by default.
    pub unit_price: Option<Decimal>,
}

/// Delivery address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ShipTo)]
pub struct Address {
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postcode: Option<String>,
    pub country: String,
}

/// One line of a checkout.
#[derive(Debug, Clone)]
pub struct Line {
    pub wanted: VariantReference,
    pub quantity: i64,
    pub unit_price_minor: Option<i64>,
}

/// Reference of a line to its variant.
#[derive(Debug, Clone)]
pub enum VariantReference {
    Variant(VariantId),
    Sku { seller_id: SellerId, sku: String },
}

/// A buyer's address is the storefront's to check; here it only has to look like one.
pub(super) fn email(text: &str) -> Result<String, &'static str> {
    let email = text.trim().to_lowercase();
    let plausible = (3..=254).contains(&email.len())
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if plausible {
        Ok(email)
    } else {
        Err("The buyer's email address is missing or invalid.")
    }
}

pub(super) fn parse_address(errors: &mut FieldErrors, typed: AddressForm) -> Option<Address> {
    let line1 = errors.take("ship_to.line1", form::line(&typed.line1, "The street", 200));
    let line2 = errors.take(
        "ship_to.line2",
        form::optional_line(typed.line2.as_deref(), "The second line", 200),
    );
    let city = errors.take("ship_to.city", form::line(&typed.city, "The city", 120));
    let region = errors.take(
        "ship_to.region",
        form::optional_line(typed.region.as_deref(), "The region", 120),
    );
    let postcode = errors.take(
        "ship_to.postcode",
        form::optional_line(typed.postcode.as_deref(), "The postcode", 20),
    );
    let country = rust_iso3166::from_alpha2(&typed.country.trim().to_ascii_uppercase());
    if country.is_none() {
        errors.add(
            "ship_to.country",
            "A two-letter country code such as IE is required.",
        );
    }
    Some(Address {
        line1: line1?,
        line2: line2?,
        city: city?,
        region: region?,
        postcode: postcode?,
        country: country?.alpha2.to_owned(),
    })
}

pub(super) fn parse_line(
    errors: &mut FieldErrors,
    at: usize,
    line: LineForm,
    currency: Currency,
) -> Option<Line> {
    let field = |name: &str| format!("lines.{at}.{name}");
    let given = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let wanted = match (given(&line.variant_id), given(&line.seller_id), given(&line.sku)) {
        (Some(variant), _, _) => match VariantId::parse(&variant) {
            Ok(variant_id) => Some(VariantReference::Variant(variant_id)),
            Err(_) => {
                errors.add(field("variant_id"), format!("Variant {variant} does not exist."));
                None
            }
        },
        (None, Some(seller), Some(sku)) => match SellerId::parse(&seller) {
            Ok(seller_id) => Some(VariantReference::Sku { seller_id, sku }),
            Err(_) => {
                errors.add(field("seller_id"), format!("Seller {seller} does not exist."));
                None
            }
        },
        _ => {
            errors.add(
                field("variant_id"),
                "Identify the variant by variant_id, or by seller_id and sku.",
            );
            None
        }
    };
    let quantity = match line.quantity.map_or(Ok(1), |quantity| quantity.whole()) {
        Ok(quantity) if (1..=MOST_PIECES).contains(&quantity) => Some(quantity),
        _ => {
            errors.add(
                field("quantity"),
                format!("A quantity must be a whole number from 1 to {MOST_PIECES}."),
            );
            None
        }
    };
    let unit_price_minor = match line
        .unit_price
        .filter(|price| !price.is_blank())
        .map(|price| price.minor(currency))
    {
        None => Some(None),
        Some(Ok(minor)) if minor >= 0 => Some(Some(minor)),
        Some(Ok(_)) => {
            errors.add(field("unit_price"), "A price cannot be negative.");
            None
        }
        Some(Err(error)) => {
            errors.add(field("unit_price"), format!("The price {error}."));
            None
        }
    };
    Some(Line {
        wanted: wanted?,
        quantity: quantity?,
        unit_price_minor: unit_price_minor?,
    })
}
