//! Accounts: people and sellers. Registration waits for a verified address and for approval; a sign-in is a
//! session that can be ended at once, in the browser by cookie and in the API by token.

pub mod actions;
mod answer;
pub mod api;
mod api_key;
mod approval;
mod checklist;
mod checklist_item;
mod closing;
mod code;
mod decision_reason;
mod device;
mod document_type;
pub mod edge;
mod email_proof;
mod entrances;
pub mod jobs;
mod lockout;
mod member;
mod origin;
pub mod pages;
mod password;
mod password_change;
mod people;
mod phone;
mod profile;
mod queue;
mod registration;
mod reset;
mod second_factor;
pub mod secret_handover;
mod seller;
mod session;
mod shop_picture;
mod sign_in;
pub mod store;
#[cfg(test)]
mod tests;
mod token;
mod user;
mod vacation;
mod verification;
mod view_as;
mod views;

pub use answer::AnswerForm;
pub use api_key::{ApiKeyForm, NewApiKey, create as create_api_key, revoke as revoke_api_key};
pub use approval::{approve, reinstate, reject, resubmit, suspend};
pub use checklist::{Checklist, Item as ChecklistItem, ItemState, Kind as ItemKind, of as checklist};
pub use checklist_item::{
    ChecklistEntry, ItemForm, add as add_item, archive as archive_item, change as change_item,
    list as checklist_items,
};
pub use decision_reason::{NewReasonForm, ReasonForm, add as add_reason, remove as remove_reason};
pub use entrances::ENTRANCES;
pub use jobs::{mail_members, mail_owners};
pub use pages::SettingsTabs;
pub use password::{hash as hash_password, too_weak};
pub use people::{
    Person, disable as disable_person, enable as enable_person, end_session as end_persons_session,
    end_sessions as end_persons_sessions, reset_factor as reset_persons_factor, set_role as set_persons_role,
    show as person,
};
pub use profile::ProfileForm;
pub use queue::{Approval, Progress, QueueFilter, QueueRow, approve_many, find as find_sellers};
pub use registration::{NewShop, TERMS_VERSION};
#[cfg(test)]
pub(crate) use second_factor::totp::Key as FactorKey;
pub(crate) use seller::handle_of;
pub use seller::{Profile, SellerRow};
pub use session::{Session, SessionKind};
pub use sign_in::confirm_again;
pub use store::{
    ApiKeyRow, OwnerRow, PeopleFilter, PersonRow, PlaceRow, ReasonRow, admin_addresses, all_reasons,
    api_keys, count_pending, hold_shop, lock_status, owners, owners_of, people as find_people, seller,
    viewer_of_cookie, viewer_of_session, wary_since,
};
pub use user::{create_admin, normal_email};
pub use vacation::{Vacation, on_now as vacation_now};
pub use verification::{
    Document, DocumentStatus, accept as accept_document, list as documents, refuse as refuse_document,
};
pub use view_as::{begin as begin_looking, end as end_looking};
pub use views::{
    DocumentState, ItemStatus, KeysTable, NewKey, PasswordAgain, SellerState, country_name, status_word,
};
