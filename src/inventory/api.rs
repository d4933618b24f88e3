//! Inventory API.

use crate::form::FieldErrors;
use crate::id::VariantId;
use crate::inventory::list;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{self, ShownStock, StockFilter, StockShow};
use crate::viewer::{Member, may};
use crate::web::extract::Query;
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Filter of variants.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct StockQuery {
    /// Words of the name, category or tags, a SKU or a barcode: each from its beginning, in any order.
    q: Option<String>,
    /// `true`: only variants at or below their threshold.
    low: Option<String>,
    /// `low`, `out` or `reserved`.
    show: Option<String>,
    /// Only stock at this location, other than the main one.
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
                crate::yes_no::YesNo::parse(&word)
                    .ok_or_else(|| FieldErrors::of("low", "low must be true or false."))?
                    .0
            }
        };
        let show = match given(&self.show) {
            None if low => StockShow::Low,
            None => StockShow::All,
            Some(word) => StockShow::parse(&word)
                .ok_or_else(|| FieldErrors::of("show", "show must be low, out or reserved."))?,
        };
        let location_id = match given(&self.location_id) {
            None => None,
            Some(text) => {
                let places = stock::known(app, member).await?;
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
    let places = stock::known(&app, &member).await?;
    let (window, items) = list::list(&app.db, &member, &filter, &keyset).await?;
    let shown = |row| stock::shown(&row, &items, &places);
    Ok(Json(window.listed().map(shown)))
}
