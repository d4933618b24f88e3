//! Stallholder: the seller's side of a marketplace in one server-rendered binary.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod events;
pub mod form;
pub mod id;
pub mod mail;
pub mod money;
pub mod policies;
pub mod problem;
pub mod secret;
pub mod serve;
pub mod state;
#[cfg(test)]
pub mod testing;
pub mod ui;
pub mod viewer;
pub mod web;
