//! Approval: an admin approves or rejects a shop, suspends it or reinstates it.

use super::checklist::{self, ItemState};
use super::decision_reason::{self, ReasonForm};
use super::store;
use crate::audit::{self, Act};
use crate::clock::DAY_MS;
use crate::events;
use crate::form::FieldErrors;
use crate::id::{ItemId, SellerId};
use crate::mail_limit;
use crate::policies;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, SellerStatus, duty, may};
use serde_json::json;

/// Approves the shop. The checklist, by default the verified address, has to be done.
pub async fn approve(app: &App, admin: &Admin<duty::Sellers>, seller_id: &SellerId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(seller) = store::seller_in(&mut tx, seller_id).await? else {
        if store::registration_of(&mut tx, seller_id).await?.is_none() {
            return Err(Problem::not_found());
        }
        let checklist = checklist::in_decision(&mut tx, seller_id).await?;
        return Err(Problem::conflict(format!(
            "The email address is not verified yet, so there is no shop to approve ({} of {} done). It \
                appears in the list once its owner enters the emailed code.",
            checklist.done, checklist.total
        )));
    };
    if !matches!(seller.status, SellerStatus::Pending | SellerStatus::Rejected) {
        return Err(Problem::conflict(format!(
            "The shop is {}, so it is not waiting for approval.",
            seller.status
        )));
    }
    let checklist = checklist::in_decision(&mut tx, seller_id).await?;
    if let Some(open) = checklist.missing() {
        let why = match open.state {
            ItemState::Waiting => "Needs your review",
            ItemState::ToMend => "Needs changes",
            ItemState::Open | ItemState::Done => "Missing",
        };
        return Err(Problem::conflict(format!(
            "The checklist is incomplete ({} of {}). {why}: {}.",
            checklist.done, checklist.total, open.label
        )));
    }
    store::set_seller_status(&mut tx, seller_id, SellerStatus::Approved, None, now).await?;
    settle(&mut tx, admin, &seller, SellerStatus::Approved, None, now).await?;
    Ok(tx.commit().await?)
}

/// Rejects the application with a reason; it can be fixed and approved later.
pub async fn reject(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    form: &ReasonForm,
) -> Result<(), Problem> {
    move_to(
        app,
        admin,
        seller_id,
        &[SellerStatus::Pending],
        SellerStatus::Rejected,
        Some(form),
    )
    .await
}

