//! SQL of predefined reasons.

use crate::db::{Db, Tx};
use crate::id::ReasonId;

crate::row! {
    /// One reason; `decision` is `rejection` or `suspension`.
    #[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
    #[schema(as = DecisionReason)]
    pub struct ReasonRow {
        pub reason_id: ReasonId,
        pub code: String,
        pub decision: String,
        pub words: String,
    }
}

pub async fn reasons<'e>(on: impl sqlx::Executor<'e, Database = sqlx::Any>) -> sqlx::Result<Vec<ReasonRow>> {
    sqlx::query_as(
        "select reason_id, code, decision, words from decision_reasons order by decision, reason_id",
    )
    .fetch_all(on)
    .await
}

pub async fn insert_reason(tx: &mut Tx, reason: &ReasonRow, now: crate::clock::Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into decision_reasons (reason_id, code, decision, words, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(reason.reason_id.as_str())
    .bind(&reason.code)
    .bind(&reason.decision)
    .bind(&reason.words)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Deletes a reason; decisions made with it keep its text.
pub async fn delete_reason(tx: &mut Tx, reason_id: &ReasonId) -> sqlx::Result<bool> {
    let deleted = sqlx::query("delete from decision_reasons where reason_id = $1")
        .bind(reason_id.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(deleted.rows_affected() == 1)
}

/// All reasons, for pages.
pub async fn all_reasons(db: &Db) -> sqlx::Result<Vec<ReasonRow>> {
    reasons(db.reader()).await
}
