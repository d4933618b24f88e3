//! Verification documents: uploaded to private storage, accepted or rejected by admins, deleted on schedule.
//!
//! The row is there before the file and after it: a file without a row that knows it cannot be. A row whose file
//! did not arrive has its removal due within the hour.

use super::store::{self, DocumentRow};
use super::{checklist, document_type};
use crate::audit::{self, Act};
use crate::clock::{HOUR_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{DocumentId, ItemId, SellerId};
use crate::problem::{Code, Problem};
use crate::secret::hash_bytes;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use crate::viewer::{Admin, Member, SellerStatus, duty, may};
use crate::web::upload::Upload;
use serde::Serialize;
use serde_json::json;

/// Papers of one shop that may wait at the same time.
const MOST_WAITING: i64 = 20;
/// Files that go in one step of the schedule.
const AT_ONCE: i64 = 100;
/// Purpose of the documents' storage key.
const PURPOSE: &str = "verification-document";

crate::stored_enum! {
    /// Status of a verification document.
    #[schema(as = VerificationDocumentStatus)]
    pub enum DocumentStatus {
        /// Its file is on its way.
        Arriving = "arriving",
        /// An admin has yet to look at it.
        Waiting = "waiting",
        Accepted = "accepted",
        Refused = "refused",
        /// Taken back by the seller.
        Withdrawn = "withdrawn",
    }
}

/// One paper in the words of the API. Its file is for admins only.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = VerificationDocument)]
pub struct Document {
    pub document_id: DocumentId,
    /// Checklist item it belongs to; null for any other document.
    pub item_id: Option<ItemId>,
    pub file_name: String,
    pub content_type: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub status: DocumentStatus,
    /// Why it was refused.
    pub reason: Option<String>,
    pub uploaded_at: Millis,
    pub decided_at: Option<Millis>,
    /// When the file was deleted; the decision is kept.
    pub removed_at: Option<Millis>,
}

impl From<DocumentRow> for Document {
    fn from(row: DocumentRow) -> Self {
        Self {
            document_id: row.document_id,
            item_id: row.item_id,
            file_name: row.file_name,
            content_type: row.content_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            status: row.status,
            reason: row.reason,
            uploaded_at: row.uploaded_at,
            decided_at: row.decided_at,
            removed_at: row.removed_at,
        }
    }
}

/// The shop's papers, newest first.
pub async fn list(app: &App, seller_id: &SellerId) -> sqlx::Result<Vec<Document>> {
    let rows = store::documents(&app.db, seller_id).await?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// Stores a seller's document, for a checklist item or none.
pub async fn upload(
    app: &App,
    member: &Member<may::Settings>,
    item_id: Option<&ItemId>,
    upload: Upload,
) -> Result<Document, Problem> {
    if member.seller_status == SellerStatus::Closed {
        return Err(Problem::conflict("The shop is closed."));
    }
    let held = upload.read(&app.budget).await?;
    let content_type = document_type::content_type(member.seller_id.as_str(), &held.bytes).await?;
    let now = app.clock.now();
    let document_id = DocumentId::new(now);
    let row = DocumentRow {
        storage_key: format!("documents/{document_id}-{}", crate::secret::random_text(16)),
        document_id,
        seller_id: member.seller_id.clone(),
        item_id: item_id.cloned(),
        file_name: document_type::clean_name(&upload.name),
        content_type: content_type.to_owned(),
        size_bytes: held.bytes.len() as i64,
        sha256: hash_bytes(&held.bytes),
        status: DocumentStatus::Waiting,
        reason: None,
        uploaded_at: now,
        decided_at: None,
        removed_at: None,
    };
    let mut tx = app.db.begin().await?;
    if let Some(item_id) = item_id {
        let item = store::item_in(&mut tx, item_id).await?;
        if item.is_none_or(|item| item.kind != checklist::Kind::Document) {
            return Err(FieldErrors::of("item_id", "The checklist does not ask for that document.").into());
        }
    }
    let most = app.config.bounds.shop_bytes;
    shop_storage::take(&mut tx, &member.seller_id, Kind::Documents, row.size_bytes, most).await??;
    if !store::insert_document(&mut tx, &row, &member.user_id, now.plus(HOUR_MS), MOST_WAITING).await? {
        return Err(Problem::conflict(format!(
            "{MOST_WAITING} documents are already waiting. Withdraw one, or wait until we have reviewed them."
        )));
    }
    tx.commit().await?;
    let sealed = app
        .secrets
        .seal_bytes(PURPOSE, &held.bytes)
        .map_err(|error| Problem::internal(&error))?;
    app.files.put(&row.storage_key, sealed).await?;
    let mut tx = app.db.begin().await?;
    if !store::document_arrived(&mut tx, &row.document_id).await? {
        return Err(Problem::new(
            Code::Overloaded,
            "That took too long. Please upload it again.",
        ));
    }
    let after =
        json!({ "content_type": row.content_type, "size_bytes": row.size_bytes, "item_id": row.item_id });
    note(
        &mut tx,
        "document.uploaded",
        &row,
        &member.user_id,
        Some(after),
        now,
    )
    .await?;
    checklist::note_if_ready(&mut tx, &member.seller_id, now).await?;
    tx.commit().await?;
    Ok(row.into())
}

/// Withdraws an undecided document.
pub async fn withdraw(
    app: &App,
    member: &Member<may::Settings>,
    document_id: &DocumentId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = found(&mut tx, &member.seller_id, document_id).await?;
    if !store::withdraw_document(&mut tx, document_id, now).await? {
        return Err(Problem::conflict(format!(
            "The document is {}, so it cannot be withdrawn.",
            row.status
        )));
    }
    note(&mut tx, "document.withdrawn", &row, &member.user_id, None, now).await?;
    checklist::note_if_ready(&mut tx, &member.seller_id, now).await?;
    Ok(tx.commit().await?)
}

/// Accepts a paper.
pub async fn accept(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    document_id: &DocumentId,
) -> Result<(), Problem> {
    decide(app, admin, seller_id, document_id, DocumentStatus::Accepted, None).await
}

/// Refuses a paper, saying why; the seller sends another.
pub async fn refuse(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    document_id: &DocumentId,
    reason: &str,
) -> Result<(), Problem> {
    let reason = form::text(reason, "The reason", 1000)
        .and_then(|text| match text.is_empty() {
            true => Err("Enter a reason: the seller will read it.".to_owned()),
            false => Ok(text),
        })
        .map_err(|message| FieldErrors::of("reason", message))?;
    decide(
        app,
        admin,
        seller_id,
        document_id,
        DocumentStatus::Refused,
        Some(&reason),
    )
    .await
}

async fn decide(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    document_id: &DocumentId,
    status: DocumentStatus,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = found(&mut tx, seller_id, document_id).await?;
    if !store::decide_document(&mut tx, document_id, status, reason, &admin.user_id, now).await? {
        return Err(Problem::conflict(format!(
            "The document is already {}.",
            row.status
        )));
    }
    let kind = format!("document.{status}");
    note(
        &mut tx,
        &kind,
        &row,
        &admin.user_id,
        reason.map(|reason| json!({ "reason": reason })),
        now,
    )
    .await?;
    let content = json!({ "document_id": document_id });
    events::emit(&mut tx, now, &kind, Some(seller_id), &content).await?;
    checklist::note_if_ready(&mut tx, seller_id, now).await?;
    Ok(tx.commit().await?)
}

/// Opens a document's file for an admin, recording the access before it is served.
pub async fn open(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    document_id: &DocumentId,
) -> Result<(Document, Vec<u8>), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = found(&mut tx, seller_id, document_id).await?;
    if row.removed_at.is_some() {
        return Err(Problem::new(Code::NotFound, "The file was removed on schedule."));
    }
    note(&mut tx, "document.viewed", &row, &admin.user_id, None, now).await?;
    tx.commit().await?;
    let sealed = app.files.get(&row.storage_key).await?;
    let plain = app.secrets.open_bytes(PURPOSE, &sealed);
    let plain = plain.map_err(|error| Problem::internal(&error))?;
    Ok((row.into(), plain))
}

/// Removes the files whose time has come. A step that is cut off is done again: the file goes first, then it is noted.
pub async fn remove_due(app: &App) -> Result<(), crate::events::JobError> {
    let now = app.clock.now();
    for (document_id, key) in store::documents_to_remove(&app.db, now, AT_ONCE).await? {
        app.files.delete(&key).await?;
        let mut tx = app.db.begin().await?;
        store::document_removed(&mut tx, &document_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn found(tx: &mut Tx, seller_id: &SellerId, document_id: &DocumentId) -> Result<DocumentRow, Problem> {
    store::document_in(tx, seller_id, document_id)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn note(
    tx: &mut Tx,
    action: &str,
    row: &DocumentRow,
    by: &crate::id::UserId,
    after: Option<serde_json::Value>,
    now: Millis,
) -> sqlx::Result<()> {
    let act = Act {
        action,
        seller_id: Some(&row.seller_id),
        user_id: Some(by),
        subject: Some(row.document_id.as_str()),
        before: None,
        after,
    };
    audit::note(tx, now, act).await
}
