//! SQL of product reviews.

mod count;
mod review;
mod snapshot;

pub use count::some_waiting;
pub use review::{
    ReviewPlace, ReviewRow, approve, count_reviews, end_review, hold_review, return_review, review,
    review_of, reviews, some_reviews,
};
pub use snapshot::{restore_waiting, waiting_texts};
