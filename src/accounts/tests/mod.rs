//! Promises of accounts, through HTTP.

mod approval;
mod checklist;
mod closing;
mod documents;
mod lockout;
mod looking;
mod mail_limits;
mod members;
mod people;
mod phone;
mod pictures;
mod profile;
mod registration;
mod second_factor;
mod sessions;
mod tokens;
mod vacation;
