//! Promises of the seed.
