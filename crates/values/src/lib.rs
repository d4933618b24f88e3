//! Values of the whole house, each readable from text: amounts of money, moments, ids, typed fields, cells of a sheet.
//!
//! Nothing here knows a database, HTTP or a business rule.

pub mod clock;
pub mod folding;
pub mod form;
pub mod id;
pub mod money;
pub mod sheet;
pub mod web_address;
pub mod yes_no;
