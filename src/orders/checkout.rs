//! Checkout as a storefront sends it, and its parsed form.

use crate::clock::{MINUTE_MS, Millis};
use crate::form::{self, FieldErrors};
use crate::id::{SellerId, VariantId};
use crate::money::{Currency, Decimal};
use crate::orders::order::PaymentStatus;
use crate::payments::PaymentName;
use crate::secret::hash_bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// A cart of one buyer, for one or more sellers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = Checkout)]
pub struct CheckoutForm {
    /// The storefront's own name of it; the same reference twice gets the first answer.
    pub reference: String,
    /// Order time; now by default.
    pub placed_at: Option<Millis>,
    pub currency: String,
    pub buyer: BuyerForm,
    pub ship_to: AddressForm,
    pub lines: Vec<LineForm>,
    pub shipping: Option<Decimal>,
    pub tax: Option<Decimal>,
    pub discount: Option<Decimal>,
    pub coupon: Option<String>,
    pub payment: Option<PaymentForm>,
}

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

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = CheckoutPayment)]
pub struct PaymentForm {
    /// `paid` or `pending`.
    pub status: String,
    pub provider: Option<String>,
    pub reference: Option<String>,
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

/// A checkout that makes sense in itself; whether its variants exist is seen when it is placed.
#[derive(Debug, Clone)]
pub struct Checkout {
    pub reference: String,
    pub placed_at: Millis,
    pub currency: Currency,
    pub buyer_name: String,
    pub buyer_email: String,
    pub buyer_phone: Option<String>,
    pub ship_to: Address,
    pub lines: Vec<Line>,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub paid: bool,
    pub payment: Option<PaymentName>,
    /// Hash that is equal for equivalent bodies: other key order, `1.00` for `1`, other blanks.
    pub fingerprint: String,
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

/// Allowed clock difference of a storefront.
const SKEW_MS: i64 = 5 * MINUTE_MS;
/// Earliest order time; anything before is a mistake.
const EARLIEST: Millis = Millis(946_684_800_000);

/// Maximum number of lines per checkout, and of pieces per line.
const MOST_LINES: usize = 500;
const MOST_PIECES: i64 = 100_000;

impl Checkout {
    /// Whether its buyer has paid.
    pub fn payment_status(&self) -> PaymentStatus {
        match self.paid {
            true => PaymentStatus::Paid,
            false => PaymentStatus::Pending,
        }
    }
}

impl CheckoutForm {
    pub fn parse(self, now: Millis) -> Result<Checkout, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reference = errors.take("reference", form::line(&self.reference, "The reference", 200));
        let placed_at = self.placed_at.unwrap_or(now);
        if placed_at > now.plus(SKEW_MS) || placed_at < EARLIEST {
            errors.add(
                "placed_at",
                "The order time cannot be in the future or before the year 2000.",
            );
        }
        let Some(currency) = Currency::parse(&self.currency) else {
            errors.add("currency", "A currency code such as USD is required.");
            return Err(errors);
        };
        let buyer_name = errors.take(
            "buyer.name",
            form::line(&self.buyer.name, "The buyer's name", 200),
        );
        let buyer_email = errors.take("buyer.email", email(&self.buyer.email));
        let buyer_phone = errors.take(
            "buyer.phone",
            form::optional_line(self.buyer.phone.as_deref(), "The buyer's phone", 40),
        );
        let ship_to = parse_address(&mut errors, self.ship_to);
        let mut amount = |field: &str, given: Option<Decimal>| {
            let Some(given) = given.filter(|given| !given.is_blank()) else {
                return 0;
            };
            match given.minor(currency) {
                Ok(minor) if minor >= 0 => minor,
                Ok(_) => {
                    errors.add(field, format!("{field} cannot be negative."));
                    0
                }
                Err(error) => {
                    errors.add(field, format!("{field} {error}."));
                    0
                }
            }
        };
        let shipping_minor = amount("shipping", self.shipping);
        let tax_minor = amount("tax", self.tax);
        let discount_minor = amount("discount", self.discount);
        if self.lines.is_empty() {
            errors.add("lines", "The cart is empty.");
        }
        if self.lines.len() > MOST_LINES {
            errors.add("lines", format!("A cart can have at most {MOST_LINES} lines."));
            return Err(errors);
        }
        let lines: Vec<Line> = self
            .lines
            .into_iter()
            .enumerate()
            .filter_map(|(at, line)| parse_line(&mut errors, at, line, currency))
            .collect();
        if let Some(coupon) = self
            .coupon
            .as_deref()
            .map(str::trim)
            .filter(|code| !code.is_empty())
        {
            let code: String = coupon.chars().take(40).collect();
            errors.add("coupon", format!("Coupon {code} does not exist."));
        }
        let payment = self.payment.unwrap_or_default();
        let paid = match payment.status.trim() {
            "paid" => true,
            "pending" | "" => false,
            _ => {
                errors.add("payment.status", "payment.status must be paid or pending.");
                false
            }
        };
        let payment_provider = errors.take(
            "payment.provider",
            form::optional_line(payment.provider.as_deref(), "The payment provider", 60),
        );
        let payment_reference = errors.take(
            "payment.reference",
            form::optional_line(payment.reference.as_deref(), "The payment reference", 200),
        );
        let payment = payment_provider.zip(payment_reference);
        let payment =
            payment.map(|(provider, reference)| PaymentName::of(provider.as_deref(), reference.as_deref()));
        let said_at = self.placed_at;
        let checkout = (|| {
            let checkout = Checkout {
                reference: reference?,
                placed_at,
                currency,
                buyer_name: buyer_name?,
                buyer_email: buyer_email?,
                buyer_phone: buyer_phone?,
                ship_to: ship_to?,
                lines,
                shipping_minor,
                tax_minor,
                discount_minor,
                paid,
                payment: payment?,
                fingerprint: String::new(),
            };
            Some(checkout.with_fingerprint(said_at))
        })();
        errors.or(checkout)
    }
}

impl Checkout {
    /// Sets the fingerprint; `said_at` is the storefront's order time, since our own differs between tries.
    fn with_fingerprint(mut self, said_at: Option<Millis>) -> Self {
        let lines: Vec<_> = self
            .lines
            .iter()
            .map(|line| {
                let wanted = match &line.wanted {
                    VariantReference::Variant(variant_id) => json!([variant_id]),
                    VariantReference::Sku { seller_id, sku } => json!([seller_id, sku]),
                };
                json!([wanted, line.quantity, line.unit_price_minor])
            })
            .collect();
        let whole = json!([
            self.reference,
            said_at,
            self.currency,
            [&self.buyer_name, &self.buyer_email],
            self.buyer_phone,
            self.ship_to,
            lines,
            [self.shipping_minor, self.tax_minor, self.discount_minor],
            self.paid,
            self.payment
                .as_ref()
                .map(|payment| (&payment.provider, &payment.reference)),
        ]);
        self.fingerprint = hash_bytes(whole.to_string().as_bytes());
        self
    }
}

/// A buyer's address is the storefront's to check; here it only has to look like one.
fn email(text: &str) -> Result<String, &'static str> {
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

fn parse_address(errors: &mut FieldErrors, typed: AddressForm) -> Option<Address> {
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

fn parse_line(errors: &mut FieldErrors, at: usize, line: LineForm, currency: Currency) -> Option<Line> {
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
