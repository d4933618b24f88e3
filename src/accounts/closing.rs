//! Closing a shop: rejected while it is suspended or money or orders remain; then personal data is removed
//! and the ledger kept.

use super::api_key;
use super::store::{self, ClosingObstacles};
use crate::audit::{self, Act};
use crate::events;
use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Fresh, Member, SellerStatus, may};
use serde_json::json;

/// Closes the shop for good, and with it the accounts of the people who belong to no other.
///
/// What other slices keep of the shop they remove on `seller.closed`.
pub async fn close(app: &App, member: &Member<Fresh<may::Own>>) -> Result<(), Problem> {
    app.db.retrying(|| close_once(app, member)).await
}

async fn close_once(app: &App, member: &Member<Fresh<may::Own>>) -> Result<(), Problem> {
    let now = app.clock.now();
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    if !store::hold_shop(&mut tx, seller_id).await? {
        return Err(Problem::not_found());
    }
    let seller = store::seller_in(&mut tx, seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if seller.status == SellerStatus::Suspended {
        return Err(Problem::conflict(
            "The shop is suspended, so it cannot be closed. Write to the marketplace under Support.",
        ));
    }
    let reasons = reasons(&store::remains(&mut tx, seller_id).await?);
    if !reasons.is_empty() {
        return Err(refusal(reasons));
    }
    let people = store::people_of_this_shop_only(&mut tx, seller_id).await?;
    store::forget_seller(&mut tx, seller_id, now).await?;
    audit::discard(&mut tx, seller_id.as_str(), now).await?;
    for user_id in &people {
        audit::discard(&mut tx, user_id.as_str(), now).await?;
        store::forget_user(&mut tx, user_id, now).await?;
        api_key::end_in_shops(&mut tx, user_id, &member.user_id, now).await?;
    }
    let act = Act {
        action: "seller.closed",
        seller_id: Some(seller_id),
        user_id: Some(&member.user_id),
        subject: Some(seller_id.as_str()),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "seller_id": seller_id });
    events::emit(&mut tx, now, "seller.closed", Some(seller_id), &content).await?;
    Ok(tx.commit().await?)
}

/// Closes the shop from the page, where its name is typed as a confirmation.
pub async fn close_by_name(app: &App, member: &Member<Fresh<may::Own>>, typed: &str) -> Result<(), Problem> {
    if typed.trim() != member.shop_name {
        return Err(FieldErrors::of("shop_name", "That is not this shop's name.").into());
    }
    close(app, member).await
}

fn reasons(remains: &ClosingObstacles) -> Vec<String> {
    let mut reasons = Vec::new();
    let money = |minor: i64| remains.currency.show(minor);
    for (minor, words) in [
        (remains.pending_minor, "is pending"),
        (remains.available_minor, "is available: withdraw it first"),
        (remains.reserved_minor, "is held in reserve"),
        (remains.in_payout_minor, "is on its way in a payout"),
        (remains.debt_minor, "is owed to the marketplace"),
    ] {
        if minor != 0 {
            reasons.push(format!("{} {words}.", money(minor)));
        }
    }
    match remains.open_orders {
        0 => {}
        1 => reasons.push("1 order is still open.".to_owned()),
        many => reasons.push(format!("{many} orders are still open.")),
    }
    reasons
}

fn refusal(reasons: Vec<String>) -> Problem {
    let mut problem = Problem::new(
        Code::Conflict,
        format!("The shop cannot be closed yet. {}", reasons.join(" ")),
    );
    for reason in reasons {
        problem.errors.add(FieldErrors::FORM, reason);
    }
    problem
}
