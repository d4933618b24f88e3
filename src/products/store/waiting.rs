//! Products that wait for an admin, written as the review rule says.

use crate::clock::Millis;
use crate::db::{Batch, Tx, Values, key_list, no_tail};
use crate::id::{ProductId, SellerId};
use crate::products::store::decided::Decided;
use crate::products::{QueueChange, WaitingTexts};
use sqlx::AssertSqlSafe;

const ADD_NEW: Batch = Batch {
    head: "insert into product_reviews (product_id, seller_id, kind, place) values",
    columns: 4,
    tail: "on conflict (product_id) do update set kind = 'new', returned_at = null, reason = null",
};

/// Texts join those that wait already.
const ADD_TEXTS: Batch = Batch {
    head: "insert into product_reviews (product_id, seller_id, kind, place, name, description, category) values",
    columns: 7,
    tail: "on conflict (product_id) do update set place = excluded.place,
             name = coalesce(excluded.name, product_reviews.name),
             description = coalesce(excluded.description, product_reviews.description),
             category = coalesce(excluded.category, product_reviews.category), reason = null, returned_at = null",
};

const SHOW_AGAIN: Batch = Batch {
    head: "update product_reviews set returned_at = null, reason = null, place = v.column2 from (values",
    columns: 2,
    tail: ") v where product_reviews.product_id = v.column1 and product_reviews.returned_at is not null
             and product_reviews.seller_id = ?",
};

/// Queue position of a product that begins to wait now.
fn place(product_id: &ProductId, now: Millis) -> String {
    format!("{:015}{product_id}", now.0)
}

/// New products wait as a whole from now on.
pub(super) async fn add_new(
    tx: &mut Tx,
    seller_id: &SellerId,
    new: &[&ProductId],
    now: Millis,
) -> sqlx::Result<()> {
    let row = |product_id: &&ProductId, row: &mut Values| {
        row.text(product_id.as_str())
            .text(seller_id.as_str())
            .text("new")
            .text(place(product_id, now));
    };
    ADD_NEW.write(tx, new, row, no_tail).await.map(drop)
}

/// Updates the review queue for changed products.
pub(super) async fn follow(
    tx: &mut Tx,
    seller_id: &SellerId,
    decided: &[Decided<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    let (mut new, mut withdrawn, mut edited, mut again) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for decided in decided {
        let product_id = &decided.current.product_id;
        match &decided.queue {
            QueueChange::Unchanged => {}
            QueueChange::NewProduct => new.push(product_id),
            QueueChange::Withdrawn => withdrawn.push(product_id),
            QueueChange::Edit(texts) => edited.push((product_id, texts)),
            QueueChange::Again => again.push(product_id),
        }
    }
    add_new(tx, seller_id, &new, now).await?;
    add_texts(tx, seller_id, &edited, now).await?;
    show_again(tx, seller_id, &again, now).await?;
    withdraw_new(tx, seller_id, &withdrawn).await
}

async fn add_texts(
    tx: &mut Tx,
    seller_id: &SellerId,
    edited: &[(&ProductId, &WaitingTexts)],
    now: Millis,
) -> sqlx::Result<()> {
    let row = |(product_id, texts): &(&ProductId, &WaitingTexts), row: &mut Values| {
        row.text(product_id.as_str())
            .text(seller_id.as_str())
            .text("edit")
            .text(place(product_id, now))
            .maybe_text(texts.name.as_deref())
            .maybe_text(texts.description.as_deref())
            .maybe_text(texts.category.as_deref());
    };
    ADD_TEXTS.write(tx, edited, row, no_tail).await.map(drop)
}

/// Puts products that were returned to their seller back into the admins' queue.
async fn show_again(
    tx: &mut Tx,
    seller_id: &SellerId,
    again: &[&ProductId],
    now: Millis,
) -> sqlx::Result<()> {
    let row = |product_id: &&ProductId, row: &mut Values| {
        row.text(product_id.as_str()).text(place(product_id, now));
    };
    let of_seller = |values: &mut Values| {
        values.text(seller_id.as_str());
    };
    SHOW_AGAIN.write(tx, again, row, of_seller).await.map(drop)
}

async fn withdraw_new(tx: &mut Tx, seller_id: &SellerId, withdrawn: &[&ProductId]) -> sqlx::Result<()> {
    if withdrawn.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "delete from product_reviews where seller_id = $1 and kind = 'new' and product_id {}",
        tx.engine().is_one_of(2)
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(withdrawn))
        .execute(&mut **tx)
        .await
        .map(drop)
}
