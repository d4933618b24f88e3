//! Product file reading: CSV in any dialect to products.
//!
//! Nothing here touches a database or the network. A job runs the steps, each over one row or one product at a time, so that
//! memory does not grow with the file:
//!
//! 1. [`Table::open`] finds out encoding and delimiter and hands out the rows, streamed.
//! 2. [`recognise`] tells the dialect from the header, [`Table::surveyed`] reads through all rows for how numbers are
//!    written and what is in each column, [`Table::mapping`] maps the columns to [`Field`]s; [`preview`] shows that
//!    to a person, who may choose otherwise.
//! 3. [`Mapping::source_row`] makes each row a [`SourceRow`]: its line and its cells in the words of [`Field`],
//!    numbers read as their column's are, whatever the dialect; [`ProductKeys`] says which product it is of. These
//!    are staged.
//! 4. [`assemble`] turns the staged rows of one key into a [`Draft`], with [`Problem`]s for the report.
//! 5. [`Draft::create`] or [`Draft::update`] gives the product to write, or why not. An update that equals the
//!    product there is, is *unchanged*.

mod amount;
mod assemble;
mod cell_text;
mod cells;
mod currency_word;
mod dialect;
mod draft;
mod encoding;
mod entities;
mod export;
mod field;
mod figures;
mod file_kind;
mod flaw;
mod heading;
mod links;
mod mapping;
mod measure;
mod medusa;
mod notation;
mod ours;
mod parts;
mod preview;
mod price_unit;
mod problem;
mod product_keys;
mod recognition;
mod records;
mod shopify;
mod source_row;
mod spree;
mod survey;
mod table;
mod unreadable;
mod woocommerce;
mod written;

pub use assemble::{Assembled, assemble};
pub use cells::Cells;
pub use dialect::Dialect;
pub use draft::{Draft, ImageAddress, Lookup};
pub use encoding::TextEncoding;
pub use export::{ExportedImage, RefusedRows, export_header, export_rows};
pub use field::Field;
pub use file_kind::FileKind;
pub use flaw::Flaw;
pub use mapping::{MappedColumn, Mapping};
pub use notation::Notation;
pub use preview::{ColumnPreview, Preview, preview};
pub use price_unit::PriceUnit;
pub use problem::{Problem, Severity};
pub use product_keys::ProductKeys;
pub use recognition::{Recognition, recognise};
pub use records::{MAX_ROW_BYTES, Record};
pub use source_row::SourceRow;
pub use table::{MAX_COLUMNS, Table};
pub use unreadable::Unreadable;

// The house's names for what lies below: `crate::money` is the same everywhere.
use stallholder_product as products;
#[cfg(test)]
use stallholder_values::{clock, id};
use stallholder_values::{form, money, sheet, yes_no};

#[cfg(test)]
mod tests;
