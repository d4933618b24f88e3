//! The cart of a checkout: its lines with their variants, and what of them cannot be sold.

use super::checkout::{Checkout, Line};
use super::money_split::Priced;
use super::store::{self, OrderableRow};
use crate::accounts::Vacation;
use crate::clock::Millis;
use crate::db::Connection;
use crate::form::FieldErrors;
use crate::id::VariantId;
use crate::problem::Problem;
use crate::products::ProductStatus;
use crate::shipping::{Basket, Parcel};
use crate::stock::Pieces;
use crate::viewer::SellerStatus;
use std::collections::BTreeMap;

/// Why a seller's goods cannot be ordered.
pub const DOES_NOT_SELL: &str = "This seller is not selling at the moment.";

/// A line with its variant.
pub struct CartLine<'a> {
    line: &'a Line,
    variant: OrderableRow,
}

impl CartLine<'_> {
    /// Its pieces, as stock counts them.
    pub fn pieces(&self) -> Pieces<'_> {
        Pieces {
            variant_id: &self.variant.variant_id,
            quantity: self.line.quantity,
        }
    }

    fn too_little(&self) -> String {
        let (name, free) = (&self.variant.name, self.variant.free());
        format!(
            "Not enough stock of {name}: {} requested, {free} available.",
            self.line.quantity
        )
    }
}

/// Finds every line's variant, and refuses what cannot be sold.
pub async fn find<'a>(
    connection: &mut Connection,
    checkout: &'a Checkout,
    now: Millis,
) -> Result<Vec<CartLine<'a>>, Problem> {
    let mut errors = FieldErrors::new();
    let mut found = Vec::with_capacity(checkout.lines.len());
    for (at, line) in checkout.lines.iter().enumerate() {
        match store::orderable(connection, &line.wanted).await? {
            Some(variant) => {
                if let Some(why) = refusal(&variant, checkout, now) {
                    errors.add(format!("lines.{at}"), why);
                }
                found.push(CartLine { line, variant });
            }
            None => errors.add(format!("lines.{at}"), "That variant does not exist."),
        }
    }
    Ok(errors.or(Some(found))?)
}

/// Lines of which there is too little, as the stock stands.
pub fn lacking(found: &[CartLine<'_>]) -> Vec<usize> {
    let mut taken: BTreeMap<&VariantId, i64> = BTreeMap::new();
    let mut lacking = Vec::new();
    for (at, CartLine { line, variant }) in found.iter().enumerate() {
        let taken = taken.entry(&variant.variant_id).or_default();
        if *taken + line.quantity <= variant.free() || variant.backorder_at.is_some() {
            *taken += line.quantity;
        } else {
            lacking.push(at);
        }
    }
    lacking
}

/// Refuses the lines of which there is too little.
pub fn refuse_lacking(found: &[CartLine<'_>], lacking: Vec<usize>) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    for at in lacking {
        errors.add(format!("lines.{at}"), found[at].too_little());
    }
    errors.or(Some(()))
}

/// The lines with the prices they are sold at.
pub fn priced(found: Vec<CartLine<'_>>) -> Vec<Priced> {
    found
        .into_iter()
        .map(|CartLine { line, variant }| Priced {
            unit_price_minor: line.unit_price_minor.unwrap_or(variant.price_minor),
            quantity: line.quantity,
            variant,
        })
        .collect()
}

/// What each seller ships of it, in cart order.
pub fn parcels(lines: &[Priced]) -> Vec<Parcel> {
    let mut parcels: Vec<Parcel> = Vec::new();
    for line in lines {
        let seller_id = &line.variant.seller_id;
        let weight_grams = line
            .variant
            .weight_grams
            .unwrap_or(0)
            .saturating_mul(line.quantity);
        match parcels.iter_mut().find(|parcel| parcel.seller_id == *seller_id) {
            Some(parcel) => {
                parcel.basket.goods_minor += line.goods_minor();
                parcel.basket.weight_grams = parcel.basket.weight_grams.saturating_add(weight_grams);
            }
            None => parcels.push(Parcel {
                seller_id: seller_id.clone(),
                basket: Basket {
                    goods_minor: line.goods_minor(),
                    weight_grams,
                },
            }),
        }
    }
    parcels
}

/// Why a variant cannot be sold in this checkout.
fn refusal(variant: &OrderableRow, checkout: &Checkout, now: Millis) -> Option<String> {
    let vacation = Vacation::stored(variant.vacation_from.as_deref(), variant.vacation_to.as_deref());
    if variant.seller_status != SellerStatus::Approved {
        Some(DOES_NOT_SELL.to_owned())
    } else if let Some(vacation) = vacation.filter(|vacation| vacation.is_on(now, &variant.timezone)) {
        Some(format!(
            "{} cannot be ordered: its shop is closed until {}.",
            variant.name,
            vacation.until()
        ))
    } else if variant.product_status != ProductStatus::Active || variant.held_at.is_some() {
        Some(format!("{} is not for sale.", variant.name))
    } else if variant.currency != checkout.currency {
        Some(format!(
            "{} is sold in {}, not in {}.",
            variant.name, variant.currency, checkout.currency
        ))
    } else {
        None
    }
}
