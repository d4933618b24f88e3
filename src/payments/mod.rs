//! Incoming payments: one payment, identified by provider and reference, pays one checkout. A payment that
//! came in and pays nothing, because its order was paid already, is kept until a person has settled it.

pub mod actions;
pub mod api;
pub mod pages;
mod payment;
mod settlement;
mod store;
#[cfg(test)]
mod tests;

pub use payment::{KeepOutcome, MatchOutcome, Offer, PaymentName, PaymentState, keep, take};
pub use store::waiting;
