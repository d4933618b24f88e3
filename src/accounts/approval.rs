//! Approval: an admin lets a shop sell, or says why not; suspension stops it at once.

use super::{checklist, store};
use crate::audit::{self, Act};
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, SellerStatus, duty, may};
use serde_json::json;

/// Lets the shop sell. The checklist, by default the verified address, has to be done.
pub async fn approve(app: &App, admin: &Admin<duty::Sellers>, seller_id: &SellerId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !matches!(
        SellerStatus::parse(&seller.status),
        Some(SellerStatus::Pending | SellerStatus::Rejected)
    ) {
        return Err(Problem::conflict(format!(
            "The shop is {}, so it does not wait for approval.",
            seller.status
        )));
    }
    let checklist = checklist::in_decision(&mut tx, seller_id).await?;
    if let Some(open) = checklist.iter().find(|item| !item.done) {
        let done = checklist.iter().filter(|item| item.done).count();
        return Err(Problem::conflict(format!(
            "The checklist is not done yet ({done} of {}). Missing: {}.",
            checklist.len(),
            open.label
        )));
    }
    store::set_seller_status(&mut tx, seller_id, SellerStatus::Approved, None, now).await?;
    settle(&mut tx, admin, &seller, SellerStatus::Approved, None, now).await?;
    Ok(tx.commit().await?)
}

/// Turns the shop's application down, saying why; it may be mended and approved later.
pub async fn reject(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    reason: &str,
) -> Result<(), Problem> {
    move_to(
        app,
        admin,
        seller_id,
        &[SellerStatus::Pending],
        SellerStatus::Rejected,
        Some(reason),
    )
    .await
}

/// Asks again for approval, after what was wrong has been mended.
pub async fn resubmit(app: &App, member: &Member<may::Settings>) -> Result<(), Problem> {
    let now = app.clock.now();
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if SellerStatus::parse(&seller.status) != Some(SellerStatus::Rejected) {
        return Err(Problem::conflict(format!(
            "The shop is {}, so there is nothing to ask for again.",
            seller.status
        )));
    }
    store::set_seller_status(&mut tx, seller_id, SellerStatus::Pending, None, now).await?;
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

/// Stops the shop at once: it sells nothing and its payouts wait.
pub async fn suspend(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_id: &SellerId,
    reason: &str,
) -> Result<(), Problem> {
    move_to(
        app,
        admin,
        seller_id,
        &[SellerStatus::Approved],
        SellerStatus::Suspended,
        Some(reason),
    )
    .await
}

/// Lets a suspended shop sell again.
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
    reason: Option<&str>,
) -> Result<(), Problem> {
    let reason = match reason {
        Some(reason) => Some(
            form::text(reason, "The reason", 2000)
                .and_then(|text| {
                    if text.is_empty() {
                        Err("Say why: the seller reads it.".to_owned())
                    } else {
                        Ok(text)
                    }
                })
                .map_err(|message| FieldErrors::of("reason", message))?,
        ),
        None => None,
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !SellerStatus::parse(&seller.status).is_some_and(|status| from.contains(&status)) {
        return Err(Problem::conflict(format!(
            "The shop is {}, so that cannot be done.",
            seller.status
        )));
    }
    store::set_seller_status(&mut tx, seller_id, to, reason.as_deref(), now).await?;
    settle(&mut tx, admin, &seller, to, reason.as_deref(), now).await?;
    Ok(tx.commit().await?)
}

/// Notes the decision and tells the shop.
async fn settle(
    tx: &mut crate::db::Tx,
    admin: &Admin<duty::Sellers>,
    seller: &super::SellerRow,
    to: SellerStatus,
    reason: Option<&str>,
    now: crate::clock::Millis,
) -> Result<(), Problem> {
    let kind = match to {
        SellerStatus::Approved if seller.status == "suspended" => "seller.reinstated",
        SellerStatus::Approved => "seller.approved",
        SellerStatus::Rejected => "seller.rejected",
        SellerStatus::Suspended | SellerStatus::Pending | SellerStatus::Closed => "seller.suspended",
    };
    let act = Act {
        action: kind,
        seller_id: Some(&seller.seller_id),
        user_id: Some(&admin.user_id),
        subject: Some(seller.seller_id.as_str()),
        before: Some(json!({ "status": seller.status })),
        after: Some(json!({ "status": to.as_str(), "reason": reason })),
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
