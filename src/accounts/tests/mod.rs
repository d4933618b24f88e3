//! Promises of accounts, through HTTP.

mod approval;
mod closing;
mod profile;
mod registration;
mod sessions;
