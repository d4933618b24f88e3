//! SQL of the operator's checklist and the sellers' answers.

use crate::accounts::checklist::{Kind, Need};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{ItemId, SellerId, UserId};

crate::row! {
    /// A checklist item with one seller's state.
    #[derive(Debug, Clone)]
    pub struct ItemRow {
        pub item_id: ItemId,
        pub kind: Kind,
        pub label: String,
        pub help: Option<String>,
        pub terms: Option<String>,
        pub terms_version: Option<String>,
        pub need: Need,
        pub answer: Option<String>,
        pub accepted_version: Option<String>,
        pub answered_at: Option<Millis>,
        pub mend_asked_at: Option<Millis>,
        /// Number of documents by status.
        pub accepted: i64,
        pub waiting: i64,
        pub refused: i64,
        /// Owners whose address is verified.
        pub verified: i64,
        /// Owners whose phone is.
        pub phones: i64,
        pub methods: i64,
    }
}

/// The list for one seller, in its order.
pub async fn checklist<'e>(
    on: impl sqlx::Executor<'e, Database = sqlx::Any>,
    seller_id: &SellerId,
) -> sqlx::Result<Vec<ItemRow>> {
    sqlx::query_as(
        "select i.item_id, i.kind, i.label, i.help, i.terms, i.terms_version, i.need,
             a.answer, a.terms_version as accepted_version, a.answered_at, a.mend_asked_at,
             (select count(*) from verification_documents d
                where d.seller_id = $1 and d.item_id = i.item_id and d.status = 'accepted') as accepted,
             (select count(*) from verification_documents d
                where d.seller_id = $1 and d.item_id = i.item_id and d.status = 'waiting') as waiting,
             (select count(*) from verification_documents d
                where d.seller_id = $1 and d.item_id = i.item_id and d.status = 'refused') as refused,
             (select count(*) from members m join users u on u.user_id = m.user_id
                where m.seller_id = $1 and m.role = 'owner' and u.verified_at is not null) as verified,
             (select count(*) from members m join users u on u.user_id = m.user_id
                where m.seller_id = $1 and m.role = 'owner' and u.phone_verified_at is not null) as phones,
             (select count(*) from payout_methods p
                where p.seller_id = $1 and p.removed_at is null) as methods
         from checklist_items i
         left join checklist_answers a on a.item_id = i.item_id and a.seller_id = $1
         where i.archived_at is null order by i.position, i.item_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(on)
    .await
}

/// Records when the checklist was completed; returns whether it was not recorded before. Only a shop that
/// waits is noted.
pub async fn set_ready(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<bool> {
    let noted = sqlx::query(
        "update sellers set ready_at = $2 where seller_id = $1 and ready_at is null and status = 'pending'",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() == 1)
}

pub async fn set_unready(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query("update sellers set ready_at = null where seller_id = $1 and ready_at is not null")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Stores a seller's answer and clears an admin's request to change it.
pub async fn keep_answer(
    tx: &mut Tx,
    seller_id: &SellerId,
    item_id: &ItemId,
    answer: Option<&str>,
    terms_version: Option<&str>,
    by: &UserId,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into checklist_answers (seller_id, item_id, answer, terms_version, answered_by, answered_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (seller_id, item_id) do update set answer = excluded.answer,
             terms_version = excluded.terms_version, answered_by = excluded.answered_by,
             answered_at = excluded.answered_at, mend_asked_at = null",
    )
    .bind(seller_id.as_str())
    .bind(item_id.as_str())
    .bind(answer)
    .bind(terms_version)
    .bind(by.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Marks an answer as to be changed; returns whether there is one.
pub async fn ask_to_mend(
    tx: &mut Tx,
    seller_id: &SellerId,
    item_id: &ItemId,
    now: Millis,
) -> sqlx::Result<bool> {
    let asked = sqlx::query(
        "update checklist_answers set mend_asked_at = $3
         where seller_id = $1 and item_id = $2 and answer is not null",
    )
    .bind(seller_id.as_str())
    .bind(item_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(asked.rows_affected() == 1)
}

/// Shops of this person that wait for approval.
pub async fn pending_sellers_of(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<Vec<SellerId>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select s.seller_id from members m join sellers s on s.seller_id = m.seller_id
         where m.user_id = $1 and s.status = 'pending' order by s.seller_id",
    )
    .bind(user_id.as_str())
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| SellerId::stored(id)).collect())
}

crate::row! {
    /// A checklist item as defined by the operator.
    #[derive(Debug, Clone)]
    pub struct ListedItem {
        pub item_id: ItemId,
        pub kind: Kind,
        pub label: String,
        pub help: Option<String>,
        pub terms: Option<String>,
        pub terms_version: Option<String>,
        pub need: Need,
        pub position: i64,
        pub created_at: Millis,
    }
}

const ITEMS: &str = "select item_id, kind, label, help, terms, terms_version, need, position, created_at
    from checklist_items where archived_at is null order by position, item_id";

pub async fn items(db: &Db) -> sqlx::Result<Vec<ListedItem>> {
    sqlx::query_as(ITEMS).fetch_all(db.reader()).await
}

/// All items, within a transaction that changes the list.
pub async fn items_in(tx: &mut Tx) -> sqlx::Result<Vec<ListedItem>> {
    sqlx::query_as(ITEMS).fetch_all(&mut **tx).await
}

/// An item that is not archived.
pub async fn item_in(tx: &mut Tx, item_id: &ItemId) -> sqlx::Result<Option<ListedItem>> {
    sqlx::query_as(
        "select item_id, kind, label, help, terms, terms_version, need, position, created_at
         from checklist_items where item_id = $1 and archived_at is null",
    )
    .bind(item_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

/// Locks and reads an item that is not archived.
pub async fn lock_item(tx: &mut Tx, item_id: &ItemId) -> sqlx::Result<Option<ListedItem>> {
    let item = "select 1 from checklist_items where item_id = $1";
    tx.lock(item, &[item_id.as_str()]).await?;
    item_in(tx, item_id).await
}

/// Inserts or updates an item.
pub async fn put_item(tx: &mut Tx, item: &ListedItem) -> sqlx::Result<()> {
    sqlx::query(
        "insert into checklist_items (item_id, kind, label, help, terms, terms_version, need, position, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (item_id) do update set label = excluded.label, help = excluded.help, terms = excluded.terms,
             terms_version = excluded.terms_version, need = excluded.need, position = excluded.position",
    )
    .bind(item.item_id.as_str())
    .bind(item.kind.as_str())
    .bind(&item.label)
    .bind(item.help.as_deref())
    .bind(item.terms.as_deref())
    .bind(item.terms_version.as_deref())
    .bind(item.need.as_str())
    .bind(item.position)
    .bind(item.created_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Archives an item; returns whether it was active.
pub async fn archive_item(tx: &mut Tx, item_id: &ItemId, now: Millis) -> sqlx::Result<bool> {
    let archived =
        sqlx::query("update checklist_items set archived_at = $2 where item_id = $1 and archived_at is null")
            .bind(item_id.as_str())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
    Ok(archived.rows_affected() == 1)
}
