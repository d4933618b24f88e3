//! Quotes, as the API gives them.

use crate::id::{RateId, SellerId};
use crate::money::{Currency, Decimal};
use crate::orders::checkout::CheckoutForm;
use crate::orders::quote::{self, Quote};
use crate::problem::Problem;
use crate::shipping::{RateOption, ShippingOptions};
use crate::state::App;
use crate::viewer::Viewer;
use crate::web::extract::Body;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The scope of the keys that ask for quotes; one that sends orders in may, too.
const READ: &str = "orders:read";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(quote))
}

/// Prices of a cart, and the ways to ship it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quote)]
pub struct QuoteView {
    pub lines: Vec<QuotedLine>,
    pub shipping_options: Vec<SellerShipping>,
    pub goods: Decimal,
    pub discount: Decimal,
    /// Goods less discount, and the tax that was sent.
    pub total_before_shipping: Decimal,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuotedLine {
    pub unit_price: Decimal,
    pub goods: Decimal,
    pub discount: Decimal,
}

/// One seller's ways to ship the cart.
#[derive(Debug, Serialize, ToSchema)]
pub struct SellerShipping {
    pub seller_id: SellerId,
    /// Whether the seller ships to the country.
    pub ships: bool,
    pub rates: Vec<QuotedRate>,
    /// Why there is no rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuotedRate {
    pub rate_id: RateId,
    pub name: String,
    pub price: Decimal,
    pub days_min: Option<i64>,
    pub days_max: Option<i64>,
}

impl QuotedRate {
    fn of(rate: RateOption, currency: Currency) -> Self {
        Self {
            price: currency.decimal(rate.price_minor),
            rate_id: rate.rate_id,
            name: rate.name,
            days_min: rate.days_min,
            days_max: rate.days_max,
        }
    }
}

impl SellerShipping {
    fn of(options: ShippingOptions, quoted: &Quote) -> Self {
        let currency = quoted.checkout.currency;
        Self {
            reason: options.refusal(&quoted.checkout.ship_to.country),
            ships: options.ships,
            rates: options
                .rates
                .into_iter()
                .map(|rate| QuotedRate::of(rate, currency))
                .collect(),
            seller_id: options.seller_id,
        }
    }
}

impl From<Quote> for QuoteView {
    fn from(mut quoted: Quote) -> Self {
        let show = |minor| quoted.checkout.currency.decimal(minor);
        let orders = &quoted.orders;
        let lines = quoted.places.iter().map(|(order, line)| {
            let line = &orders[*order].lines[*line];
            QuotedLine {
                unit_price: show(line.unit_price_minor),
                goods: show(line.goods_minor),
                discount: show(line.discount_minor),
            }
        });
        let lines = lines.collect();
        let goods_minor: i64 = orders.iter().map(|order| order.goods_minor()).sum();
        let discount_minor: i64 = orders.iter().map(|order| order.discount_minor).sum();
        let total_minor = goods_minor - discount_minor + quoted.checkout.tax_minor;
        let (goods, discount, total) = (show(goods_minor), show(discount_minor), show(total_minor));
        let options = std::mem::take(&mut quoted.shipping).into_iter();
        Self {
            lines,
            shipping_options: options
                .map(|options| SellerShipping::of(options, &quoted))
                .collect(),
            goods,
            discount,
            total_before_shipping: total,
        }
    }
}

/// Prices a cart and lists each seller's shipping rates for its country, without keeping anything. The body is that of
/// an order; reference, payment and buyer may be left out.
#[utoipa::path(post, path = "/storefront/quotes", operation_id = "storefrontQuote", tag = "storefront", request_body = CheckoutForm,
    security(("api_key" = ["orders:read"])),
    responses((status = 200, body = QuoteView), (status = 422, description = "names what cannot be sold")))]
async fn quote(
    State(app): State<App>,
    viewer: Viewer,
    Body(form): Body<CheckoutForm>,
) -> Result<Json<QuoteView>, Problem> {
    if let Err(refusal) = viewer.key(READ) {
        viewer.key(super::WRITE).map_err(|_| refusal)?;
    }
    Ok(Json(quote::quote(&app, form).await?.into()))
}
