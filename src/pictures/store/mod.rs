//! SQL of product pictures: rows, files, wanted addresses and what of them is under review.

mod change;
mod file;
mod job;
mod picture;
mod requested;
mod review;

pub use change::{
    NewImage, insert_images, retry_image, set_alt, set_position, set_variants, touch, variant_images,
};
pub use file::{
    FilesRow, NewFiles, SUM_OF_FILES, file_removed, files_to_remove, images_with_upload, insert_files,
    keep_files, let_files_go, measure_files, shown_files, unmeasured_files,
};
pub use job::{
    ImageJob, claim_image, fail_image, image_for_job, images_to_fetch, postpone_image, ready_image,
};
pub use picture::{ImageState, StoredImage, images_in, images_of, main_images, release_seller};
pub use requested::{ImageWant, WantedPicture, images_differ, unwant_images, want_images};
pub use review::{
    accept_images, end_empty_review, hold_images, public_images, public_main_images, release_images,
    restore_images, settle_images,
};
