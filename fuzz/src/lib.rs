//! Any file through the whole reader of imports, for the fuzzer: the crates that the product is built of, without its
//! database and pages.

pub mod whole;
