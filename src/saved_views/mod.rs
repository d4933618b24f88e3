//! Saved views: a list's filter under a name of a member's own, shown as a tab.
//!
//! What is kept is what the list itself reads and writes as its address, so that nothing foreign or broken can be
//! stored. Views are a member's own: nobody else in the shop sees them, and they go when the member goes.

mod actions;
pub mod api;
mod current;
mod list;
mod operations;
mod store;
#[cfg(test)]
mod tests;
mod view;
mod views;

pub use current::{OpenedView, SavedViews};
pub use list::{List, Lists};
pub use views::InForce;
