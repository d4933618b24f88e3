//! Review rule: which changes of a product wait for an admin before buyers see them.
//!
//! Decided here alone, from the product before and after and the rule of the policy in force; the store writes what
//! this says in the transaction of the product. Price, stock, SKU and taking a product off the shelf never wait.

use crate::clock::Millis;
use crate::policies::ProductReview;
use crate::products::{Product, ProductFacts, ProductStatus};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How a product stands with the admins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewState {
    /// Waits as a whole since then, and is not for sale.
    pub held_at: Option<Millis>,
    pub approved_at: Option<Millis>,
}

/// Pending review texts of a product; a missing one is unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingTexts {
    pub name: Option<String>,
    pub description: Option<String>,
    /// Proposed category; blank if removed.
    pub category: Option<String>,
}

impl WaitingTexts {
    /// Those texts of `next` that differ.
    fn between(current: &ProductFacts, next: &ProductFacts) -> Self {
        let differs = |before: &str, after: &str| (before != after).then(|| after.to_owned());
        let category = |facts: &ProductFacts| facts.category.clone().unwrap_or_default();
        Self {
            name: differs(&current.name, &next.name),
            description: differs(&current.description, &next.description),
            category: differs(&category(current), &category(next)),
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The product with these texts.
    fn onto(&self, product: &Product) -> Product {
        let mut facts = product.clone().into_facts();
        self.name.iter().for_each(|name| facts.name.clone_from(name));
        let description = self.description.iter();
        description.for_each(|description| facts.description.clone_from(description));
        if let Some(category) = &self.category {
            facts.category = Some(category.clone()).filter(|category| !category.is_empty());
        }
        Product::stored(facts)
    }
}

/// Change of a product's entry in the review queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueueChange {
    /// The entry, if any, stays as it is.
    Unchanged,
    /// The product waits as a whole.
    NewProduct,
    /// The product waits no longer as a whole; texts that wait stay.
    Withdrawn,
    /// These texts wait, beside those that wait already.
    Edit(WaitingTexts),
    /// If it was returned to its seller, the admins see it again.
    Again,
}

/// A change of a product as the policy lets it be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed<'a> {
    /// Product to write; texts that wait for review keep their old value.
    pub written: Cow<'a, Product>,
    pub state: ReviewState,
    pub queue: QueueChange,
}

/// A new product waits as a whole once it is offered, where any product waits.
pub fn of_new(status: ProductStatus, rule: ProductReview, now: Millis) -> ReviewState {
    let waits = rule != ProductReview::Off && status.is_offered();
    ReviewState {
        held_at: waits.then_some(now),
        approved_at: None,
    }
}

/// Decides what of a change is written at once, and what waits, of a product that stands with the admins like this.
pub fn of_change<'a>(
    (current, state): (&Product, ReviewState),
    next: &'a Product,
    rule: ProductReview,
    now: Millis,
) -> Reviewed<'a> {
    let (was, is) = (current.status, next.status);
    let as_asked = |state: ReviewState, queue: QueueChange| Reviewed {
        written: Cow::Borrowed(next),
        state,
        queue,
    };
    let is_first_offer = was == ProductStatus::Draft && is.is_offered() && state == ReviewState::default();
    if is_first_offer && rule != ProductReview::Off {
        return as_asked(of_new(is, rule, now), QueueChange::NewProduct);
    }
    if was != is && !is.is_offered() {
        return as_asked(off_the_shelf(state, is), QueueChange::Withdrawn);
    }
    let texts = WaitingTexts::between(current, next);
    if texts.is_empty() {
        return as_asked(state, QueueChange::Unchanged);
    }
    if state.held_at.is_some() {
        return as_asked(state, QueueChange::Again);
    }
    if rule == ProductReview::Risky && was.is_offered() && is.is_offered() {
        return Reviewed {
            written: Cow::Owned(with_texts_of(current, next)),
            state,
            queue: QueueChange::Edit(texts),
        };
    }
    as_asked(state, QueueChange::Unchanged)
}

/// An admin's own decision, which waits for nobody: the product with these texts.
pub fn approved<'a>(current: &Product, texts: &WaitingTexts, now: Millis) -> Reviewed<'a> {
    Reviewed {
        written: Cow::Owned(texts.onto(current)),
        state: ReviewState {
            held_at: None,
            approved_at: Some(now),
        },
        queue: QueueChange::Unchanged,
    }
}

/// Nobody waits for what is not offered; a draft has to be approved anew.
fn off_the_shelf(state: ReviewState, is: ProductStatus) -> ReviewState {
    ReviewState {
        held_at: None,
        approved_at: state.approved_at.filter(|_| is != ProductStatus::Draft),
    }
}

/// `next`, called and described as `current`.
fn with_texts_of(current: &Product, next: &Product) -> Product {
    let mut facts = next.clone().into_facts();
    facts.name.clone_from(&current.name);
    facts.description.clone_from(&current.description);
    facts.category.clone_from(&current.category);
    Product::stored(facts)
}

#[cfg(test)]
mod tests;
