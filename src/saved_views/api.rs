//! Saved view API.

use super::list::Lists;
use super::operations;
use super::view::{ShownView, ViewForm, ViewPatch};
use crate::id::ViewId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::list::Listed;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::openapi::{ObjectBuilder, OpenApi, Type};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes(lists: Lists) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(views, save))
        .routes(routes!(change, remove))
        .layer(Extension(lists))
}

/// Writes the names of the lists into the document.
pub fn describe(document: &mut OpenApi, lists: Lists) {
    let names = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("A list that has views."))
        .enum_values(Some(lists.names()));
    let schemas = &mut document.components.get_or_insert_default().schemas;
    schemas.insert("ListWithViews".to_owned(), names.into());
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Of {
    /// The name of a list that has views, as in `ListWithViews`.
    list: String,
}

/// The caller's own views of a list, the oldest first. A key sees those of whoever made it.
#[utoipa::path(get, path = "/seller/views", operation_id = "listViews", tag = "views", security(("token" = ["products"]), ("token" = ["orders"])), params(Of),
    responses((status = 200, body = Listed<ShownView>)))]
async fn views(
    State(app): State<App>,
    Extension(lists): Extension<Lists>,
    member: Member<may::Enter>,
    Query(of): Query<Of>,
) -> Result<Json<Listed<ShownView>>, Problem> {
    let keeper = lists.parse(&of.list)?.keeper(&member)?;
    let data = operations::kept(&app, &keeper).await?;
    let data = data.into_iter().map(ShownView::from).collect();
    Ok(Json(Listed { data, next: None }))
}

/// Keeps a filter of a list under a name; at most 20 of each list.
#[utoipa::path(post, path = "/seller/views", operation_id = "createView", tag = "views", security(("token" = ["products"]), ("token" = ["orders"])), params(Of),
    request_body = ViewForm, responses((status = 201, body = ShownView), (status = 422, description = "a field is invalid, or there are 20 views already")))]
async fn save(
    State(app): State<App>,
    Extension(lists): Extension<Lists>,
    member: Member<may::Enter>,
    Query(of): Query<Of>,
    Body(form): Body<ViewForm>,
) -> Result<(StatusCode, Json<ShownView>), Problem> {
    let keeper = lists.parse(&of.list)?.keeper(&member)?;
    let view = operations::save(&app, &keeper, &form).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// Renames a view or changes its filter.
#[utoipa::path(patch, path = "/seller/views/{view_id}", operation_id = "updateView", tag = "views", security(("token" = ["products"]), ("token" = ["orders"])),
    request_body = ViewPatch, responses((status = 200, body = ShownView), (status = 404, description = "not found, or another person's"),
        (status = 422, description = "a field is invalid")))]
async fn change(
    State(app): State<App>,
    Extension(lists): Extension<Lists>,
    member: Member<may::Enter>,
    Id(view_id): Id<ViewId>,
    Body(patch): Body<ViewPatch>,
) -> Result<Json<ShownView>, Problem> {
    Ok(Json(
        operations::change(&app, lists, &member, &view_id, &patch)
            .await?
            .into(),
    ))
}

/// Deletes a view.
#[utoipa::path(delete, path = "/seller/views/{view_id}", operation_id = "deleteView", tag = "views", security(("token" = ["products"]), ("token" = ["orders"])),
    responses((status = 204), (status = 404, description = "not found, or another person's")))]
async fn remove(
    State(app): State<App>,
    Extension(lists): Extension<Lists>,
    member: Member<may::Enter>,
    Id(view_id): Id<ViewId>,
) -> Result<StatusCode, Problem> {
    operations::remove(&app, lists, &member, &view_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
