//! Updates of a product: missing fields stay.

use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::emit;
use crate::id::ProductId;
use crate::problem::Problem;
use crate::products::store::{self, StoredProduct};
use crate::products::{Product, ProductPatch, ProductStatus, creation};
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::{Value, json};

/// Updates a product; a patch without effect leaves no trace.
pub async fn revise(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    patch: &ProductPatch,
) -> Result<StoredProduct, Problem> {
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            let current = store::lock(&mut tx, &member.seller_id, product_id)
                .await?
                .ok_or_else(Problem::not_found)?;
            if patch.version.is_some_and(|version| version != current.version) {
                return Err(Problem::conflict(
                    "Someone else has changed the product in the meantime. Check the current version and \
                        change it again.",
                ));
            }
            let next = patch.apply(&current.product, member.currency)?;
            if next.status != current.product.status {
                creation::may_be(member, next.status)?;
            }
            write(&mut tx, member, &current, &next, now).await?;
            let revised = store::find_in(&mut tx, &member.seller_id, product_id)
                .await?
                .ok_or_else(Problem::not_found)?;
            tx.commit().await?;
            Ok(revised)
        })
        .await
}

/// Sets the status of many products, all or none; returns how many changed.
pub async fn set_status(
    app: &App,
    member: &Member<may::Products>,
    product_ids: &[ProductId],
    status: ProductStatus,
) -> Result<usize, Problem> {
    creation::may_be(member, status)?;
    let mut ids = product_ids.to_vec();
    ids.sort();
    ids.dedup();
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            let mut changed = 0;
            for product_id in &ids {
                let current = store::lock(&mut tx, &member.seller_id, product_id)
                    .await?
                    .ok_or_else(Problem::not_found)?;
                if current.product.status == status {
                    continue;
                }
                let next = current.product.with_status(status);
                write(&mut tx, member, &current, &next, now).await?;
                changed += 1;
            }
            tx.commit().await?;
            Ok(changed)
        })
        .await
}

/// Writes the locked product with its event and audit entry.
pub async fn write(
    tx: &mut Tx,
    member: &Member<may::Products>,
    current: &StoredProduct,
    next: &Product,
    now: Millis,
) -> Result<(), Problem> {
    if current.product == *next {
        return Ok(());
    }
    let cause = Cause {
        reason: "edited",
        user_id: Some(&member.user_id),
        ..Cause::default()
    };
    // What waits for an admin is not changed yet.
    let written = store::update(tx, &member.seller_id, current, next, &cause, now).await?;
    let content = json!({ "product_id": current.product_id });
    emit(tx, now, "product.changed", Some(&member.seller_id), &content).await?;
    let (before, after) = (audited_values(&current.product), audited_values(&written));
    if before != after {
        let act = Act {
            action: "product.changed",
            seller_id: Some(&member.seller_id),
            user_id: Some(&member.user_id),
            subject: Some(current.product_id.as_str()),
            before: Some(before),
            after: Some(after),
        };
        audit::note(tx, now, act).await?;
    }
    Ok(())
}

/// Audited product values: name, status and price.
fn audited_values(product: &Product) -> Value {
    let prices = product
        .variants
        .iter()
        .map(|variant| json!({ "variant": variant.label(), "price_minor": variant.price_minor }));
    json!({ "name": product.name, "status": product.status, "prices": prices.collect::<Vec<_>>() })
}