/// Applies for approval again after a rejection.
pub async fn resubmit(app: &App, member: &Member<may::Settings>) -> Result<(), Problem> {
    let now = app.clock.now();
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if seller.status != SellerStatus::Rejected {
        return Err(Problem::conflict(format!(
            "The shop is {}, so there is nothing to resubmit.",
            seller.status
        )));
    }
    let checklist = checklist::in_decision(&mut tx, seller_id).await?;
    let open = checklist
        .items
        .iter()
        .find(|item| item.required && item.state.is_sellers());
    if let Some(open) = open {
        return Err(Problem::conflict(format!("Fix this first: {}.", open.label)));
    }
    store::set_seller_status(&mut tx, seller_id, SellerStatus::Pending, None, now).await?;
    store::documents_stay(&mut tx, seller_id).await?;
    // Everything is there, and this mail says so too.
    store::set_ready(&mut tx, seller_id, now).await?;
    let content = json!({ "seller_id": seller_id });
    if mail_limit::allow_step(&mut tx, seller_id, now).await? {
        events::emit(&mut tx, now, "seller.resubmitted", Some(seller_id), &content).await?;
    }
    let act = Act {
        action: "seller.resubmitted",
        seller_id: Some(seller_id),
        user_id: Some(&member.user_id),
        subject: Some(seller_id.as_str()),
        before: Some(json!({ "status": seller.status, "reason": seller.status_reason })),
        after: Some(json!({ "status": SellerStatus::Pending.as_str() })),
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}

/// Suspends the shop: it stops selling at once and its payouts wait.
pub async fn suspend(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    form: &ReasonForm,
) -> Result<(), Problem> {
    move_to(
        app,
        admin,
        seller_id,
        &[SellerStatus::Approved],
        SellerStatus::Suspended,
        Some(form),
    )
    .await
}

/// Reinstates a suspended shop.
pub async fn reinstate(app: &App, admin: &Admin<duty::Sellers>, seller_id: &SellerId) -> Result<(), Problem> {
    move_to(
        app,
        admin,
        seller_id,
        &[SellerStatus::Suspended],
        SellerStatus::Approved,
        None,
    )
    .await
}

async fn move_to(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    from: &[SellerStatus],
    to: SellerStatus,
    form: Option<&ReasonForm>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !from.contains(&seller.status) {
        return Err(Problem::conflict(format!(
            "The shop is {}, so that cannot be done.",
            seller.status
        )));
    }
    let reason = match form {
        Some(form) if to == SellerStatus::Rejected => {
            ask_to_mend(&mut tx, seller_id, &form.items, now).await?;
            Some(decision_reason::words(&mut tx, form, "rejection").await?)
        }
        Some(form) => Some(decision_reason::words(&mut tx, form, "suspension").await?),
        None => None,
    };
    store::set_seller_status(&mut tx, seller_id, to, reason.as_deref(), now).await?;
    settle(&mut tx, admin, &seller, to, reason.as_deref(), now).await?;
    Ok(tx.commit().await?)
}

/// Marks the answers that a rejected seller has to change.
async fn ask_to_mend(
    tx: &mut crate::db::Tx,
    seller_id: &SellerId,
    items: &[String],
    now: crate::clock::Millis,
) -> Result<(), Problem> {
    for item in items {
        let asked = match ItemId::parse(item) {
            Ok(item_id) => store::ask_to_mend(tx, seller_id, &item_id, now).await?,
            Err(_) => false,
        };
        if !asked {
            return Err(FieldErrors::of(
                "items",
                "Only what the seller wrote can be sent back for changes.",
            )
            .into());
        }
    }
    Ok(())
}

/// Records the decision and emits its event.
async fn settle(
    tx: &mut crate::db::Tx,
    admin: &Admin<duty::Sellers>,
    seller: &super::SellerRow,
    to: SellerStatus,
    reason: Option<&str>,
    now: crate::clock::Millis,
) -> Result<(), Problem> {
    if matches!(to, SellerStatus::Approved | SellerStatus::Rejected) {
        let days = policies::current_in(tx).await?.document_days;
        store::documents_go_by(tx, &seller.seller_id, now.plus(days * DAY_MS)).await?;
        store::set_unready(tx, &seller.seller_id).await?;
    }
    let kind = match to {
        SellerStatus::Approved if seller.status == SellerStatus::Suspended => "seller.reinstated",
        SellerStatus::Approved => "seller.approved",
        SellerStatus::Rejected => "seller.rejected",
        SellerStatus::Suspended | SellerStatus::Pending | SellerStatus::Closed => "seller.suspended",
    };
    let to_mend: Vec<String> = match to {
        SellerStatus::Rejected => checklist::in_decision(tx, &seller.seller_id).await?.to_mend(),
        _ => Vec::new(),
    };
    let act = Act {
        action: kind,
        seller_id: Some(&seller.seller_id),
        user_id: Some(&admin.user_id),
        subject: Some(seller.seller_id.as_str()),
        before: Some(json!({ "status": seller.status })),
        after: Some(json!({ "status": to.as_str(), "reason": reason, "to_mend": to_mend })),
    };
    audit::note(tx, now, act).await?;
    events::emit(
        tx,
        now,
        kind,
        Some(&seller.seller_id),
        &json!({ "seller_id": seller.seller_id }),
    )
    .await?;
    Ok(())
}
