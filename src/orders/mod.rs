//! Orders: a storefront's checkout becomes one order per seller; a seller ships it, cancels it before
//! that, or refunds it after.
//!
//! Every change of an order is one transaction with its stock, its money, its figures, its timeline and its event.

pub mod actions;
pub mod api;
mod bulk;
mod calendar;
mod cancellation;
mod carrier;
mod cart;
mod checkout;
mod checkout_parts;
mod detail;
pub mod downloads;
mod due;
mod expiry;
mod intake;
pub mod jobs;
pub mod list;
mod money_split;
mod note;
mod order;
pub mod pages;
mod paid;
mod quote;
mod refund;
mod release;
mod search;
mod search_words;
mod ship_by;
mod shipment;
mod status;
mod store;
mod terms;
#[cfg(test)]
mod tests;
mod timeline;
mod views;

#[cfg(test)]
pub(crate) use calendar::recount;
pub(crate) use cancellation::reversal;
pub(crate) use checkout::{Address, Checkout};
pub(crate) use detail::{SoldOrder, sold_order};
pub(crate) use money_split::{Priced, SellerOrder, by_seller};
pub use order::OrderStatus;
pub(crate) use order::{LineRow, OrderRow, Share};
pub(crate) use paid::sale;
pub(crate) use release::transfers as release_transfers;
pub(crate) use search::{text_of, words_of};
pub(crate) use store::OrderableRow;
pub use store::{open_orders, status_counts};
pub(crate) use timeline::{Actor, TimelineKind};
