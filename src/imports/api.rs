//! Import API.

use crate::id::ImportId;
use crate::imports::ImportStatus;
use crate::imports::store::ImportRow;
use crate::imports::{self, ShownImport};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use crate::web::upload::Incoming;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(show))
        .routes(routes!(errors))
        .routes(routes!(warnings))
        .routes(routes!(prices))
        .routes(routes!(start))
        .routes(routes!(retry))
        .routes(routes!(undo))
}

/// Upload form of a document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ImportForm {
    /// A CSV file of at most 256 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Whether to preview without writing.
    dry_run: Option<bool>,
    /// `shopify`, `woocommerce`, `medusa`, `medusa_v1`, `spree` or `ours`; left out, it is recognised.
    dialect: Option<String>,
    /// A JSON object from heading to field; `null` leaves a column out.
    mapping: Option<String>,
    /// `major` or `minor`; left out, it follows from the format and the prices of the whole file.
    price_unit: Option<String>,
    /// Number format: `1,234.56` or `1.234,56`, or a JSON object from heading to one of them. Left out, it is
    /// decided for each column from the whole file; a column with two readings is refused until it is said.
    numbers: Option<String>,
}

/// Form fields of an upload beside the file.
pub(super) const FIELDS: [&str; 5] = ["dry_run", "dialect", "mapping", "price_unit", "numbers"];

/// A queued import.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QueuedImport {
    pub import_id: ImportId,
    pub status: ImportStatus,
}

fn queued(import_id: ImportId) -> Response {
    let location = format!("/api/v1/seller/products/imports/{import_id}");
    let answer = QueuedImport {
        import_id,
        status: ImportStatus::Queued,
    };
    (StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(answer)).into_response()
}

async fn take(
    app: &App,
    member: &Member<may::Products>,
    form: Incoming,
    mends: Option<&ImportRow>,
) -> Result<ImportId, Problem> {
    let (fields, upload) = form.one(imports::MAX_FILE_BYTES, &FIELDS).await;
    imports::queue(app, member, upload?, &fields, mends).await
}

/// Imports a CSV file of products in the background.
#[utoipa::path(post, path = "/seller/products/imports", operation_id = "createImport", tag = "imports", security(("token" = ["products"])),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = QueuedImport, headers(("Location" = String))), (status = 413, description = "larger than 256 MB"),
        (status = 422, description = "not a CSV file, or its columns or number format cannot be recognised")))]
async fn create(
    State(app): State<App>,
    member: Member<may::Products>,
    form: Incoming,
) -> Result<Response, Problem> {
    Ok(queued(take(&app, &member, form, None).await?))
}

/// The seller's imports, newest first, without their reports.
#[utoipa::path(get, path = "/seller/products/imports", operation_id = "listImports", tag = "imports", security(("token" = ["products"])), params(Slice),
    responses((status = 200, body = Listed<ShownImport>)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Products>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<ShownImport>>, Problem> {
    let window = imports::list(&app.db, &member, &Keyset::of::<ImportId>(&slice)?).await?;
    Ok(Json(window.listed()))
}

/// Progress and result of an import.
#[utoipa::path(get, path = "/seller/products/imports/{import_id}", operation_id = "getImport", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)), responses((status = 200, body = ShownImport), (status = 404)))]
async fn show(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Json<ShownImport>, Problem> {
    let import = imports::find(&app.db, &member, &import_id).await?;
    Ok(Json(imports::shown(&app.db, member.currency, import).await?))
}

/// The refused rows as they were, with an `error` column.
#[utoipa::path(get, path = "/seller/products/imports/{import_id}/errors.csv", operation_id = "downloadImportErrors", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)), responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn errors(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Response, Problem> {
    refused_file(&app, &member, &import_id).await
}

/// The download of the refused rows, for the API and the page.
pub(super) async fn refused_file(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<Response, Problem> {
    let body = imports::refused_csv(app, member, import_id).await?;
    Ok(file(&format!("{import_id}-errors"), body))
}

/// The download of a list of an import, by the name it has in its address.
pub(super) async fn list_file(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
    list: ImportList,
) -> Result<Response, Problem> {
    let (name, body) = match list {
        ImportList::Warnings => ("warnings", imports::warnings_csv(app, member, import_id).await?),
        ImportList::Prices => ("prices", imports::prices_csv(app, member, import_id).await?),
    };
    Ok(file(&format!("{import_id}-{name}"), body))
}

/// Downloadable lists of an import besides the failed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportList {
    Warnings,
    Prices,
}

fn file(name: &str, body: axum::body::Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, crate::sheet::CONTENT_TYPE.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, body).into_response()
}

/// Warnings of an import: line, column and text.
#[utoipa::path(get, path = "/seller/products/imports/{import_id}/warnings.csv", operation_id = "downloadImportWarnings", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)), responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn warnings(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Response, Problem> {
    list_file(&app, &member, &import_id, ImportList::Warnings).await
}

/// Every price that a dry run would change, old and new.
#[utoipa::path(get, path = "/seller/products/imports/{import_id}/prices.csv", operation_id = "downloadImportPrices", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)), responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn prices(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Response, Problem> {
    list_file(&app, &member, &import_id, ImportList::Prices).await
}

/// Runs a checked dry run as an import, with the same file.
#[utoipa::path(post, path = "/seller/products/imports/{import_id}/start", operation_id = "startImport", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)),
    responses((status = 202, body = QueuedImport, headers(("Location" = String))), (status = 404),
        (status = 409, description = "not a dry run, not finished, or its file has been deleted")))]
async fn start(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Response, Problem> {
    Ok(queued(imports::start(&app, &member, &import_id).await?))
}

/// Imports the fixed rows of an import, as a new import.
#[utoipa::path(post, path = "/seller/products/imports/{import_id}/retry", operation_id = "retryImport", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = QueuedImport, headers(("Location" = String))), (status = 404), (status = 422)))]
async fn retry(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
    form: Incoming,
) -> Result<Response, Problem> {
    let mends = imports::find(&app.db, &member, &import_id).await?;
    Ok(queued(take(&app, &member, form, Some(&mends)).await?))
}

/// Undoes an import in the background, except for what changed since.
#[utoipa::path(post, path = "/seller/products/imports/{import_id}/undo", operation_id = "undoImport", tag = "imports", security(("token" = ["products"])),
    params(("import_id" = String, Path)),
    responses((status = 202, body = ShownImport), (status = 404), (status = 409)))]
async fn undo(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(import_id): Id<ImportId>,
) -> Result<Response, Problem> {
    imports::undo(&app, &member, &import_id).await?;
    let import = imports::find(&app.db, &member, &import_id).await?;
    let shown = imports::shown(&app.db, member.currency, import).await?;
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn an_upload_with_a_field_that_there_is_not_is_refused() {
        let app = TestApp::new().await;
        let ann = app.seller("ann").await;
        let file: (&str, &[u8]) = ("products.csv", b"title,price\nMug,12.50\n");
        let refused = ann
            .upload("/seller/products/imports", file, &[("dryrun", "true")])
            .await
            .is(422);
        assert_eq!(refused.error("dryrun"), "That field does not exist.");
        let imports = ann.get("/seller/products/imports").await.is(200).json();
        assert_eq!(imports["data"].as_array().map(Vec::len), Some(0));
        ann.upload("/seller/products/imports", file, &[("dry_run", "true")])
            .await
            .is(202);
    }
}
