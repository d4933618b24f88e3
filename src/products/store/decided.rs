//! A change of a product, decided before it is written.

use crate::clock::Millis;
use crate::policies::ProductReview;
use crate::products::store::StoredProduct;
use crate::products::{Product, Reviewed, review_rule};
use std::ops::Deref;

/// A product with its new state.
pub struct Rewrite {
    pub current: StoredProduct,
    pub next: Product,
}

/// A product as it is, and what is written of what it shall be.
pub(super) struct Decided<'a> {
    pub current: &'a StoredProduct,
    reviewed: Reviewed<'a>,
}

impl<'a> Decided<'a> {
    pub fn of(current: &'a StoredProduct, reviewed: Reviewed<'a>) -> Self {
        Self { current, reviewed }
    }

    /// As the rule in force has it.
    pub fn by(rule: ProductReview, current: &'a StoredProduct, next: &'a Product, now: Millis) -> Self {
        let known = (&current.product, current.review);
        Self::of(current, review_rule::of_change(known, next, rule, now))
    }

    pub fn into_written(self) -> Product {
        self.reviewed.written.into_owned()
    }
}

impl<'a> Deref for Decided<'a> {
    type Target = Reviewed<'a>;

    fn deref(&self) -> &Reviewed<'a> {
        &self.reviewed
    }
}
