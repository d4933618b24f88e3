//! Pictures of products: sent by people or fetched from the addresses that an import names, read within limits,
//! written anew in the widths that pages show, and taken away when nothing uses them.

/// The most pictures of one product.
pub const MAX_IMAGES: usize = 30;
