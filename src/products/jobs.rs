//! Background work of products.

use crate::events::Consumer;
use crate::products::{removal, request};

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new(
            "catalog.carry_out_request",
            &["request.queued"],
            request::carry_out,
        ),
        Consumer::new("catalog.archive_all", &["seller.closed"], removal::archive_all),
    ]
}
