//! Stock and locations by the API.

use crate::catalog::inventory::{
    self, InventoryForm, InventoryResult, LocationForm, ShownAdjustment, ShownLocation, ShownStock,
    ThresholdForm, TransferForm,
};
use crate::catalog::store::{StockFilter, StockShow};
use crate::form::FieldErrors;
use crate::id::{AdjustmentId, LocationId, VariantId};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, set))
        .routes(routes!(set_threshold))
        .routes(routes!(transfer))
        .routes(routes!(adjustments))
        .routes(routes!(locations, add_location))
        .routes(routes!(change_location, archive_location))
}

/// What became of each item.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct InventoryAnswer {
    pub items: Vec<InventoryResult>,
}

/// Which variants are asked for.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct StockQuery {
    /// Words of the name, category or tags, a SKU or a barcode: each from its beginning, in any order.
    q: Option<String>,
    /// `true`: only what is at its threshold or below.
    low: Option<String>,
    /// `low`, `out` or `reserved`.
    show: Option<String>,
    /// Only what lies at this location, which is not the main one.
    location_id: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    slice: Slice,
}

impl StockQuery {
    async fn filter(&self, app: &App, member: &Member<may::Products>) -> Result<StockFilter, Problem> {
        let given = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).unwrap_or_default();
            (!text.is_empty()).then(|| text.replace('\0', ""))
        };
        let low = match given(&self.low) {
            None => false,
            Some(word) => {
                crate::catalog::YesNo::parse(&word)
                    .ok_or_else(|| FieldErrors::of("low", "low is true or false."))?
                    .0
            }
        };
        let show = match given(&self.show) {
            None if low => StockShow::Low,
            None => StockShow::All,
            Some(word) => StockShow::parse(&word)
                .ok_or_else(|| FieldErrors::of("show", "show is low, out or reserved."))?,
        };
        let location_id = match given(&self.location_id) {
            None => None,
            Some(text) => {
                let places = inventory::known(app, member).await?;
                let place = places.place(Some(&text));
                place
                    .map_err(|message| FieldErrors::of("location_id", message))?
                    .further()
                    .cloned()
            }
        };
        Ok(StockFilter {
            show,
            q: given(&self.q),
            location_id,
            ..StockFilter::default()
        })
    }
}

/// Variants with their stock, newest first. Archived products are left out.
#[utoipa::path(get, path = "/seller/inventory", operation_id = "listInventory", tag = "inventory", security(("token" = ["products"])),
    params(StockQuery, Slice), responses((status = 200, body = Listed<ShownStock>)))]
async fn list(
    State(app): State<App>,
    member: Member<may::Products>,
    Query(query): Query<StockQuery>,
) -> Result<Json<Listed<ShownStock>>, Problem> {
    let (filter, keyset) = (
        query.filter(&app, &member).await?,
        Keyset::of::<VariantId>(&query.slice)?,
    );
    let places = inventory::known(&app, &member).await?;
    let (window, items) = inventory::list(&app.db, &member, &filter, &keyset).await?;
    let shown = |row| inventory::shown(&row, &items, &places);
    Ok(Json(window.listed().map(shown)))
}

/// Sets or changes what is on hand of many variants. One wrong item never stops the others.
#[utoipa::path(put, path = "/seller/inventory", operation_id = "updateInventory", tag = "inventory", security(("token" = ["products"])), request_body = InventoryForm,
    responses((status = 200, body = InventoryAnswer)))]
async fn set(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<InventoryForm>,
) -> Result<Json<InventoryAnswer>, Problem> {
    let items = inventory::set(&app, &member, &form).await?;
    Ok(Json(InventoryAnswer { items }))
}

/// The threshold of every variant that has none of its own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = LowStockThreshold)]
pub struct Threshold {
    pub low_stock_at: Option<i64>,
}

/// Sets the threshold of every variant that has none of its own; `null` takes it away.
#[utoipa::path(put, path = "/seller/inventory/threshold", operation_id = "setLowStockThreshold", tag = "inventory", security(("token" = ["products"])),
    request_body = ThresholdForm, responses((status = 200, body = Threshold), (status = 422)))]
