//! SQL of order search words.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{OrderId, SellerId};

/// Inserts an order's words.
pub async fn insert_words(
    tx: &mut Tx,
    seller_id: &SellerId,
    number: i64,
    words: &[String],
) -> sqlx::Result<()> {
    let insert = |places: &str| {
        format!(
            "insert into order_words (seller_id, word, number)
             select cast($1 as text), v.column1, cast($2 as bigint) from (values {places}) v"
        )
    };
    write_words(tx, seller_id, number, words, insert).await
}

/// Inserts an order's missing words.
pub async fn insert_missing_words(
    tx: &mut Tx,
    seller_id: &SellerId,
    number: i64,
    words: &[String],
) -> sqlx::Result<()> {
    let insert = |places: &str| {
        format!(
            "insert into order_words (seller_id, word, number)
             select cast($1 as text), v.column1, cast($2 as bigint) from (values {places}) v
             where not exists (
                 select 1 from order_words w where w.seller_id = $1 and w.word = v.column1 and w.number = $2)"
        )
    };
    write_words(tx, seller_id, number, words, insert).await
}

/// Runs a statement over the words; `$1` is the seller, `$2` the order's number.
async fn write_words(
    tx: &mut Tx,
    seller_id: &SellerId,
    number: i64,
    words: &[String],
    statement: impl Fn(&str) -> String,
) -> sqlx::Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = (0..words.len()).map(|at| format!("(${})", at + 3)).collect();
    let mut query = sqlx::query(sqlx::AssertSqlSafe(statement(&places.join(", "))))
        .bind(seller_id.as_str().to_owned())
        .bind(number);
    for word in words {
        query = query.bind(word.clone());
    }
    query.execute(&mut **tx).await.map(drop)
}

crate::row! {
    /// An order that has no words yet.
    #[derive(Debug)]
    pub struct WordlessRow {
        pub order_id: OrderId,
        pub seller_id: SellerId,
        pub number: i64,
        pub reference: String,
        pub buyer_name: String,
        pub buyer_email: String,
    }
}

/// Orders that have no words yet, the oldest first.
pub async fn without_words(db: &Db, limit: i64) -> sqlx::Result<Vec<WordlessRow>> {
    sqlx::query_as(
        "select order_id, seller_id, number, reference, buyer_name, buyer_email from orders
         where words_at is null order by order_id limit $1",
    )
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Marks an order as having words; returns whether it had none.
pub async fn set_words_given(tx: &mut Tx, order_id: &OrderId, text: &str, now: Millis) -> sqlx::Result<bool> {
    let given = sqlx::query(
        "update orders set search_text = $2, words_at = $3 where order_id = $1 and words_at is null",
    )
    .bind(order_id.as_str())
    .bind(text)
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(given.rows_affected() == 1)
}
