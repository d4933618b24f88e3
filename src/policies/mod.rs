//! The policy: rules set by super admins. A change is a new version, audited, and never touches what is
//! already sold: an order keeps the rate and the hold it was sold under.

pub mod api;
mod policy;
mod store;

pub use policy::{Demand, Policy, PolicyPatch, ProductReview, change};
pub use store::{current, current_in, review_rule, stored};
