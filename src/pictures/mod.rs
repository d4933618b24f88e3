//! Product pictures: uploaded or fetched, decoded within limits, encoded in every page width, and removed
//! when unused.
//!
//! What was sent is looked at by its head at once, and kept where nobody is shown it; its pixels are read in the
//! background. So the answer comes quickly, a decoder never works while someone waits, and nothing is ever given out
//! but what we wrote ourselves.

pub mod api;
mod arrangement;
mod fetching;
pub mod jobs;
mod json;
pub mod pages;
mod preparation;
mod removal;
mod storage;
mod store;
mod upload;

pub use arrangement::{Act, ArrangementForm, TypedPlace, arrange, variants_with};
pub use fetching::fetch_due;
pub use json::{ShownImage, exported, list, photo, thumb};
pub use preparation::{give_up, prepare};
pub use removal::{recount, remove, remove_all, remove_due, retry};
pub use storage::{attach, open, own_prefix};
pub use store::{
    ImageState, ImageWant, StoredImage, WantedPicture, accept_images, end_empty_review, images_differ,
    images_in, images_with_upload, main_images, public_images, public_main_images, restore_images,
    unwant_images, variant_images, want_images,
};
pub use upload::{Refused, UploadResult, add, has, take};

/// Largest accepted file, in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// Longest alt text.
pub const MAX_ALT: usize = 500;

#[cfg(test)]
mod tests;
