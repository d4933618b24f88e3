//! Division of an amount over what is left of an order's lines. Pure.

use crate::money::split;
use crate::orders::order::{LineRow, Share};

/// Shares of the lines for an amount, at most all that is left of them.
///
/// It is divided over the lines by what is left of goods less discount plus tax, and within a line over goods and tax,
/// largest remainder, ties to the earlier; shipping only once these are used up. The commission and its tax follow the
/// goods: what should have gone back by now, half up, less what did.
pub fn by_amount(lines: &[LineRow], amount_minor: i64) -> Vec<Share> {
    let left: Vec<Share> = lines.iter().map(LineRow::left).collect();
    let weights: Vec<i64> = left
        .iter()
        .map(|left| left.goods_minor + left.tax_minor)
        .collect();
    let of_goods = amount_minor.min(weights.iter().sum());
    let shipping: Vec<i64> = left.iter().map(|left| left.shipping_minor).collect();
    let parts = split(of_goods, &weights);
    let shipping = split(amount_minor - of_goods, &shipping);
    lines
        .iter()
        .zip(left)
        .zip(parts.into_iter().zip(shipping))
        .map(|((line, left), (part, shipping_minor))| {
            let inside = split(part, &[left.goods_minor, left.tax_minor]);
            with_fees(line, inside[0], inside[1], shipping_minor)
        })
        .collect()
}

/// A part of a line with the commission that goes back for its goods.
fn with_fees(line: &LineRow, goods_minor: i64, tax_minor: i64, shipping_minor: i64) -> Share {
    let (whole, returned) = (line.whole(), line.returned());
    let goods_back = returned.goods_minor + goods_minor;
    let fee = |whole_fee: i64, returned_fee: i64| {
        let target = half_up(whole_fee, goods_back, whole.goods_minor);
        (target - returned_fee).clamp(0, whole_fee - returned_fee)
    };
    Share {
        goods_minor,
        shipping_minor,
        tax_minor,
        commission_minor: fee(whole.commission_minor, returned.commission_minor),
        commission_tax_minor: fee(whole.commission_tax_minor, returned.commission_tax_minor),
    }
}

/// `amount · part / whole`, half a minor unit rounded up.
fn half_up(amount: i64, part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let (amount, part, whole) = (i128::from(amount), i128::from(part), i128::from(whole));
    ((2 * amount * part + whole) / (2 * whole)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(quantity: i64, goods: i64, tax: i64, shipping: i64, fees: (i64, i64)) -> LineRow {
        LineRow {
            quantity,
            goods_minor: goods,
            shipping_minor: shipping,
            tax_minor: tax,
            commission_minor: fees.0,
            commission_tax_minor: fees.1,
            shipped_quantity: quantity,
            ..LineRow::empty()
        }
    }

    fn a_line() -> impl Strategy<Value = LineRow> {
        (1i64..6, 0i64..3_000, 0i64..300, 0i64..200, 0i64..=100, 0i64..=100).prop_map(
            |(quantity, goods, tax, shipping, rate, tax_rate)| {
                let commission = goods * rate / 100;
                let on_it = (commission * tax_rate / 100).min(goods - commission);
                line(quantity, goods, tax, shipping, (commission, on_it))
            },
        )
    }

    /// One step: pieces of a line (with shipping or not), or a part of what is left.
    #[derive(Debug, Clone)]
    enum Step {
        Pieces(usize, i64, bool),
        Percent(i64),
    }

    fn a_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0usize..4, 1i64..4, any::<bool>()).prop_map(|(at, pieces, with)| Step::Pieces(at, pieces, with)),
            (0i64..=100).prop_map(Step::Percent),
        ]
    }

    fn enter(line: &mut LineRow, pieces: i64, share: Share) {
        line.refunded_quantity += pieces;
        line.add_returned(share);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn refunds_in_any_order_never_return_more_than_the_line_and_all_of_them_the_whole(
            mut lines in prop::collection::vec(a_line(), 1..4),
            steps in prop::collection::vec(a_step(), 1..12),
        ) {
            let total = |lines: &[LineRow]| lines.iter().map(|line| line.left().gross_minor()).sum::<i64>();
            for step in steps {
                match step {
                    Step::Pieces(at, pieces, with_shipping) => {
                        let at = at % lines.len();
                        let pieces = pieces.min(lines[at].refundable_quantity());
                        if pieces > 0 {
                            let share = lines[at].share(pieces, with_shipping);
                            enter(&mut lines[at], pieces, share);
                        }
                    }
                    Step::Percent(percent) => {
                        let amount = total(&lines) * percent / 100;
                        let shares = by_amount(&lines, amount);
                        let sum: i64 = shares.iter().map(|share| share.gross_minor()).sum();
                        prop_assert_eq!(sum, amount);
                        for (line, share) in lines.iter_mut().zip(shares) {
                            enter(line, 0, share);
                        }
                    }
                }
                for line in &lines {
                    let left = line.left();
                    let parts = [left.goods_minor, left.tax_minor, left.shipping_minor,
                        left.commission_minor, left.commission_tax_minor];
                    prop_assert!(parts.iter().all(|part| *part >= 0), "{left:?}");
                    prop_assert!(left.goods_minor > 0 || left.fees_minor() == 0, "{left:?}");
                }
            }
            let rest = total(&lines);
            for (line, share) in lines.clone().iter().zip(by_amount(&lines, rest)) {
                prop_assert_eq!(line.left(), share);
            }
        }

        #[test]
        fn pieces_one_by_one_return_what_all_at_once_return(line in a_line(), with_shipping in any::<bool>()) {
            let at_once = line.share(line.quantity, with_shipping);
            let mut one_by_one = line.clone();
            for _ in 0..line.quantity {
                let share = one_by_one.share(1, with_shipping);
                enter(&mut one_by_one, 1, share);
            }
            prop_assert_eq!(one_by_one.returned(), at_once);
        }
    }

    #[test]
    fn an_amount_takes_goods_and_tax_first_and_shipping_last() {
        let lines = [line(1, 1_000, 100, 300, (100, 20)), line(1, 500, 0, 0, (50, 10))];
        let shares = by_amount(&lines, 1_650);
        let goods: Vec<i64> = shares.iter().map(|share| share.goods_minor).collect();
        assert_eq!(
            (goods, shares[0].tax_minor, shares[0].shipping_minor),
            (vec![1_000, 500], 100, 50)
        );
        assert_eq!(shares[0].fees_minor() + shares[1].fees_minor(), 180);
    }
}
