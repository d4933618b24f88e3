//! Promises of accounts, through HTTP.

mod approval;
mod closing;
mod lockout;
mod looking;
mod people;
mod profile;
mod registration;
mod sessions;
