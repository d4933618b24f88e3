//! SQLite under sqlx's `Any`, run within the asking thread. `README.md` says what it promises, and which hidden fields
//! of sqlx it reads.

mod connection;
mod database;
pub mod effort;
mod error;
mod migrate;
pub mod own_thread;
mod read;
mod statement;
mod write;

pub use connection::Connection;
pub use database::{Database, Filling};

#[cfg(test)]
mod tests;
