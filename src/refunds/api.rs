//! Refund API: lists, and the confirmation that a buyer has the money.

use super::confirmation::{self, ConfirmationForm};
use super::refund::{Cause, RefundRow, RefundStatus};
use super::store;
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::{OrderId, RefundId, SellerId};
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, Viewer, duty, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Scope of the keys that confirm refunds.
const WRITE: &str = "orders:write";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(refunds))
        .routes(routes!(owed))
        .routes(routes!(confirm))
        .routes(routes!(confirm_by_storefront))
}

/// A refund as the API shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundJson {
    pub refund_id: RefundId,
    pub order_id: OrderId,
    pub seller_id: SellerId,
    pub cause: Cause,
    pub status: RefundStatus,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// What goes back to the buyer: goods, tax and shipping.
    pub amount: Decimal,
    /// Goods less discount.
    pub goods: Decimal,
    pub tax: Decimal,
    pub shipping: Decimal,
    /// Commission that the seller got back.
    pub commission_returned: Decimal,
    pub commission_tax_returned: Decimal,
    pub taken_from: TakenJson,
    pub reason: String,
    pub created_at: Millis,
    /// When it was confirmed that the buyer has it.
    pub paid_at: Option<Millis>,
    /// Name of the payment that brought it to the buyer.
    pub reference: Option<String>,
}

/// Amounts that a refund took from each balance: together its amount less the commission and its tax returned.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefundTakenFrom)]
pub struct TakenJson {
    pub pending: Decimal,
    pub reserved: Decimal,
    pub available: Decimal,
    pub debt: Decimal,
}

impl From<RefundRow> for RefundJson {
    fn from(row: RefundRow) -> Self {
        let show = |minor| row.currency.decimal(minor);
        Self {
            amount: show(row.amount_minor),
            goods: show(row.goods_minor),
            tax: show(row.tax_minor),
            shipping: show(row.shipping_minor),
            commission_returned: show(row.commission_minor),
            commission_tax_returned: show(row.commission_tax_minor),
            taken_from: TakenJson {
                pending: show(row.pending_minor),
                reserved: show(row.reserved_minor),
                available: show(row.available_minor),
                debt: show(row.debt_minor),
            },
            refund_id: row.refund_id,
            order_id: row.order_id,
            seller_id: row.seller_id,
            cause: row.cause,
            status: row.status,
            currency: row.currency,
            reason: row.reason,
            created_at: row.created_at,
            paid_at: row.paid_at,
            reference: row.reference,
        }
    }
}

#[derive(Debug, Deserialize)]
struct RefundsQuery {
    status: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// The status that a list is asked for.
pub(super) fn status_of(text: Option<&str>) -> Result<Option<RefundStatus>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let Some(text) = text else { return Ok(None) };
    let known = RefundStatus::parse(text);
    let message = "A status must be processing, paid, failed or external.";
    known
        .map(Some)
        .ok_or_else(|| FieldErrors::of("status", message).into())
}

/// The seller's refunds, newest first.
#[utoipa::path(get, path = "/seller/refunds", operation_id = "listRefunds", tag = "orders", security(("token" = ["orders"])),
    params(("status" = Option<String>, Query, description = "processing, paid, failed or external"), Slice),
    responses((status = 200, body = Listed<RefundJson>), (status = 422, description = "no such status")))]
async fn refunds(
    State(app): State<App>,
    member: Member<may::Orders>,
    Query(query): Query<RefundsQuery>,
) -> Result<Json<Listed<RefundJson>>, Problem> {
    let status = status_of(query.status.as_deref())?;
    let keyset = Keyset::of::<RefundId>(&query.slice)?;
    let window = store::of_seller(&app.db, &member.seller_id, status, &keyset).await?;
    Ok(Json(window.listed().map(RefundJson::from)))
}

/// All sellers' refunds of one status, newest first; those that buyers do not have yet by default.
#[utoipa::path(get, path = "/admin/refunds", operation_id = "adminListRefunds", tag = "admin", security(("token" = ["admin:payouts"])),
    params(("status" = Option<String>, Query, description = "processing, paid, failed or external"), Slice),
    responses((status = 200, body = Listed<RefundJson>), (status = 422, description = "no such status")))]
async fn owed(
    State(app): State<App>,
    _admin: Admin<duty::Payouts>,
    Query(query): Query<RefundsQuery>,
) -> Result<Json<Listed<RefundJson>>, Problem> {
    let status = status_of(query.status.as_deref())?.unwrap_or(RefundStatus::External);
    let window = store::of_status(&app.db, status, &Keyset::of::<RefundId>(&query.slice)?).await?;
    Ok(Json(window.listed().map(RefundJson::from)))
}

/// Confirms that the buyer has the money. The same reference again changes nothing.
#[utoipa::path(post, path = "/admin/refunds/{refund_id}/confirmation", operation_id = "adminConfirmRefund", tag = "admin", security(("token" = ["admin:payouts"])),
    request_body = ConfirmationForm,
    responses((status = 200, body = RefundJson), (status = 409, description = "confirmed with another reference"),
        (status = 422, description = "a field is invalid")))]
async fn confirm(
    State(app): State<App>,
    admin: Admin<duty::Payouts>,
    Id(refund_id): Id<RefundId>,
    Body(form): Body<ConfirmationForm>,
) -> Result<Json<RefundJson>, Problem> {
    let confirmed = confirmation::confirm(&app, &refund_id, &form, Some(&admin.user_id)).await?;
    Ok(Json(confirmed.into()))
}

/// Confirms that the storefront sent the money back to the buyer. The same reference again changes nothing.
#[utoipa::path(post, path = "/storefront/refunds/{refund_id}/confirmation", operation_id = "storefrontConfirmRefund", tag = "storefront",
    security(("api_key" = ["orders:write"])), request_body = ConfirmationForm,
    responses((status = 200, body = RefundJson), (status = 409, description = "confirmed with another reference"),
        (status = 422, description = "a field is invalid")))]
async fn confirm_by_storefront(
    State(app): State<App>,
    viewer: Viewer,
    Id(refund_id): Id<RefundId>,
    Body(form): Body<ConfirmationForm>,
) -> Result<Json<RefundJson>, Problem> {
    viewer.key(WRITE)?;
    let confirmed = confirmation::confirm(&app, &refund_id, &form, None).await?;
    Ok(Json(confirmed.into()))
}
