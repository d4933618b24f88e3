//! Why products are not written.

use crate::form::FieldErrors;
use crate::problem::Problem;

/// Why a product could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another product of the seller has the SKU that the variant at this place asks for.
    #[error("another product has that SKU")]
    SkuTaken { place: usize, lone: bool },
    /// Someone else changed it since it was read.
    #[error("it was changed meanwhile")]
    Overtaken,
    #[error(transparent)]
    Db(#[from] sqlx::Error),
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
                FieldErrors::of(field, "Another of your products has this SKU already.").into()
            }
            WriteError::Overtaken => Self::conflict("It was changed by someone else just now. Try it again."),
            WriteError::Db(error) => error.into(),
        }
    }
}
