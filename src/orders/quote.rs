//! Quote: what a cart would cost, and how it could be shipped. Keeps nothing.

use super::cart;
use super::checkout::{Checkout, CheckoutForm};
use super::money_split::{self, Priced, SellerOrder, Terms};
use crate::form::FieldErrors;
use crate::policies;
use crate::problem::Problem;
use crate::shipping::{self, ShippingOptions};
use crate::state::App;

/// A cart with its prices and its ways to ship.
pub struct Quote {
    pub checkout: Checkout,
    /// As an order would split it, before shipping; the lines of each seller together.
    pub orders: Vec<SellerOrder>,
    /// Place of each line of the cart among the orders' lines.
    pub places: Vec<(usize, usize)>,
    pub shipping: Vec<ShippingOptions>,
}

impl CheckoutForm {
    /// What a quote does not need of a checkout, filled in: reference, payment, and a buyer who is not known yet.
    fn for_quote(mut self) -> Self {
        fill(&mut self.reference, "quote");
        fill(&mut self.buyer.name, "Buyer");
        fill(&mut self.buyer.email, "buyer@quote.invalid");
        fill(&mut self.ship_to.line1, "-");
        fill(&mut self.ship_to.city, "-");
        self.payment = None;
        self
    }
}

fn fill(field: &mut String, text: &str) {
    if field.trim().is_empty() {
        text.clone_into(field);
    }
}

/// Prices a cart, from one snapshot.
pub async fn quote(app: &App, form: CheckoutForm) -> Result<Quote, Problem> {
    let now = app.clock.now();
    let checkout = Checkout {
        shipping_minor: 0,
        ..form.for_quote().parse(now)?
    };
    let policy = policies::current(&app.db).await?;
    let mut snapshot = app.db.reader().snapshot().await?;
    let found = cart::find(&mut snapshot, &checkout, now).await?;
    cart::refuse_lacking(&found, cart::lacking(&found))?;
    let lines = cart::priced(found);
    if checkout.discount_minor > money_split::goods(&lines)? {
        return Err(FieldErrors::of("discount", "The discount is larger than the goods.").into());
    }
    let shipping =
        shipping::options(&mut snapshot, &cart::parcels(&lines), &checkout.ship_to.country).await?;
    let places = places(&lines);
    let orders = money_split::on_terms(&checkout, lines, &policy, &Terms::default());
    Ok(Quote {
        checkout,
        orders,
        places,
        shipping,
    })
}

/// Where each line goes: the order of its seller, and the place in it.
fn places(lines: &[Priced]) -> Vec<(usize, usize)> {
    let mut orders: Vec<(&str, usize)> = Vec::new();
    lines
        .iter()
        .map(|line| {
            let seller_id = line.variant.seller_id.as_str();
            let order = orders.iter().position(|(of, _)| *of == seller_id);
            let order = order.unwrap_or_else(|| {
                orders.push((seller_id, 0));
                orders.len() - 1
            });
            orders[order].1 += 1;
            (order, orders[order].1 - 1)
        })
        .collect()
}
