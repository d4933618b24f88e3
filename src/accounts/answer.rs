//! Checklist answers: text and accepted terms from a seller.

use super::checklist::{self, Checklist, Item, Kind};
use super::store;
use crate::audit::{self, Act};
use crate::form::{self, FieldErrors};
use crate::id::ItemId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, SellerStatus, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// An answer: text for a field; for terms, the version that was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct AnswerForm {
    pub answer: Option<String>,
    /// Version of the accepted terms.
    pub accept: Option<String>,
}

/// Stores the answer to one item and returns the updated checklist.
pub async fn give(
    app: &App,
    member: &Member<may::Settings>,
    item_id: &ItemId,
    form: AnswerForm,
) -> Result<Checklist, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::lock_seller(&mut tx, &member.seller_id).await?;
    let before = checklist::in_decision(&mut tx, &member.seller_id).await?;
    let item = before
        .items
        .iter()
        .find(|item| item.item_id == *item_id)
        .ok_or_else(Problem::not_found)?;
    let (answer, version) = parse(item, form)?;
    let decided = matches!(
        member.seller_status,
        SellerStatus::Approved | SellerStatus::Suspended | SellerStatus::Closed
    );
    if decided && item.done {
        return Err(Problem::conflict(
            "This was reviewed when your shop was approved. Open a ticket to change it.",
        ));
    }
    store::keep_answer(
        &mut tx,
        &member.seller_id,
        item_id,
        answer.as_deref(),
        version.as_deref(),
        &member.user_id,
        now,
    )
    .await?;
    // The log outlives the account, so it does not repeat what a person wrote.
    let act = Act {
        action: "checklist.answered",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(item_id.as_str()),
        before: None,
        after: Some(json!({ "label": item.label, "terms_version": version })),
    };
    audit::note(&mut tx, now, act).await?;
    checklist::note_if_ready(&mut tx, &member.seller_id, now).await?;
    let after = checklist::in_decision(&mut tx, &member.seller_id).await?;
    tx.commit().await?;
    Ok(after)
}

fn parse(item: &Item, form: AnswerForm) -> Result<(Option<String>, Option<String>), Problem> {
    match item.kind {
        Kind::Field => {
            let text = form::text(&form.answer.unwrap_or_default(), "The answer", 2000)
                .map_err(|message| FieldErrors::of("answer", message))?;
            if text.is_empty() {
                return Err(FieldErrors::of("answer", "The answer is required.").into());
            }
            Ok((Some(text), None))
        }
        Kind::Terms => match form.accept {
            Some(version) if Some(&version) == item.terms_version.as_ref() => Ok((None, Some(version))),
            Some(version) if !version.is_empty() => Err(FieldErrors::of(
                "accept",
                "The terms have changed since. Read and accept the current version.",
            )
            .into()),
            _ => Err(FieldErrors::of("accept", "Please tick the box to accept the terms.").into()),
        },
        Kind::Document => Err(Problem::conflict(
            "Upload the document; it cannot be answered with text.",
        )),
        Kind::VerifiedEmail | Kind::VerifiedPhone | Kind::PayoutMethod => Err(Problem::conflict(
            "This is completed automatically once the address is verified or a payout method is added.",
        )),
    }
}
