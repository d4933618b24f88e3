//! Stallholder: the seller's side of a marketplace in one server-rendered binary.

pub mod catalog;
pub mod clock;
pub mod form;
pub mod id;
pub mod money;
