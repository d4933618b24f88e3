//! Pictures of products.

mod wanted;
