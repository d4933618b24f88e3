//! Stallholder: the seller's side of a marketplace in one server-rendered binary.

pub mod analytics;
pub mod clock;
pub mod form;
pub mod id;
pub mod money;
pub mod pdf;
pub mod sheet;
