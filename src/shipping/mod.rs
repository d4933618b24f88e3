//! Shipping: where a shop ships, at which rates, and within how many days it hands a parcel over.
//!
//! A shop has one profile of zones with rates. The zone with the fewest countries answers for a country; a quote lists
//! its rates, and an order may name one of them. Parcels and tracking belong to orders.

pub mod actions;
pub mod api;
mod option;
pub mod pages;
mod profile;
mod profile_form;
mod revision;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use option::{Choices, Parcel, RateChoice, RateOption, ShippingOptions, choose, options};
pub use profile::{Basket, Profile, Rate, RateKind, Zone};
pub use store::handling_days;
