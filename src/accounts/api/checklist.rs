//! Checklist API: the seller's answers, and the operator's items and reasons.

use crate::accounts::answer::{self, AnswerForm};
use crate::accounts::checklist::{self, Checklist};
use crate::accounts::checklist_item::{self, ChecklistEntry, ItemForm};
use crate::accounts::decision_reason::{self, NewReasonForm};
use crate::accounts::store::{self, ReasonRow};
use crate::id::{ItemId, ReasonId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, Member, duty, may};
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(answer))
        .routes(routes!(items, add))
        .routes(routes!(change, archive))
        .routes(routes!(reasons, add_reason))
        .routes(routes!(remove_reason))
}

/// Requirements of the seller's approval.
#[utoipa::path(get, path = "/seller/checklist", operation_id = "getChecklist", tag = "approval", security(("token" = ["settings"])), responses((status = 200, body = Checklist)))]
async fn show(State(app): State<App>, member: Member<may::Settings>) -> Result<Json<Checklist>, Problem> {
    Ok(Json(checklist::of(&app, &member.seller_id).await?))
}

/// Answers one checklist item and returns the updated list.
#[utoipa::path(put, path = "/seller/checklist/{item_id}", operation_id = "answerChecklistItem", tag = "approval", security(("token" = ["settings"])), request_body = AnswerForm,
    params(("item_id" = String, Path)),
    responses((status = 200, body = Checklist), (status = 404), (status = 409, description = "not answered here, or already decided"),
        (status = 422)))]
async fn answer(
    State(app): State<App>,
    member: Member<may::Settings>,
    Id(item_id): Id<ItemId>,
    Body(form): Body<AnswerForm>,
) -> Result<Json<Checklist>, Problem> {
    Ok(Json(answer::give(&app, &member, &item_id, form).await?))
}

fn whole<T>(rows: Vec<T>) -> Json<Listed<T>> {
    Json(Listed {
        data: rows,
        next: None,
    })
}

/// The checklist items of every shop.
#[utoipa::path(get, path = "/admin/checklist", operation_id = "adminListChecklistItems", tag = "admin", security(("token" = ["admin:sellers"])), responses((status = 200, body = Listed<ChecklistEntry>)))]
async fn items(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
) -> Result<Json<Listed<ChecklistEntry>>, Problem> {
    Ok(whole(checklist_item::list(&app).await?))
}

/// Adds a checklist item.
#[utoipa::path(post, path = "/admin/checklist", operation_id = "adminCreateChecklistItem", tag = "admin", security(("token" = ["admin:policy"])), request_body = ItemForm,
    responses((status = 201, body = ChecklistEntry), (status = 422)))]
async fn add(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Policy>>,
    Body(form): Body<ItemForm>,
) -> Result<(StatusCode, Json<ChecklistEntry>), Problem> {
    Ok((
        StatusCode::CREATED,
        Json(checklist_item::add(&app, &admin, form).await?),
    ))
}

/// Changes a checklist item; a new version of terms asks everyone again.
#[utoipa::path(patch, path = "/admin/checklist/{item_id}", operation_id = "adminUpdateChecklistItem", tag = "admin", security(("token" = ["admin:policy"])), request_body = ItemForm,
    params(("item_id" = String, Path)), responses((status = 200, body = ChecklistEntry), (status = 404), (status = 422)))]
async fn change(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Policy>>,
    Id(item_id): Id<ItemId>,
    Body(form): Body<ItemForm>,
) -> Result<Json<ChecklistEntry>, Problem> {
    Ok(Json(checklist_item::change(&app, &admin, &item_id, form).await?))
}

/// Archives a checklist item.
#[utoipa::path(delete, path = "/admin/checklist/{item_id}", operation_id = "adminDeleteChecklistItem", tag = "admin", security(("token" = ["admin:policy"])),
    params(("item_id" = String, Path)), responses((status = 204), (status = 404)))]
async fn archive(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Policy>>,
    Id(item_id): Id<ItemId>,
) -> Result<StatusCode, Problem> {
    checklist_item::archive(&app, &admin, &item_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The reasons that can be picked for a decision.
#[utoipa::path(get, path = "/admin/decision-reasons", operation_id = "adminListDecisionReasons", tag = "admin", security(("token" = ["admin:sellers"])), responses((status = 200, body = Listed<ReasonRow>)))]
async fn reasons(
    State(app): State<App>,
    _admin: Admin<duty::Sellers>,
) -> Result<Json<Listed<ReasonRow>>, Problem> {
    Ok(whole(store::all_reasons(&app.db).await?))
}

/// Keeps a reason for later decisions.
#[utoipa::path(post, path = "/admin/decision-reasons", operation_id = "adminCreateDecisionReason", tag = "admin", security(("token" = ["admin:policy"])), request_body = NewReasonForm,
    responses((status = 201, body = ReasonRow), (status = 422)))]
async fn add_reason(
    State(app): State<App>,
    admin: Admin<duty::Policy>,
    Body(form): Body<NewReasonForm>,
) -> Result<(StatusCode, Json<ReasonRow>), Problem> {
    Ok((
        StatusCode::CREATED,
        Json(decision_reason::add(&app, &admin, form).await?),
    ))
}

/// Removes a predefined reason.
#[utoipa::path(delete, path = "/admin/decision-reasons/{reason_id}", operation_id = "adminDeleteDecisionReason", tag = "admin", security(("token" = ["admin:policy"])),
    params(("reason_id" = String, Path)), responses((status = 204), (status = 404)))]
async fn remove_reason(
    State(app): State<App>,
    admin: Admin<duty::Policy>,
    Id(reason_id): Id<ReasonId>,
) -> Result<StatusCode, Problem> {
    decision_reason::remove(&app, &admin, &reason_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
