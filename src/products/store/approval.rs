//! Products as an admin approved them.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{ProductId, SellerId};
use crate::products::store::category;
use crate::products::store::decided::Decided;
use crate::products::store::read::find_in;
use crate::products::store::write::write_facts;
use crate::products::{WaitingTexts, review_rule};

/// An admin lets a product be sold with these texts. It is locked; ending its review is left to the caller.
pub async fn approve(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
    texts: &WaitingTexts,
    now: Millis,
) -> sqlx::Result<()> {
    let Some(current) = find_in(tx, seller_id, product_id).await? else {
        return Ok(());
    };
    let reviewed = review_rule::approved(&current.product, texts, now);
    let decided = Decided::of(&current, reviewed);
    write_facts(tx, seller_id, &decided, &current.product.handle, now).await?;
    category::follow(tx, seller_id, &[decided]).await
}
