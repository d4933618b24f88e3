//! SQL of verification documents.

use super::sellers::lock_seller;
use crate::accounts::DocumentStatus;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{DocumentId, ItemId, SellerId, UserId};
use crate::shop_storage::{self, Kind};

crate::row! {
    /// A document; its file is stored until `removed_at`.
    #[derive(Debug, Clone)]
    pub struct DocumentRow {
        pub document_id: DocumentId,
        pub seller_id: SellerId,
        pub item_id: Option<ItemId>,
        pub file_name: String,
        pub content_type: String,
        pub size_bytes: i64,
        pub sha256: String,
        pub storage_key: String,
        pub status: DocumentStatus,
        pub reason: Option<String>,
        pub uploaded_at: Millis,
        pub decided_at: Option<Millis>,
        pub removed_at: Option<Millis>,
    }
}

/// Notes a paper whose file is on its way, unless too many wait already. Without its file by `due`, it goes.
pub async fn insert_document(
    tx: &mut Tx,
    row: &DocumentRow,
    by: &UserId,
    due: Millis,
    most: i64,
) -> sqlx::Result<bool> {
    // Two uploads of one shop at once count one after the other.
    lock_seller(tx, &row.seller_id).await?;
    let inserted = sqlx::query(
        "insert into verification_documents (document_id, seller_id, item_id, file_name, content_type, size_bytes,
             sha256, storage_key, status, uploaded_by, uploaded_at, removal_due_at)
         select $1, $2, $3, $4, $5, cast($6 as bigint), $7, $8, 'arriving', $9, cast($10 as bigint),
             cast($11 as bigint) from sellers
         where seller_id = $2 and (select count(*) from verification_documents d
             where d.seller_id = $2 and d.status in ('arriving', 'waiting')) < $12",
    )
    .bind(row.document_id.as_str())
    .bind(row.seller_id.as_str())
    .bind(row.item_id.as_ref().map(ItemId::as_str))
    .bind(&row.file_name)
    .bind(&row.content_type)
    .bind(row.size_bytes)
    .bind(&row.sha256)
    .bind(&row.storage_key)
    .bind(by.as_str())
    .bind(row.uploaded_at.0)
    .bind(due.0)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Its file has arrived.
pub async fn document_arrived(tx: &mut Tx, document_id: &DocumentId) -> sqlx::Result<bool> {
    let arrived = sqlx::query(
        "update verification_documents set status = 'waiting', removal_due_at = null
         where document_id = $1 and status = 'arriving' and removed_at is null",
    )
    .bind(document_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(arrived.rows_affected() == 1)
}

/// A seller's documents, newest first, without withdrawn ones.
pub async fn documents(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<DocumentRow>> {
    sqlx::query_as(
        "select document_id, seller_id, item_id, file_name, content_type, size_bytes, sha256, storage_key, status,
             reason, uploaded_at, decided_at, removed_at
         from verification_documents where seller_id = $1 and status in ('waiting', 'accepted', 'refused')
         order by document_id desc limit 200",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// A paper, locked with its seller, inside a transaction that decides about it.
pub async fn document_in(
    tx: &mut Tx,
    seller_id: &SellerId,
    document_id: &DocumentId,
) -> sqlx::Result<Option<DocumentRow>> {
    lock_seller(tx, seller_id).await?;
    let document = "select 1 from verification_documents where document_id = $1";
    tx.lock(document, &[document_id.as_str()]).await?;
    sqlx::query_as(
        "select document_id, seller_id, item_id, file_name, content_type, size_bytes, sha256, storage_key, status,
             reason, uploaded_at, decided_at, removed_at
         from verification_documents
         where seller_id = $1 and document_id = $2 and status in ('waiting', 'accepted', 'refused')",
    )
    .bind(seller_id.as_str())
    .bind(document_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

/// Accepts or rejects a waiting document; returns whether it did.
pub async fn decide_document(
    tx: &mut Tx,
    document_id: &DocumentId,
    status: DocumentStatus,
    reason: Option<&str>,
    by: &UserId,
    now: Millis,
) -> sqlx::Result<bool> {
    let decided = sqlx::query(
        "update verification_documents set status = $2, reason = $3, decided_by = $4, decided_at = $5
         where document_id = $1 and status = 'waiting'",
    )
    .bind(document_id.as_str())
    .bind(status.as_str())
    .bind(reason)
    .bind(by.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(decided.rows_affected() == 1)
}

/// Withdraws an undecided document and its file.
pub async fn withdraw_document(tx: &mut Tx, document_id: &DocumentId, now: Millis) -> sqlx::Result<bool> {
    let withdrawn = sqlx::query(
        "update verification_documents set status = 'withdrawn', removal_due_at = $2
         where document_id = $1 and status = 'waiting'",
    )
    .bind(document_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(withdrawn.rows_affected() == 1)
}

/// Sets the latest deletion date of all a shop's files.
pub async fn documents_go_by(tx: &mut Tx, seller_id: &SellerId, due: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update verification_documents set removal_due_at = $2
         where seller_id = $1 and removed_at is null and (removal_due_at is null or removal_due_at > $2)",
    )
    .bind(seller_id.as_str())
    .bind(due.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Cancels the deletion of a shop's files, because it is reviewed again.
pub async fn documents_stay(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query(
        "update verification_documents set removal_due_at = null
         where seller_id = $1 and removed_at is null and status in ('waiting', 'accepted', 'refused')",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Files that have to go: which paper's, and the key.
pub async fn documents_to_remove(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "select document_id, storage_key from verification_documents
         where removal_due_at is not null and removed_at is null and removal_due_at <= $1
         order by removal_due_at limit $2",
    )
    .bind(now.0)
    .bind(limit)
    .fetch_all(db.reader())
    .await
}

/// Marks a file deleted and releases its space.
pub async fn document_removed(tx: &mut Tx, document_id: &str, now: Millis) -> sqlx::Result<()> {
    let gone: Option<(String, i64)> = sqlx::query_as(
        "update verification_documents set removed_at = $2 where document_id = $1 and removed_at is null
         returning seller_id, size_bytes",
    )
    .bind(document_id)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    if let Some((seller_id, bytes)) = gone {
        shop_storage::give_back(tx, &SellerId::stored(seller_id), Kind::Documents, bytes).await?;
    }
    Ok(())
}

/// Sum of a shop's document bytes.
pub const SUM_OF_DOCUMENTS: &str =
    "select cast(coalesce(sum(size_bytes), 0) as bigint) from verification_documents
     where seller_id = $1 and removed_at is null";
