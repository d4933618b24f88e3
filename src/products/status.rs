//! A product's status in a column.

use crate::db::{Column, unreadable};
use crate::products::ProductStatus;
use sqlx::any::AnyRow;

impl Column for ProductStatus {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let word = String::read(row, name)?;
        Self::parse(&word).ok_or_else(|| unreadable(name, &word))
    }
}
