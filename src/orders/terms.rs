//! Terms of a checkout: the shipping rates that its buyer chose, priced for the cart.

use super::cart;
use super::checkout::Checkout;
use super::money_split::{Priced, Terms};
use crate::db::Connection;
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::problem::Problem;
use crate::shipping;

/// The terms of a cart; refuses rates that are not offered, and an amount for shipping that is not theirs.
pub async fn of(
    connection: &mut Connection,
    checkout: &Checkout,
    lines: &[Priced],
) -> Result<Terms, Problem> {
    if checkout.shipping_rates.is_empty() {
        return Ok(Terms::default());
    }
    let country = &checkout.ship_to.country;
    let options = shipping::options(connection, &cart::parcels(lines), country).await?;
    let chosen = shipping::choose(&options, &checkout.shipping_rates, country)?;
    let terms = Terms {
        shipping: Some(chosen),
    };
    let right = terms.shipping_minor(checkout);
    if checkout.states_shipping && checkout.shipping_minor != right {
        let right = checkout.currency.show(right);
        return Err(FieldErrors::of("shipping", format!("The chosen rates come to {right}.")).into());
    }
    Ok(terms)
}

/// The checkout with what its terms computed.
pub fn applied(checkout: &Checkout, terms: &Terms) -> Checkout {
    Checkout {
        shipping_minor: terms.shipping_minor(checkout),
        ..checkout.clone()
    }
}

impl Terms {
    /// Shipping of all orders together.
    fn shipping_minor(&self, checkout: &Checkout) -> i64 {
        match &self.shipping {
            Some(choices) => choices.iter().map(|(_, rate)| rate.price_minor).sum(),
            None => checkout.shipping_minor,
        }
    }

    /// Name of the rate that was chosen with a seller.
    pub fn shipping_name(&self, seller_id: &SellerId) -> Option<&str> {
        let mut choices = self.shipping.iter().flatten();
        let chosen = choices.find(|(of, _)| of == seller_id);
        chosen.map(|(_, rate)| rate.name.as_str())
    }
}
