//! Stallholder: the seller's side of a marketplace in one server-rendered binary.

pub mod clock;
pub mod id;
pub mod money;
