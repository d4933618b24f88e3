//! Product review by admins, as the policy requires: new products wait for approval, and changes of live ones
//! (texts, category, pictures) wait beside the live version. Price, stock, SKU and taking it off the shelf
//! never wait.
//!
//! `products::review_rule` decides what waits, for every writer; the product's store queues it. This slice shows the
//! queue to admins and applies their decision.

mod actions;
pub mod api;
mod decision;
mod diff;
pub mod jobs;
pub mod pages;
mod pictures;
mod saved;
mod store;
mod views;

pub use decision::{mail_decision, release};
pub use diff::{Part, words};
pub use pictures::{PictureChange, Pictures, ReviewedPictures, pictures};
pub use saved::{MOST_COUNTED, SavedState, pictures_wait, waiting_sentence};
pub use store::{ReviewRow, count_reviews, restore_waiting, review_of, some_waiting, waiting_texts};
pub use views::{Waiting, Waits};

use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::{Connection, Tx};
use crate::events::emit;
use crate::form::{self, FieldErrors};
use crate::id::{ProductId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, duty, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

const LONGEST_REASON: usize = 2_000;
/// Maximum number of bulk approvals.
const MOST_AT_ONCE: usize = 200;

/// Requested changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ChangeRequestForm)]
pub struct ReasonForm {
    #[schema(example = "Say what the mug is made of.")]
    pub reason: String,
}

crate::stored_enum! {
    /// Scope of a pending review.
    pub enum ReviewKind {
        /// The whole of it: it is not for sale yet.
        New = "new",
        /// A change of one that is for sale.
        Edit = "edit",
        /// Nothing.
        None = "none",
    }
}

/// A product under review as the API shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ProductReview)]
pub struct Review {
    pub product_id: ProductId,
    pub seller_id: crate::id::SellerId,
    pub shop_name: String,
    pub kind: ReviewKind,
    pub since: Option<Millis>,
    /// As it is for sale.
    pub name: String,
    /// Changes by field.
    pub changes: Vec<FieldChange>,
    /// Whether picture changes are under review.
    pub images_wait: bool,
    /// Its pictures as buyers see them and as they would be; of one product alone, where they are to be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<ReviewedPictures>,
    /// Changes requested of the seller, if it waits for them.
    pub reason: Option<String>,
}

/// One field of a product, as it is and as it would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldChange {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

impl Review {
    pub fn of(row: &ReviewRow) -> Self {
        Self {
            product_id: row.product_id.clone(),
            seller_id: row.seller_id.clone(),
            shop_name: row.shop_name.clone(),
            kind: row.kind,
            since: row.is_waiting().then(|| row.since()),
            name: row.live_name.clone(),
            changes: changes(row),
            images_wait: row.has_images(),
            images: None,
            reason: row.reason.clone(),
        }
    }

    /// The review with its pictures.
    pub async fn whole(connection: &mut Connection, row: &ReviewRow) -> Result<Self, Problem> {
        let pictures = pictures(connection, row).await?;
        Ok(Self {
            images: pictures.as_ref().map(ReviewedPictures::of),
            ..Self::of(row)
        })
    }
}

/// Differences between the live and the proposed version.
pub fn changes(row: &ReviewRow) -> Vec<FieldChange> {
    let category = row.live_category.clone().unwrap_or_default();
    [
        ("name", &row.live_name, &row.name),
        ("description", &row.live_description, &row.description),
        ("category", &category, &row.category),
    ]
    .into_iter()
    .filter_map(|(field, before, after)| {
        Some(FieldChange {
            field,
            before: before.clone(),
            after: after.clone().filter(|after| after != before)?,
        })
    })
    .collect()
}

/// Whether products returned to sellers are included.
pub(super) fn shows_all(show: Option<&str>) -> Result<bool, FieldErrors> {
    match show.unwrap_or_default() {
        "" => Ok(false),
        "all" => Ok(true),
        _ => Err(FieldErrors::of("show", "show must be all or left out.")),
    }
}

/// Approves a product or its changes, which go live.
pub async fn approve(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    product_id: &ProductId,
) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    let row = store::hold_review(&mut tx, product_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    approve_in(&mut tx, &row, Some(&admin.user_id), app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Approves several products, skipping those no longer waiting. Says how many were approved.
pub async fn approve_many(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    ids: &[String],
) -> Result<usize, Problem> {
    if ids.is_empty() {
        return Err(FieldErrors::of(FieldErrors::FORM, "Choose at least one product.").into());
    }
    if ids.len() > MOST_AT_ONCE {
        let message = format!("Choose at most {MOST_AT_ONCE} products at once.");
        return Err(FieldErrors::of(FieldErrors::FORM, message).into());
    }
    let mut tx = app.db.begin().await?;
    let mut approved = 0;
    for id in ids {
        let product_id = ProductId::parse(id).map_err(|_| Problem::not_found())?;
        if let Some(row) = store::hold_review(&mut tx, &product_id).await? {
            approve_in(&mut tx, &row, Some(&admin.user_id), app.clock.now()).await?;
            approved += 1;
        }
    }
    tx.commit().await?;
    Ok(approved)
}

/// Product, event and audit together. Nobody approves when the policy lets go of what waits.
async fn approve_in(tx: &mut Tx, row: &ReviewRow, by: Option<&UserId>, now: Millis) -> Result<(), Problem> {
    store::approve(tx, row, now).await?;
    let content = json!({ "product_id": row.product_id, "kind": row.kind });
    emit(tx, now, "product.approved", Some(&row.seller_id), &content).await?;
    note(tx, row, "product.approved", by, None, now).await
}

async fn note(
    tx: &mut Tx,
    row: &ReviewRow,
    action: &'static str,
    by: Option<&UserId>,
    reason: Option<&str>,
    now: Millis,
) -> Result<(), Problem> {
    let act = Act {
        action,
        seller_id: Some(&row.seller_id),
        user_id: by,
        subject: Some(row.product_id.as_str()),
        before: Some(json!({ "name": row.live_name })),
        after: Some(json!({ "name": row.name, "reason": reason })),
    };
    Ok(audit::note(tx, now, act).await?)
}

/// Returns a product to its seller with requested changes.
pub async fn ask_for_changes(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    product_id: &ProductId,
    form: &ReasonForm,
) -> Result<(), Problem> {
    let reason = match form::text(&form.reason, "The change", LONGEST_REASON) {
        Ok(reason) if reason.is_empty() => Err("Describe the change: the seller reads it.".to_owned()),
        other => other,
    };
    let reason = reason.map_err(|message| FieldErrors::of("reason", message))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = store::hold_review(&mut tx, product_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if row.returned_at.is_some() {
        return Err(Problem::conflict("It is already waiting for its seller."));
    }
    store::return_review(&mut tx, product_id, &reason, now).await?;
    let content = json!({ "product_id": product_id });
    emit(
        &mut tx,
        now,
        "product.changes_asked",
        Some(&row.seller_id),
        &content,
    )
    .await?;
    note(
        &mut tx,
        &row,
        "product.changes_asked",
        Some(&admin.user_id),
        Some(&reason),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws the seller's change; the live version stays.
pub async fn withdraw(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    // Before the transaction, which holds a connection: asked for within it, another one may never come free.
    if store::review_of(&app.db, &member.seller_id, product_id)
        .await?
        .is_none()
    {
        return Err(Problem::not_found());
    }
    let mut tx = app.db.begin().await?;
    let Some(row) = store::hold_review(&mut tx, product_id).await? else {
        return Ok(());
    };
    if row.is_new() {
        return Err(Problem::conflict(
            "A new product is reviewed as a whole: make it a draft to withdraw it.",
        ));
    }
    crate::pictures::restore_images(&mut tx, &member.seller_id, product_id, now).await?;
    store::end_review(&mut tx, product_id).await?;
    note(
        &mut tx,
        &row,
        "product.review_withdrawn",
        Some(&member.user_id),
        None,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