async fn set_threshold(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<ThresholdForm>,
) -> Result<Json<Threshold>, Problem> {
    let low_stock_at = inventory::set_shop_threshold(&app, &member, &form).await?;
    Ok(Json(Threshold { low_stock_at }))
}

/// What a transfer leaves.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TransferAnswer {
    pub variant_id: VariantId,
    pub quantity: Decimal,
}

/// Moves pieces of a variant from one location to another.
#[utoipa::path(post, path = "/seller/inventory/transfers", operation_id = "transferStock", tag = "inventory", security(("token" = ["products"])),
    request_body = TransferForm,
    responses((status = 201, body = TransferAnswer), (status = 404), (status = 422, description = "too few lie there")))]
async fn transfer(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<TransferForm>,
) -> Result<(StatusCode, Json<TransferAnswer>), Problem> {
    let variant_id = inventory::transfer(&app, &member, &form).await?;
    let quantity = form.quantity;
    Ok((StatusCode::CREATED, Json(TransferAnswer { variant_id, quantity })))
}

/// Every change of a variant's stock, newest first.
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
    let variant = inventory::of_variant(&app.db, &member, &variant_id).await?;
    let places = inventory::known(&app, &member).await?;
    let window = inventory::history(&app.db, &member, &variant, &keyset).await?;
    Ok(Json(window.listed().map(|row| ShownAdjustment::of(row, &places))))
}

/// Where the seller's stock lies: the main location first.
#[utoipa::path(get, path = "/seller/locations", operation_id = "listLocations", tag = "inventory", security(("token" = ["products"])),
    responses((status = 200, body = Listed<ShownLocation>)))]
async fn locations(
    State(app): State<App>,
    member: Member<may::Products>,
) -> Result<Json<Listed<ShownLocation>>, Problem> {
    let places = inventory::known(&app, &member).await?;
    let all = places.all().cloned();
    let data = all.map(|row| ShownLocation::of(row, &member.seller_id)).collect();
    Ok(Json(Listed { data, next: None }))
}

/// Adds a location.
#[utoipa::path(post, path = "/seller/locations", operation_id = "createLocation", tag = "inventory", security(("token" = ["products"])), request_body = LocationForm,
    responses((status = 201, body = ShownLocation), (status = 409, description = "50 are there"), (status = 422)))]
async fn add_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Body(form): Body<LocationForm>,
) -> Result<(StatusCode, Json<ShownLocation>), Problem> {
    let row = inventory::add(&app, &member, &form).await?;
    Ok((
        StatusCode::CREATED,
        Json(ShownLocation::of(row, &member.seller_id)),
    ))
}

/// Renames a location, or changes its address; what is left out stays.
#[utoipa::path(patch, path = "/seller/locations/{location_id}", operation_id = "updateLocation", tag = "inventory", security(("token" = ["products"])),
    request_body = LocationForm, params(("location_id" = String, Path)),
    responses((status = 200, body = ShownLocation), (status = 404), (status = 422)))]
async fn change_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(location_id): Id<LocationId>,
    Body(form): Body<LocationForm>,
) -> Result<Json<ShownLocation>, Problem> {
    let row = inventory::change(&app, &member, &location_id, &form).await?;
    Ok(Json(ShownLocation::of(row, &member.seller_id)))
}

/// Puts a location away at which nothing lies.
#[utoipa::path(delete, path = "/seller/locations/{location_id}", operation_id = "deleteLocation", tag = "inventory", security(("token" = ["products"])),
    params(("location_id" = String, Path)),
    responses((status = 204), (status = 404), (status = 409, description = "stock lies there, or it is the main one")))]
async fn archive_location(
    State(app): State<App>,
    member: Member<may::Products>,
    Id(location_id): Id<LocationId>,
) -> Result<StatusCode, Problem> {
    inventory::archive(&app, &member, &location_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
