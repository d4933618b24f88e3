//! Removal: a product is deleted, or archived if it has orders.

use crate::audit::{self, Act};
use crate::events::{Event, JobError, emit};
use crate::form::FieldErrors;
use crate::id::ProductId;
use crate::problem::Problem;
use crate::products::{ProductStatus, store};
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::json;

/// Result of removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    Deleted,
    Archived,
}

/// Removes or archives the product.
pub async fn remove(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
) -> Result<Removed, Problem> {
    remove_if(app, member, product_id, |_| true).await
}

/// Removes after a person typed the product's name.
pub async fn remove_named(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    typed: &str,
) -> Result<Removed, Problem> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    remove_if(app, member, product_id, |name| plain(name) == plain(typed)).await
}

async fn remove_if(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    is_meant: impl Fn(&str) -> bool,
) -> Result<Removed, Problem> {
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            let current = store::lock(&mut tx, &member.seller_id, product_id)
                .await?
                .ok_or_else(Problem::not_found)?;
            let ordered = current.sold_at.is_some() || current.reserved.iter().any(|pieces| *pieces > 0);
            let (removed, action) = if ordered {
                let next = current.product.with_status(ProductStatus::Archived);
                let cause = Cause {
                    reason: "edited",
                    user_id: Some(&member.user_id),
                    ..Cause::default()
                };
                store::update(&mut tx, &member.seller_id, &current, &next, &cause, now).await?;
                (Removed::Archived, "product.archived")
            } else {
                if !is_meant(&current.product.name) {
                    let message = "Type the name exactly as shown below, so that nothing is deleted by \
                        mistake.";
                    return Err(FieldErrors::of("confirmation", message).into());
                }
                store::delete(&mut tx, &member.seller_id, product_id).await?;
                (Removed::Deleted, "product.removed")
            };
            let content = json!({ "product_id": product_id });
            emit(&mut tx, now, action, Some(&member.seller_id), &content).await?;
            let act = Act {
                action,
                seller_id: Some(&member.seller_id),
                user_id: Some(&member.user_id),
                subject: Some(product_id.as_str()),
                before: Some(json!({ "name": current.product.name, "status": current.product.status })),
                ..Act::default()
            };
            audit::note(&mut tx, now, act).await?;
            tx.commit().await?;
            Ok(removed)
        })
        .await
}

/// Archives all products of a closed shop, since orders refer to them.
pub async fn archive_all(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    store::archive_all(&mut tx, seller_id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}
