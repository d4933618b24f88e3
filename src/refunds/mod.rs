//! Refunds: what goes back to buyers, and whether they have it.
//!
//! The orders decide what goes back and take it from the seller's money ([`crate::orders`]): a refund, a cancellation of
//! a paid order, or a payment that came too late. Each leaves one row here, in the same transaction. No provider is
//! set up in this version, so each is `external`: the storefront or a person sends the money back and confirms it.

pub mod actions;
pub mod api;
mod confirmation;
pub mod pages;
mod record;
mod refund;
mod store;

pub use api::RefundJson;
pub use confirmation::{ConfirmationForm, confirm};
pub use pages::RefundState;
pub use record::record;
pub use refund::{Cause, RefundRow, RefundStatus, TakenFrom};
pub use store::{RefundLineRow, of_order, owed};
