#![no_main]

//! Any bytes at all, taken for a file and read to the end.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stallholder_fuzz::whole::import(bytes));
