use super::*;
use crate::money::{Currency, Decimal};
use crate::products::ProductForm;
use ProductReview::{New, Off, Risky};
use ProductStatus::{Active, Archived, Draft, Inactive};

const NOW: Millis = Millis(1_000);
const BEFORE: Millis = Millis(500);
const FRESH: ReviewState = ReviewState {
    held_at: None,
    approved_at: None,
};
const HELD: ReviewState = ReviewState {
    held_at: Some(BEFORE),
    approved_at: None,
};
const APPROVED: ReviewState = ReviewState {
    held_at: None,
    approved_at: Some(BEFORE),
};

fn product(name: &str, category: Option<&str>, status: ProductStatus) -> Product {
    let form = ProductForm {
        name: Some(name.to_owned()),
        price: Some(Decimal::from(9_i64)),
        category: category.map(str::to_owned),
        status: Some(status.to_string()),
        ..ProductForm::default()
    };
    Product::parse(&form, Currency::EUR).expect("a product")
}

fn mug(status: ProductStatus) -> Product {
    product("Mug", Some("Mugs"), status)
}

/// Outcome of giving a mug another name and status.
fn renamed(review: ReviewState, was: ProductStatus, is: ProductStatus, rule: ProductReview) -> Outcome {
    outcome((&mug(was), review), &product("Cup", Some("Mugs"), is), rule)
}

/// Outcome of giving a mug another status.
fn moved(review: ReviewState, was: ProductStatus, is: ProductStatus, rule: ProductReview) -> Outcome {
    outcome((&mug(was), review), &product("Mug", Some("Mugs"), is), rule)
}

/// The name that is written, how it stands with the admins, and what becomes of its entry.
type Outcome = (String, ReviewState, QueueChange);

fn outcome(current: (&Product, ReviewState), next: &Product, rule: ProductReview) -> Outcome {
    let reviewed = of_change(current, next, rule, NOW);
    assert_eq!(reviewed.written.status, next.status);
    (reviewed.written.name.clone(), reviewed.state, reviewed.queue)
}

fn cup() -> WaitingTexts {
    WaitingTexts {
        name: Some("Cup".to_owned()),
        ..WaitingTexts::default()
    }
}

#[test]
fn a_new_product_waits_once_it_is_offered_and_something_waits_at_all() {
    for rule in ProductReview::ALL {
        for status in ProductStatus::ALL {
            let waits = rule != Off && [Active, Inactive].contains(&status);
            let expected = if waits { Some(NOW) } else { None };
            assert_eq!(of_new(status, rule, NOW).held_at, expected, "{status} {rule:?}");
        }
    }
}

#[test]
fn a_draft_waits_when_it_is_offered_first() {
    let held = ReviewState {
        held_at: Some(NOW),
        approved_at: None,
    };
    for rule in [New, Risky] {
        for is in [Active, Inactive] {
            let waits = ("Cup".to_owned(), held, QueueChange::NewProduct);
            assert_eq!(renamed(FRESH, Draft, is, rule), waits);
        }
    }
    let unchanged = |state| ("Mug".to_owned(), state, QueueChange::Unchanged);
    assert_eq!(moved(FRESH, Draft, Active, Off), unchanged(FRESH));
    assert_eq!(moved(APPROVED, Draft, Active, New), unchanged(APPROVED));
}

#[test]
fn what_leaves_the_shelf_waits_no_longer_and_a_draft_is_approved_anew() {
    for rule in ProductReview::ALL {
        for review in [HELD, APPROVED] {
            let draft = ("Cup".to_owned(), FRESH, QueueChange::Withdrawn);
            assert_eq!(renamed(review, Active, Draft, rule), draft);
            let archived = ReviewState {
                held_at: None,
                ..review
            };
            let archived = ("Cup".to_owned(), archived, QueueChange::Withdrawn);
            assert_eq!(renamed(review, Inactive, Archived, rule), archived);
        }
    }
}

#[test]
fn texts_of_what_is_offered_wait_where_risky_edits_do() {
    for (was, is) in [(Active, Active), (Active, Inactive), (Inactive, Active)] {
        for review in [FRESH, APPROVED] {
            let waits = ("Mug".to_owned(), review, QueueChange::Edit(cup()));
            assert_eq!(renamed(review, was, is, Risky), waits);
            for rule in [Off, New] {
                let at_once = ("Cup".to_owned(), review, QueueChange::Unchanged);
                assert_eq!(renamed(review, was, is, rule), at_once);
            }
        }
    }
}

#[test]
fn only_the_texts_that_differ_wait_and_the_rest_is_written() {
    let current = mug(Active);
    let mut facts = product("Mug", None, Active).into_facts();
    facts.description = "Of clay.".to_owned();
    facts.tags = vec!["clay".to_owned()];
    facts.variants[0].price_minor = 1_200;
    let next = Product::stored(facts);
    let reviewed = of_change((&current, APPROVED), &next, Risky, NOW);
    let texts = WaitingTexts {
        name: None,
        description: Some("Of clay.".to_owned()),
        category: Some(String::new()),
    };
    assert_eq!(reviewed.queue, QueueChange::Edit(texts.clone()));
    let written = reviewed.written;
    assert_eq!(
        (written.description.as_str(), written.category.as_deref()),
        ("", Some("Mugs"))
    );
    assert_eq!(
        (&written.tags, written.variants[0].price_minor),
        (&next.tags, 1_200)
    );
    assert_eq!(texts.onto(&written), next);
}

#[test]
fn a_change_of_no_text_waits_for_nobody() {
    let current = mug(Active);
    let mut facts = current.clone().into_facts();
    facts.variants[0].price_minor = 1_200;
    let next = Product::stored(facts);
    let reviewed = of_change((&current, APPROVED), &next, Risky, NOW);
    assert_eq!(reviewed.queue, QueueChange::Unchanged);
    assert_eq!(*reviewed.written, next);
}

#[test]
fn a_product_that_waits_is_changed_and_comes_before_the_admins_again() {
    for rule in ProductReview::ALL {
        for is in [Active, Inactive] {
            let again = ("Cup".to_owned(), HELD, QueueChange::Again);
            assert_eq!(renamed(HELD, Active, is, rule), again);
            let quiet = ("Mug".to_owned(), HELD, QueueChange::Unchanged);
            assert_eq!(moved(HELD, Active, is, rule), quiet);
        }
    }
}

#[test]
fn a_draft_is_written_as_it_is() {
    for rule in ProductReview::ALL {
        let as_asked = ("Cup".to_owned(), FRESH, QueueChange::Unchanged);
        assert_eq!(renamed(FRESH, Draft, Draft, rule), as_asked.clone());
        assert_eq!(renamed(FRESH, Archived, Active, rule), as_asked);
    }
}
