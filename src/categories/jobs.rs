//! Jobs of categories: products follow a changed category.

use crate::categories;
use crate::events::Consumer;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer::long(
        "catalog.carry_category",
        &["category.changed"],
        categories::carry,
    )]
}
