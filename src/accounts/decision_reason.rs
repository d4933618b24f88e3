//! Predefined reasons for admins' decisions, and the text that sellers read.

use super::store::{self, ReasonRow};
use crate::audit::{self, Act};
use crate::db::{self, Tx};
use crate::form::{self, FieldErrors};
use crate::id::ReasonId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Reason of a decision: free text, codes of the operator's list, or both; and the answers to be changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = DecisionForm)]
pub struct ReasonForm {
    pub reason: String,
    /// Codes of the operator's list.
    pub reasons: Vec<String>,
    /// Checklist answers that the seller has to change; for a rejection only.
    pub items: Vec<String>,
}

/// The decisions that need a reason.
pub const DECISIONS: [&str; 2] = ["rejection", "suspension"];

/// The picked sentences and the free text, as the seller reads them.
pub async fn words(tx: &mut Tx, form: &ReasonForm, decision: &str) -> Result<String, Problem> {
    let mut lines = Vec::new();
    if !form.reasons.is_empty() {
        let known = store::reasons(&mut **tx).await?;
        for code in &form.reasons {
            let found = known
                .iter()
                .find(|reason| reason.code == *code && reason.decision == decision);
            match found {
                Some(reason) => lines.push(reason.words.clone()),
                None => {
                    let message = format!("“{code}” is not a reason for a {decision}.");
                    return Err(FieldErrors::of("reasons", message).into());
                }
            }
        }
    }
    let own =
        form::text(&form.reason, "The reason", 2000).map_err(|message| FieldErrors::of("reason", message))?;
    if !own.is_empty() {
        lines.push(own);
    }
    if lines.is_empty() {
        return Err(FieldErrors::of("reason", "Enter a reason: the seller will read it.").into());
    }
    Ok(lines.join("\n"))
}

/// A new predefined reason.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = DecisionReasonForm)]
pub struct NewReasonForm {
    /// `rejection` or `suspension`.
    pub decision: String,
    /// Text shown to the seller.
    pub words: String,
    /// Its short name for the API; made of the words when left out.
    pub code: Option<String>,
}

/// Keeps a reason for later decisions.
pub async fn add(app: &App, admin: &Admin<duty::Policy>, form: NewReasonForm) -> Result<ReasonRow, Problem> {
    let now = app.clock.now();
    let mut errors = FieldErrors::new();
    let words = errors.take("words", form::line(&form.words, "The sentence", 300));
    if !DECISIONS.contains(&form.decision.as_str()) {
        errors.add("decision", "It must be a reason for a rejection or a suspension.");
    }
    let code = match form
        .code
        .as_deref()
        .map(str::trim)
        .filter(|code| !code.is_empty())
    {
        Some(code) => code.to_owned(),
        None => super::handle_of(&form.words)
            .replace('-', "_")
            .chars()
            .take(40)
            .collect(),
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.len() > 40 || !code.chars().all(plain) {
        errors.add(
            "code",
            "A code has at most 40 lower-case letters, digits and underscores.",
        );
    }
    let words = errors.or(words)?;
    let reason = ReasonRow {
        reason_id: ReasonId::new(now),
        code,
        decision: form.decision,
        words,
    };
    let mut tx = app.db.begin().await?;
    if let Err(error) = store::insert_reason(&mut tx, &reason, now).await {
        return Err(match db::is_taken(&error, "decision_reasons", "code") {
            true => FieldErrors::of("code", "There is already a reason with that name.").into(),
            false => error.into(),
        });
    }
    note(
        &mut tx,
        admin,
        "decision_reason.added",
        &reason.reason_id,
        &reason.words,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(reason)
}

/// Removes a predefined reason; decisions made with it keep their text.
pub async fn remove(app: &App, admin: &Admin<duty::Policy>, reason_id: &ReasonId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::delete_reason(&mut tx, reason_id).await? {
        return Err(Problem::not_found());
    }
    note(&mut tx, admin, "decision_reason.removed", reason_id, "", now).await?;
    Ok(tx.commit().await?)
}

async fn note(
    tx: &mut Tx,
    admin: &Admin<duty::Policy>,
    action: &str,
    reason_id: &ReasonId,
    words: &str,
    now: crate::clock::Millis,
) -> sqlx::Result<()> {
    let act = Act {
        action,
        user_id: Some(&admin.user_id),
        subject: Some(reason_id.as_str()),
        after: Some(json!({ "words": words })),
        ..Act::default()
    };
    audit::note(tx, now, act).await
}
