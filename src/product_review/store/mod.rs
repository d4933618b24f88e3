//! SQL of product reviews.

mod before;
mod count;
mod review;

pub use before::{restore_waiting, waiting_texts};
pub use count::some_waiting;
pub use review::{
    ReviewPlace, ReviewRow, approve, count_reviews, end_review, hold_review, return_review, review,
    review_of, reviews, some_reviews,
};
