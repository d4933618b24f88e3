//! Why products are not written.

use crate::form::FieldErrors;
use crate::problem::Problem;

/// Why a product could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another product has the SKU of the variant at this index.
    #[error("another product has that SKU")]
    SkuTaken { place: usize, lone: bool },
    /// Someone else changed it since it was read.
    #[error("it was changed in the meantime")]
    ChangedMeanwhile,
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

impl WriteError {
    /// Whether a retry would fail the same way, because the database rejected the product's data.
    pub fn is_of_the_product(&self) -> bool {
        match self {
            Self::SkuTaken { .. } | Self::ChangedMeanwhile => true,
            Self::Db(sqlx::Error::Database(error)) => {
                error.is_unique_violation() || error.is_check_violation() || error.is_foreign_key_violation()
            }
            Self::Db(sqlx::Error::Encode(_) | sqlx::Error::Protocol(_)) => true,
            Self::Db(_) => false,
        }
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::SkuTaken { place, lone } => {
                let field = if lone {
                    "sku".to_owned()
                } else {
                    format!("variants.{place}.sku")
                };
                FieldErrors::of(field, "Another of your products already has this SKU.").into()
            }
            WriteError::ChangedMeanwhile => Self::conflict("Someone else has just changed it. Try again."),
            WriteError::Db(error) => error.into(),
        }
    }
}
