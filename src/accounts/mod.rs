//! Accounts: people and sellers. Registration waits for a verified address and for approval; a sign-in is a
//! session that can be ended at once, in the browser by cookie and in the API by token.

pub mod actions;
pub mod api;
mod api_key;
mod approval;
mod checklist;
mod closing;
mod code;
mod device;
pub mod edge;
pub mod handing;
pub mod jobs;
mod lockout;
mod member;
pub mod pages;
mod password;
mod password_change;
mod profile;
mod registration;
mod reset;
mod second_factor;
mod seller;
mod session;
mod sign_in;
pub mod store;
#[cfg(test)]
mod tests;
mod token;
mod user;
mod views;

pub use actions::{confirmed_admin, confirmed_member};
pub use api_key::{ApiKeyForm, NewApiKey, create as create_api_key, revoke as revoke_api_key};
pub use approval::{approve, reinstate, reject, resubmit, suspend};
pub use checklist::{Item as ChecklistItem, of as checklist};
pub use jobs::mail_owners;
pub use password::{hash as hash_password, too_weak};
pub use profile::ProfileForm;
pub use registration::{Registration, TERMS_VERSION};
pub(crate) use seller::handle_of;
pub use seller::{Profile, SellerRow};
pub use sign_in::Proof;
pub use store::{
    ApiKeyRow, OwnerRow, admin_addresses, api_keys, count_pending, hold_shop, owners, owners_of, seller,
    sellers,
};
pub use user::{create_admin, normal_email};
pub use views::{PasswordAgain, SellerState, country_name, status_word};
