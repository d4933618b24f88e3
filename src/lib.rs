//! Stallholder: the seller's side of a marketplace in one server-rendered binary.

pub mod accounts;
pub mod admin;
pub mod analytics;
pub mod app;
pub mod audit;
pub mod catalog;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod events;
pub mod files;
pub mod form;
pub mod id;
pub mod mail;
pub mod money;
pub mod navigation;
pub mod orders;
pub mod pdf;
pub mod picture;
pub mod policies;
pub mod problem;
pub mod secret;
pub mod seed;
pub mod serve;
pub mod sheet;
pub mod sms;
pub mod state;
pub mod storefront;
pub mod support;
#[cfg(test)]
pub mod testing;
pub mod ui;
pub mod viewer;
pub mod wallet;
pub mod web;
