//! Splitting a checkout's money: shipping, tax and discount over orders by goods, then over lines, by largest
//! remainder; commission per line, frozen at the sale.

use super::checkout::Checkout;
use super::store::OrderableRow;
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::money::{MAX_MINOR, percent_of, split};
use crate::policies::Policy;
use crate::shipping::Choices;

/// A line with its variant and the price it is sold at.
pub struct Priced {
    pub variant: OrderableRow,
    pub quantity: i64,
    pub unit_price_minor: i64,
}

impl Priced {
    pub fn goods_minor(&self) -> i64 {
        self.unit_price_minor * self.quantity
    }
}

/// A line with its share of everything.
pub struct SplitLine {
    pub variant: OrderableRow,
    pub quantity: i64,
    pub unit_price_minor: i64,
    pub goods_minor: i64,
    pub discount_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub commission_minor: i64,
    pub commission_tax_minor: i64,
    pub commission_basis_points: i64,
}

/// One seller's part of a checkout.
pub struct SellerOrder {
    pub seller_id: SellerId,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub lines: Vec<SplitLine>,
}

impl SellerOrder {
    pub fn goods_minor(&self) -> i64 {
        self.lines.iter().map(|line| line.goods_minor).sum()
    }

    /// Total paid by the buyer.
    pub fn total_minor(&self) -> i64 {
        self.goods_minor() - self.discount_minor + self.shipping_minor + self.tax_minor
    }
}

/// Sum of the goods of all lines; rejects impossible sums.
pub fn goods(lines: &[Priced]) -> Result<i64, FieldErrors> {
    let sum: i128 = lines
        .iter()
        .map(|line| i128::from(line.unit_price_minor) * i128::from(line.quantity))
        .sum();
    if sum > i128::from(MAX_MINOR) {
        return Err(FieldErrors::of("lines", "The order is too large."));
    }
    Ok(sum as i64)
}

/// What was decided about a checkout before its money is split.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The chosen rate of each seller; without, the checkout's amount is divided by goods.
    pub shipping: Option<Choices>,
}

impl Terms {
    /// Shipping of each part: by its chosen rate, else by its goods.
    fn shipping(&self, total_minor: i64, sellers: &[SellerId], goods: &[i64]) -> Vec<i64> {
        let Some(choices) = &self.shipping else {
            return split(total_minor, goods);
        };
        let of_seller = |seller_id: &SellerId| {
            let chosen = choices.iter().find(|(of, _)| of == seller_id);
            chosen.map_or(0, |(_, rate)| rate.price_minor)
        };
        sellers.iter().map(of_seller).collect()
    }
}

/// Orders by seller, in cart order, of a checkout that names no rates.
pub fn by_seller(checkout: &Checkout, lines: Vec<Priced>, policy: &Policy) -> Vec<SellerOrder> {
    on_terms(checkout, lines, policy, &Terms::default())
}

/// Orders by seller, in cart order.
pub fn on_terms(checkout: &Checkout, lines: Vec<Priced>, policy: &Policy, terms: &Terms) -> Vec<SellerOrder> {
    let mut parts: Vec<Vec<Priced>> = Vec::new();
    for line in lines {
        match parts
            .iter_mut()
            .find(|part| part[0].variant.seller_id == line.variant.seller_id)
        {
            Some(part) => part.push(line),
            None => parts.push(vec![line]),
        }
    }
    let goods: Vec<i64> = parts
        .iter()
        .map(|part| part.iter().map(Priced::goods_minor).sum())
        .collect();
    let sellers: Vec<SellerId> = parts
        .iter()
        .map(|part| part[0].variant.seller_id.clone())
        .collect();
    let shipping = terms.shipping(checkout.shipping_minor, &sellers, &goods);
    let tax = split(checkout.tax_minor, &goods);
    let discount = split(checkout.discount_minor, &goods);
    parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| SellerOrder {
            seller_id: part[0].variant.seller_id.clone(),
            shipping_minor: shipping[at],
            tax_minor: tax[at],
            discount_minor: discount[at],
            lines: over_lines(part, shipping[at], tax[at], discount[at], policy),
        })
        .collect()
}

fn over_lines(part: Vec<Priced>, shipping: i64, tax: i64, discount: i64, policy: &Policy) -> Vec<SplitLine> {
    let goods: Vec<i64> = part.iter().map(Priced::goods_minor).collect();
    let (shipping, tax, discount) = (
        split(shipping, &goods),
        split(tax, &goods),
        split(discount, &goods),
    );
    part.into_iter()
        .enumerate()
        .map(|(at, line)| {
            let base = goods[at] - discount[at];
            let (commission_minor, commission_tax_minor) = commission(
                base,
                policy.commission_basis_points,
                policy.commission_tax_basis_points,
            );
            SplitLine {
                quantity: line.quantity,
                unit_price_minor: line.unit_price_minor,
                goods_minor: goods[at],
                discount_minor: discount[at],
                shipping_minor: shipping[at],
                tax_minor: tax[at],
                commission_minor,
                commission_tax_minor,
                commission_basis_points: policy.commission_basis_points,
                variant: line.variant,
            }
        })
        .collect()
}

/// The commission on a line's goods less discount, and the tax on it; together never more than the line.
fn commission(base_minor: i64, basis_points: i64, tax_basis_points: i64) -> (i64, i64) {
    let commission_minor = percent_of(base_minor, basis_points).min(base_minor);
    let tax_minor = percent_of(commission_minor, tax_basis_points).min(base_minor - commission_minor);
    (commission_minor, tax_minor)
}

#[cfg(test)]
mod tests {
    use super::commission;
    use crate::orders::{LineRow, Share};
    use proptest::prelude::*;

    fn line(quantity: i64, base_minor: i64, shipping_minor: i64, percents: (i64, i64)) -> LineRow {
        let (commission_minor, commission_tax_minor) = commission(base_minor, percents.0, percents.1);
        LineRow {
            quantity,
            goods_minor: base_minor,
            shipping_minor,
            commission_minor,
            commission_tax_minor,
            commission_basis_points: percents.0,
            ..LineRow::empty()
        }
    }

    proptest! {
        #[test]
        fn cancelling_a_line_bit_by_bit_never_leaves_less_than_nothing_and_ends_at_nothing(
            quantity in 1i64..12,
            base_minor in 0i64..2_000,
            shipping_minor in 0i64..3,
            percents in prop_oneof![(9_000i64..=10_000, 0i64..=10_000), (0i64..=10_000, 0i64..=10_000)],
            bits in prop::collection::vec(1i64..4, 12),
        ) {
            let mut line = line(quantity, base_minor, shipping_minor, percents);
            let fees = |share: Share| share.commission_minor + share.commission_tax_minor;
            let whole = line.share(quantity, true);
            prop_assert_eq!((whole.gross_minor(), fees(whole)),
                (base_minor + shipping_minor, line.commission_minor + line.commission_tax_minor));
            let mut held = whole.gross_minor() - fees(whole);
            prop_assert!(held >= 0);
            for bit in bits {
                let pieces = bit.min(line.open_quantity());
                let share = line.share(pieces, true);
                prop_assert!([share.goods_minor, share.commission_minor, share.commission_tax_minor].iter().all(|minor| *minor >= 0));
                held += fees(share) - share.gross_minor();
                line.add_cancelled(pieces, share);
                prop_assert!(held >= 0, "{held} after {} of {quantity}", line.cancelled_quantity);
            }
            prop_assert!(line.open_quantity() > 0 || held == 0);
        }
    }
}
