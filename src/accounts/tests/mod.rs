//! Promises of accounts, through HTTP.

mod approval;
mod checklist;
mod closing;
mod documents;
mod email_proof;
mod keys;
mod last_use;
mod lockout;
mod looking;
mod mail_limits;
mod members;
mod password_change;
mod people;
mod phone;
mod pictures;
mod profile;
mod registration;
mod reset;
mod retention;
mod second_factor;
mod sessions;
mod tokens;
mod two_sessions;
mod unreadable;
mod vacation;
