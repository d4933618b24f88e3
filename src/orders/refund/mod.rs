//! Refund of shipped pieces, or of an amount: the buyer's money goes back out of the seller's, with the commission at
//! each line's frozen terms.

mod division;
mod form;
mod operation;
mod postings;

pub use form::RefundForm;
pub(super) use operation::take_back;
pub use operation::{ByWhom, of_cancellation, of_late_payment, refund};
