//! What the catalogue does in the background.

use super::request;
use crate::events::Consumer;

/// The slice's consumers.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer::new(
        "catalog.carry_out_request",
        &["request.queued"],
        request::carry_out,
    )]
}
