//! Promises of the catalogue, through HTTP.

mod editor;
mod pages;
