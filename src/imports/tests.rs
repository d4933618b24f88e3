//! Promises of imports, through HTTP.

mod files;
mod imports;
mod kinds;
mod meaning;
mod steps;
