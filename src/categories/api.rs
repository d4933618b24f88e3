//! Category API: the tree for everyone, its management for admins.

use crate::categories::store::{self, OwnText};
use crate::categories::{self, Category, CategoryForm, MappingForm};
use crate::id::CategoryId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::extract::{Body, Id};
use crate::web::list::Listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(add))
        .routes(routes!(change, remove))
        .routes(routes!(merge))
        .routes(routes!(own, map))
}

/// The tree of categories, each followed by those below it.
#[utoipa::path(get, path = "/categories", operation_id = "listCategories", tag = "categories", security(()), responses((status = 200, body = Listed<Category>)))]
async fn list(State(app): State<App>) -> Result<Json<Listed<Category>>, Problem> {
    let data = categories::tree(&app).await?;
    Ok(Json(Listed { data, next: None }))
}

/// Adds a category.
#[utoipa::path(post, path = "/admin/categories", operation_id = "adminCreateCategory", tag = "admin", security(("token" = ["admin:catalogue"])), request_body = CategoryForm,
    responses((status = 201, body = Category), (status = 422)))]
async fn add(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Body(form): Body<CategoryForm>,
) -> Result<(StatusCode, Json<Category>), Problem> {
    let added = categories::add(&app, &admin, &form).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Renames a category, moves it (a blank `parent_id` is the top level) or changes its position; its products
/// follow in the background.
#[utoipa::path(patch, path = "/admin/categories/{category_id}", operation_id = "adminUpdateCategory", tag = "admin", security(("token" = ["admin:catalogue"])),
    request_body = CategoryForm, params(("category_id" = String, Path)),
    responses((status = 200, body = Category), (status = 404), (status = 422)))]
async fn change(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Id(category_id): Id<CategoryId>,
    Body(form): Body<CategoryForm>,
) -> Result<Json<Category>, Problem> {
    Ok(Json(categories::change(&app, &admin, &category_id, &form).await?))
}

/// Removes an empty category.
#[utoipa::path(delete, path = "/admin/categories/{category_id}", operation_id = "adminDeleteCategory", tag = "admin", security(("token" = ["admin:catalogue"])),
    params(("category_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "it has products or subcategories")))]
async fn remove(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Id(category_id): Id<CategoryId>,
) -> Result<StatusCode, Problem> {
    categories::remove(&app, &admin, &category_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Target of a merge.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = CategoryMergeForm)]
pub struct MergingForm {
    /// The target category, by id or path.
    pub into: String,
}

/// Merges a category, with its subcategories and products, into another.
#[utoipa::path(post, path = "/admin/categories/{category_id}/merging", operation_id = "adminMergeCategory", tag = "admin", security(("token" = ["admin:catalogue"])),
    request_body = MergingForm, params(("category_id" = String, Path)),
    responses((status = 200, body = Category), (status = 404), (status = 409, description = "both have a subcategory with the same name"),
        (status = 422)))]
async fn merge(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Id(category_id): Id<CategoryId>,
    Body(form): Body<MergingForm>,
) -> Result<Json<Category>, Problem> {
    Ok(Json(
        categories::merge(&app, &admin, &category_id, &form.into).await?,
    ))
}

/// Category texts of sellers that the tree lacks, commonest first.
#[utoipa::path(get, path = "/admin/category-texts", operation_id = "adminListCategoryTexts", tag = "admin", security(("token" = ["admin:catalogue"])), responses((status = 200, body = Listed<OwnText>)))]
async fn own(
    State(app): State<App>,
    _admin: Admin<duty::Catalogue>,
) -> Result<Json<Listed<OwnText>>, Problem> {
    let data = store::own_texts(&app.db).await?;
    Ok(Json(Listed { data, next: None }))
}

/// Maps such a text to a category.
#[utoipa::path(post, path = "/admin/category-texts", operation_id = "adminMapCategoryText", tag = "admin", security(("token" = ["admin:catalogue"])), request_body = MappingForm,
    responses((status = 200, body = Category), (status = 409), (status = 422)))]
async fn map(
    State(app): State<App>,
    admin: Admin<duty::Catalogue>,
    Body(form): Body<MappingForm>,
) -> Result<Json<Category>, Problem> {
    Ok(Json(categories::map(&app, &admin, &form).await?))
}
