//! Stock and location API.

use crate::id::{AdjustmentId, LocationId, VariantId};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{
    self, InventoryForm, InventoryResult, LocationForm, ShownAdjustment, ShownLocation, ThresholdForm,
    TransferForm,
};
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set))
        .routes(routes!(set_threshold))
        .routes(routes!(transfer))
        .routes(routes!(adjustments))
        .routes(routes!(locations, add_location))
        .routes(routes!(change_location, archive_location))
}

/// Result of each item.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InventoryAnswer {
    pub items: Vec<InventoryResult>,
}

/// Sets or changes stock of many variants. One wrong item never stops the others.
#[utoipa::path(put, path = "/seller/inventory", operation_id = "updateInventory", tag = "inventory", security(("token" = ["products"])), request_body = InventoryForm,
    responses((status = 200, body = InventoryAnswer)))]
async fn set(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<InventoryForm>,
) -> Result<Json<InventoryAnswer>, Problem> {
    let items = stock::set(&app, &member, &form).await?;
    Ok(Json(InventoryAnswer { items }))
}

/// Default low-stock threshold of the shop's variants.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = LowStockThreshold)]
pub struct Threshold {
    pub low_stock_at: Option<i64>,
}

/// Sets the default threshold of the shop's variants; `null` removes it.
#[utoipa::path(put, path = "/seller/inventory/threshold", operation_id = "setLowStockThreshold", tag = "inventory", security(("token" = ["products"])),
    request_body = ThresholdForm, responses((status = 200, body = Threshold), (status = 422)))]
async fn set_threshold(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<ThresholdForm>,
) -> Result<Json<Threshold>, Problem> {
    let low_stock_at = stock::set_shop_threshold(&app, &member, &form).await?;
    Ok(Json(Threshold { low_stock_at }))
}

/// Stock after a transfer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TransferAnswer {
    pub variant_id: VariantId,
    pub quantity: Decimal,
}

/// Moves pieces of a variant from one location to another.
#[utoipa::path(post, path = "/seller/inventory/transfers", operation_id = "transferStock", tag = "inventory", security(("token" = ["products"])),
    request_body = TransferForm,
    responses((status = 201, body = TransferAnswer), (status = 404), (status = 422, description = "not enough stock there")))]
async fn transfer(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<TransferForm>,
) -> Result<(StatusCode, Json<TransferAnswer>), Problem> {
    let variant_id = stock::transfer(&app, &member, &form).await?;
    let quantity = form.quantity;
    Ok((StatusCode::CREATED, Json(TransferAnswer { variant_id, quantity })))
}

/// Stock history of a variant, newest first.
#[utoipa::path(get, path = "/seller/inventory/{variant_id}/adjustments", operation_id = "listAdjustments", tag = "inventory", security(("token" = ["products"])),
    params(("variant_id" = String, Path), Slice),
    responses((status = 200, body = Listed<ShownAdjustment>), (status = 404)))]
async fn adjustments(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(variant_id): Id<VariantId>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<ShownAdjustment>>, Problem> {
    let keyset = Keyset::of::<AdjustmentId>(&slice)?;
    let variant = stock::of_variant(&app.db, &member, &variant_id).await?;
    let places = stock::known(&app, &member).await?;
    let window = stock::history(&app.db, &member, &variant, &keyset).await?;
    Ok(Json(window.listed().map(|row| ShownAdjustment::of(row, &places))))
}

/// The seller's locations, main location first.
#[utoipa::path(get, path = "/seller/locations", operation_id = "listLocations", tag = "inventory", security(("token" = ["products"])),
    responses((status = 200, body = Listed<ShownLocation>)))]
async fn locations(
    State(app): State<App>,
    member: Member<may::Products>,
) -> Result<Json<Listed<ShownLocation>>, Problem> {
    let places = stock::known(&app, &member).await?;
    let all = places.all().cloned();
    let data = all.map(|row| ShownLocation::of(row, &member.seller_id)).collect();
    Ok(Json(Listed { data, next: None }))
}

/// Adds a location.
#[utoipa::path(post, path = "/seller/locations", operation_id = "createLocation", tag = "inventory", security(("token" = ["products"])), request_body = LocationForm,
    responses((status = 201, body = ShownLocation), (status = 409, description = "50 locations already"), (status = 422)))]
async fn add_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<LocationForm>,
) -> Result<(StatusCode, Json<ShownLocation>), Problem> {
    let row = stock::add(&app, &member, &form).await?;
    Ok((
        StatusCode::CREATED,
        Json(ShownLocation::of(row, &member.seller_id)),
    ))
}

/// Renames a location or changes its address; missing fields stay.
#[utoipa::path(patch, path = "/seller/locations/{location_id}", operation_id = "updateLocation", tag = "inventory", security(("token" = ["products"])),
    request_body = LocationForm, params(("location_id" = String, Path)),
    responses((status = 200, body = ShownLocation), (status = 404), (status = 422)))]
async fn change_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(location_id): Id<LocationId>,
    Body(form): Body<LocationForm>,
) -> Result<Json<ShownLocation>, Problem> {
    let row = stock::change(&app, &member, &location_id, &form).await?;
    Ok(Json(ShownLocation::of(row, &member.seller_id)))
}

/// Archives an empty location.
#[utoipa::path(delete, path = "/seller/locations/{location_id}", operation_id = "deleteLocation", tag = "inventory", security(("token" = ["products"])),
    params(("location_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "it has stock, or it is the main location")))]
async fn archive_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(location_id): Id<LocationId>,
) -> Result<StatusCode, Problem> {
    stock::archive(&app, &member, &location_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
