//! Conversion of a column to a field.

use crate::clock::Millis;
use crate::id;
use crate::money::Currency;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A type that a column is read into.
pub trait Column: Sized {
    /// Reads the column of that name.
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self>;
}

macro_rules! plain {
    ($($type:ty),+) => {$(
        impl Column for $type {
            fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
                row.try_get(name)
            }
        }
        impl Column for Option<$type> {
            fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
                row.try_get(name)
            }
        }
    )+};
}

plain!(i64, String);

macro_rules! text {
    ($($type:ty => $read:expr),+ $(,)?) => {$(
        impl Column for $type {
            fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
                let text: String = row.try_get(name)?;
                Ok(($read)(text))
            }
        }
        impl Column for Option<$type> {
            fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
                let text: Option<String> = row.try_get(name)?;
                Ok(text.map($read))
            }
        }
    )+};
}

text!(
    id::UserId => id::UserId::stored,
    id::SellerId => id::SellerId::stored,
    id::SessionId => id::SessionId::stored,
    id::ProductId => id::ProductId::stored,
    id::VariantId => id::VariantId::stored,
    id::ImportId => id::ImportId::stored,
    id::ImageId => id::ImageId::stored,
    id::AdjustmentId => id::AdjustmentId::stored,
    id::LocationId => id::LocationId::stored,
    id::BulkEditId => id::BulkEditId::stored,
    id::StockSheetId => id::StockSheetId::stored,
    id::OrderGroupId => id::OrderGroupId::stored,
    id::OrderId => id::OrderId::stored,
    id::LineId => id::LineId::stored,
    id::ShipmentId => id::ShipmentId::stored,
    id::OrderEventId => id::OrderEventId::stored,
    id::TransferId => id::TransferId::stored,
    id::PayoutId => id::PayoutId::stored,
    id::PaymentId => id::PaymentId::stored,
    id::RefundId => id::RefundId::stored,
    id::PayoutMethodId => id::PayoutMethodId::stored,
    id::TicketId => id::TicketId::stored,
    id::MessageId => id::MessageId::stored,
    id::ApiKeyId => id::ApiKeyId::stored,
    id::AuditId => id::AuditId::stored,
    id::InvitationId => id::InvitationId::stored,
    id::EventId => id::EventId::stored,
    id::DeliveryId => id::DeliveryId::stored,
    id::ItemId => id::ItemId::stored,
    id::DocumentId => id::DocumentId::stored,
    id::PictureId => id::PictureId::stored,
    id::ReasonId => id::ReasonId::stored,
    id::ViewId => id::ViewId::stored,
    id::CategoryId => id::CategoryId::stored,
);

impl Column for Millis {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        row.try_get(name).map(Millis)
    }
}

impl Column for Option<Millis> {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        row.try_get::<Option<i64>, _>(name).map(|at| at.map(Millis))
    }
}

/// Rejects an unknown currency code; never falls back to another currency.
impl Column for Currency {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let code: String = row.try_get(name)?;
        Currency::parse(&code).ok_or_else(|| super::unreadable(name, &code))
    }
}

impl Column for Option<Currency> {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let code: Option<String> = row.try_get(name)?;
        code.map(|code| Currency::parse(&code).ok_or_else(|| super::unreadable(name, &code)))
            .transpose()
    }
}

/// A JSON document or list; unreadable JSON is an error, never empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> Column for Json<T> {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        let text: String = row.try_get(name)?;
        serde_json::from_str(&text)
            .map(Self)
            .map_err(|_| super::unreadable(name, &text))
    }
}
