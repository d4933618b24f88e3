//! Low-stock watch of a variant, derived from its product and its shop.

use crate::clock::Millis;
use crate::products::ProductStatus;

/// The columns of a new variant that stock looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StockWatch {
    /// With so many available, or fewer, it is low; none is never low.
    pub low_stock_at: Option<i64>,
    /// Low since then, and told.
    pub low_since: Option<Millis>,
    /// Its product is archived since then, so that it is watched no more.
    pub archived_at: Option<Millis>,
}

impl StockWatch {
    /// A new variant has its shop's threshold and its product's state; one that is low from the start has not fallen.
    pub fn of_new(on_hand: i64, status: ProductStatus, shop_threshold: Option<i64>, now: Millis) -> Self {
        let is_low = shop_threshold.is_some_and(|threshold| on_hand <= threshold);
        Self {
            low_stock_at: shop_threshold,
            low_since: is_low.then_some(now),
            archived_at: archived_at(status, now),
        }
    }
}

/// Since when variants are archived whose product has just become this.
pub fn archived_at(status: ProductStatus, now: Millis) -> Option<Millis> {
    (status == ProductStatus::Archived).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProductStatus::{Active, Archived, Draft};

    const NOW: Millis = Millis(7);

    #[test]
    fn a_variant_that_is_low_from_the_start_has_not_fallen() {
        for (on_hand, low_since) in [(0, Some(NOW)), (4, Some(NOW)), (5, None)] {
            let watch = StockWatch::of_new(on_hand, Active, Some(4), NOW);
            assert_eq!((watch.low_stock_at, watch.low_since), (Some(4), low_since));
        }
    }

    #[test]
    fn a_shop_without_a_threshold_watches_nothing() {
        assert_eq!(StockWatch::of_new(0, Draft, None, NOW), StockWatch::default());
    }

    #[test]
    fn a_variant_of_an_archived_product_is_archived() {
        assert_eq!(
            StockWatch::of_new(9, Archived, Some(4), NOW).archived_at,
            Some(NOW)
        );
        assert_eq!(archived_at(Active, NOW), None);
    }
}
