//! What a save tells its seller: what is live now, and what waits.

use super::changes;
use crate::db::Db;
use crate::id::{ProductId, SellerId};
use crate::problem::Problem;
use crate::product_review::store::{self, ReviewRow};
use crate::products::{self, Product, StoredProduct};

/// A product before it is saved.
pub struct Before {
    product: Option<Product>,
    /// What of it waits.
    review: Option<ReviewRow>,
}

impl Before {
    pub async fn of(db: &Db, seller_id: &SellerId, product_id: &ProductId) -> Result<Self, Problem> {
        let stored = products::find(db, seller_id, product_id).await?;
        Ok(Self {
            product: stored.map(|stored| stored.product),
            review: waiting(db, seller_id, product_id).await?,
        })
    }

    /// What saving did, in a sentence or two.
    pub async fn told(
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
            return Ok("Saved. It waits for review: it is for sale once we have looked at it.".to_owned());
        }
        let is_live = self.product.as_ref() != Some(&saved.product);
        let rest = match is_live {
            true => " Everything else is live now.",
            false => "",
        };
        let what = what_waits(&row);
        Ok(format!(
            "Saved. Waiting for review: {what}. Until we have looked, buyers see what they saw before.{rest}"
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

/// Whether a change of the product's pictures waits.
pub async fn pictures_wait(db: &Db, seller_id: &SellerId, product_id: &ProductId) -> Result<bool, Problem> {
    let row = waiting(db, seller_id, product_id).await?;
    Ok(row.is_some_and(|row| row.has_images()))
}

/// As many products that wait are counted of one act.
pub const MOST_COUNTED: i64 = 1_000;

/// What is said of the products that wait, of those that one act has changed; nothing where none does.
pub fn waiting_sentence(count: i64) -> Option<String> {
    let what = match count {
        ..=0 => return None,
        1 => "One of them waits".to_owned(),
        MOST_COUNTED.. => format!("{MOST_COUNTED} of them or more wait"),
        _ => format!("{count} of them wait"),
    };
    Some(format!(
        "{what} for review: until we have looked, buyers see what they saw before, and nothing that is new."
    ))
}
