//! PDF out: a small layout on A4 with headings, paragraphs, tables that flow over pages, and shapes.
//!
//! Text is set in Roboto (the one that `charts-rs` carries), embedded with only the characters a document
//! uses. What the font has no sign for, such as an emoji in a product's name, is shown as `�`.

mod document;
mod font;
mod list;
mod page;
mod table;
#[cfg(test)]
mod tests;

pub use document::{Document, MARGIN, TEXT_WIDTH};
pub use font::{fitted, width, with_gaps, wrapped};
pub use list::ListReport;
pub use page::{Align, Ink, PAGE_HEIGHT, PAGE_WIDTH, PaperSize, Position, Type};
pub use table::{Column, Table};
#[cfg(test)]
pub(crate) use tests::text_of;

/// Content type of the response.
pub const CONTENT_TYPE: &str = "application/pdf";
