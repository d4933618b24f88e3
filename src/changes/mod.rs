//! Changes of many products in the background: what an import, a bulk edit and a file of counts have in common.
//!
//! Each of them says what is meant and writes it in its own way; the rows that remember it are theirs, since each is
//! found, resumed and tidied by its own keys. Here is what must be the same for all: what undo does to a product
//! ([`undo`]), and how progress, outcome and refused rows look on a page ([`views`]).

mod undo;
mod views;

pub use undo::{Touched, Undone, lock, put_back};
pub use views::{
    Refusal, RefusedList, Stage, Tally, UndoStage, UndoneNotice, Watched, Whole, Work, WorkProgress,
    WorkState,
};
