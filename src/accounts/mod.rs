//! Accounts: people and sellers. Registration waits for a verified address and for approval; a sign-in is a
//! session that can be ended at once, in the browser by cookie and in the API by token.

pub mod actions;
pub mod api;
mod api_key;
mod approval;
mod checklist;
mod closing;
mod code;
pub mod edge;
pub mod handing;
pub mod jobs;
mod lockout;
mod looking;
mod member;
pub mod pages;
mod password;
mod password_change;
mod people;
mod profile;
mod registration;
mod reset;
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
pub use looking::{begin as begin_looking, end as end_looking};
pub use password::{hash as hash_password, too_weak};
pub use people::{
    Person, disable as disable_person, enable as enable_person, end_session as end_persons_session,
    end_sessions as end_persons_sessions, set_role as set_persons_role, show as person,
};
pub use profile::ProfileForm;
pub use registration::{Registration, TERMS_VERSION};
pub(crate) use seller::handle_of;
pub use seller::{Profile, SellerRow};
pub use session::Session;
pub use sign_in::confirm_if_given;
pub use store::{
    ApiKeyRow, OwnerRow, PeopleFilter, PersonRow, PlaceRow, admin_addresses, api_keys, count_pending,
    hold_shop, owners, owners_of, people as find_people, seller, sellers,
};
pub use user::{create_admin, normal_email};
pub use views::{SellerState, country_name, status_word};
