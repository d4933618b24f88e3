//! Promises of bulk edits, through HTTP.

mod bulk_edit;
mod import_beside;
mod pages;
