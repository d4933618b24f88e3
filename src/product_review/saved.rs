//! Result message of a save: what is live, and what needs review.

use super::changes;
use crate::db::Db;
use crate::id::{ProductId, SellerId};
use crate::problem::Problem;
use crate::product_review::store::{self, ReviewRow};
use crate::products::{self, Product, StoredProduct};

/// A product before it is saved.
pub struct SavedState {
    product: Option<Product>,
    /// Part under review.
    review: Option<ReviewRow>,
}

impl SavedState {
    pub async fn of(db: &Db, seller_id: &SellerId, product_id: &ProductId) -> Result<Self, Problem> {
        let stored = products::find(db, seller_id, product_id).await?;
        Ok(Self {
            product: stored.map(|stored| stored.product),
            review: waiting(db, seller_id, product_id).await?,
        })
    }

    /// Describes the save in a sentence or two.
    pub async fn message(
        &self,
        db: &Db,
        seller_id: &SellerId,
        saved: &StoredProduct,
    ) -> Result<String, Problem> {
        let review = waiting(db, seller_id, &saved.product_id).await?;
        let Some(row) = review.filter(|row| self.review.as_ref() != Some(row)) else {
            return Ok("Saved.".to_owned());
        };
        if row.is_new() {
            return Ok("Saved. It needs review: it goes on sale once we approve it.".to_owned());
        }
        let is_live = self.product.as_ref() != Some(&saved.product);
        let rest = match is_live {
            true => " Everything else is live now.",
            false => "",
        };
        let what = what_waits(&row);
        Ok(format!(
            "Saved. Waiting for review: {what}. Until then, buyers see the previous version.{rest}"
        ))
    }
}

async fn waiting(db: &Db, seller_id: &SellerId, product_id: &ProductId) -> sqlx::Result<Option<ReviewRow>> {
    let row = store::review_of(db, seller_id, product_id).await?;
    Ok(row.filter(ReviewRow::is_waiting))
}

/// The parts that wait, in words: `name, category and pictures`.
fn what_waits(row: &ReviewRow) -> String {
    let mut parts: Vec<&str> = changes(row).iter().map(|change| change.field).collect();
    if row.has_images() {
        parts.push("pictures");
    }
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// Whether picture changes are under review.
pub async fn pictures_wait(db: &Db, seller_id: &SellerId, product_id: &ProductId) -> Result<bool, Problem> {
    let row = waiting(db, seller_id, product_id).await?;
    Ok(row.is_some_and(|row| row.has_images()))
}

/// Maximum counted products under review per action.
pub const MOST_COUNTED: i64 = 1_000;

/// Sentence about the action's products under review; none if there are none.
pub fn waiting_sentence(count: i64) -> Option<String> {
    let what = match count {
        ..=0 => return None,
        1 => "One of them needs review".to_owned(),
        MOST_COUNTED.. => format!("At least {MOST_COUNTED} of them need review"),
        _ => format!("{count} of them need review"),
    };
    Some(format!(
        "{what}: until then, buyers see the previous version, and new products stay hidden."
    ))
}
