//! Promises of accounts, through HTTP.

mod approval;
mod closing;
mod lockout;
mod members;
mod profile;
mod registration;
mod second_factor;
mod sessions;
mod tokens;
