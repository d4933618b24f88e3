//! Checkout as a storefront sends it, and its parsed form.

use crate::clock::{MINUTE_MS, Millis};
use crate::form::{self, FieldErrors};
use crate::money::{Currency, Decimal};
use crate::orders::order::PaymentStatus;
use crate::payments::PaymentName;
use crate::secret::hash_bytes;
use crate::shipping::RateChoice;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

pub use super::checkout_parts::{Address, AddressForm, BuyerForm, Line, LineForm, VariantReference};
use super::checkout_parts::{email, parse_address, parse_line};

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
    /// With `shipping_rates` it is computed; one that differs is refused.
    pub shipping: Option<Decimal>,
    /// The rate that the buyer chose with each seller.
    pub shipping_rates: Vec<RateChoice>,
    pub tax: Option<Decimal>,
    pub discount: Option<Decimal>,
    pub coupon: Option<String>,
    pub payment: Option<PaymentForm>,
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
    pub shipping_rates: Vec<RateChoice>,
    /// Whether the storefront sent an amount for shipping, be it 0.
    pub states_shipping: bool,
    pub paid: bool,
    pub payment: Option<PaymentName>,
    /// Hash that is equal for equivalent bodies: other key order, `1.00` for `1`, other blanks.
    pub fingerprint: String,
}

/// Allowed clock difference of a storefront.
const SKEW_MS: i64 = 5 * MINUTE_MS;
/// Earliest order time; anything before is a mistake.
const EARLIEST: Millis = Millis(946_684_800_000);

/// Maximum number of lines per checkout.
const MOST_LINES: usize = 500;

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
        let states_shipping = self.shipping.as_ref().is_some_and(|given| !given.is_blank());
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
                shipping_rates: self.shipping_rates,
                states_shipping,
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
        let mut whole = vec![json!([
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
        ])];
        // Only where there are some: a checkout without them is known by what it was known by before there were any.
        if !self.shipping_rates.is_empty() {
            whole.push(json!(self.shipping_rates));
        }
        let text: String = whole.iter().map(ToString::to_string).collect();
        self.fingerprint = hash_bytes(text.as_bytes());
        self
    }
}
