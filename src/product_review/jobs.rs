//! Jobs of reviews: decision mails, and releases after policy changes.

use crate::events::Consumer;
use crate::product_review;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::short(
            "catalog.mail_decision",
            &["product.approved", "product.changes_asked"],
            product_review::mail_decision,
        ),
        Consumer::long(
            "catalog.release_reviews",
            &["policy.changed"],
            product_review::release,
        ),
    ]
}
