//! Accounts: people and sellers. Registration waits for a verified address and for approval; a sign-in is a
//! session that can be ended at once, in the browser by cookie and in the API by token.

pub mod actions;
pub mod api;
pub mod api_key;
mod approval;

mod code;
pub mod edge;
pub mod jobs;
pub mod pages;
mod password;

mod registration;
mod reset;
mod seller;
mod sign_in;
pub mod store;
mod token;
mod user;

pub use approval::{approve, reinstate, reject, suspend};
pub use password::{hash as hash_password, too_weak};
pub use registration::{Registration, TERMS_VERSION};
pub(crate) use seller::handle_of;
pub use seller::{Profile, SellerRow};
pub use user::{create_admin, normal_email};
