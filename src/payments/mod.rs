//! Payments in: one payment, known by its provider and its reference, pays one checkout. A payment that came in and
//! pays nothing, because its order was paid already, is kept until a person has settled it.

pub mod actions;
pub mod api;
pub mod pages;
mod payment;
mod settlement;
mod store;
#[cfg(test)]
mod tests;

pub use payment::{Kept, Offer, PaymentName, PaymentState, Taken, keep, take};
pub use store::waiting;
