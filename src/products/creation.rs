//! Creation of a product with variants and stock.

use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::emit;
use crate::id::ProductId;
use crate::problem::Problem;
use crate::products::store::{self, StoredProduct};
use crate::products::{Product, ProductForm, ProductStatus};
use crate::state::App;
use crate::stock::Cause;
use crate::viewer::{Member, may};
use serde_json::json;

/// The product of a form, checked, and that this seller may have it in that status.
pub fn parse(member: &Member<may::Products>, form: &ProductForm) -> Result<Product, Problem> {
    let product = Product::parse(form, member.currency)?;
    may_be(member, product.status)?;
    Ok(product)
}

/// Rejects products on sale unless the seller is approved.
pub fn may_be(member: &Member<may::Products>, status: ProductStatus) -> Result<(), Problem> {
    match status {
        ProductStatus::Active => member.approved(),
        _ => Ok(()),
    }
}

/// Creates the product; it and its event commit together.
pub async fn create(
    app: &App,
    member: &Member<may::Products>,
    product: &Product,
) -> Result<StoredProduct, Problem> {
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            let created = create_in(&mut tx, member, product, now).await?;
            tx.commit().await?;
            Ok(created)
        })
        .await
}

/// Creates within the caller's transaction.
pub(super) async fn create_in(
    tx: &mut Tx,
    member: &Member<may::Products>,
    product: &Product,
    now: Millis,
) -> Result<StoredProduct, Problem> {
    let cause = Cause {
        reason: "created",
        user_id: Some(&member.user_id),
        ..Cause::default()
    };
    let product_id: ProductId = store::insert(tx, &member.seller_id, product, &cause, now).await?;
    let content = json!({ "product_id": product_id });
    emit(tx, now, "product.created", Some(&member.seller_id), &content).await?;
    let act = Act {
        action: "product.created",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(product_id.as_str()),
        after: Some(json!({ "name": product.name, "status": product.status })),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    store::find_in(tx, &member.seller_id, &product_id)
        .await?
        .ok_or_else(Problem::not_found)
}
