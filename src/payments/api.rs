//! API of unmatched incoming payments.

use super::payment::PaymentState;
use super::settlement::{self, PaymentSettlementForm};
use super::store::{self, PaymentRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::PaymentId;
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kept_payments))
        .routes(routes!(settle_payment))
}

/// A payment that came in and pays no order.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptPayment {
    pub payment_id: PaymentId,
    /// Provider; null if none was named.
    pub provider: Option<String>,
    pub reference: String,
    /// The reference of the order that it came in for.
    pub offered_for: String,
    /// Null when the storefront did not say it.
    pub amount: Option<Decimal>,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Reason it is unmatched.
    pub reason: String,
    pub state: PaymentState,
    pub received_at: Millis,
    pub settled_at: Option<Millis>,
    pub settled_reason: Option<String>,
}

impl From<PaymentRow> for KeptPayment {
    fn from(row: PaymentRow) -> Self {
        Self {
            provider: row.name().provider().map(str::to_owned),
            amount: row.amount_minor.map(|minor| row.currency.decimal(minor)),
            payment_id: row.payment_id,
            reference: row.reference,
            offered_for: row.offered_for,
            currency: row.currency,
            reason: row.reason,
            state: row.state,
            received_at: row.received_at,
            settled_at: row.settled_at,
            settled_reason: row.settled_reason,
        }
    }
}

#[derive(Debug, Deserialize)]
struct KeptQuery {
    state: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// Unmatched incoming payments, newest first; waiting ones by default.
#[utoipa::path(get, path = "/admin/payments", operation_id = "adminListPayments", tag = "admin", security(("token" = ["admin:payouts"])),
    params(("state" = Option<String>, Query, description = "waiting, matched, refunded or ignored"), Slice),
    responses((status = 200, body = Listed<KeptPayment>), (status = 422, description = "no such status")))]
async fn kept_payments(
    State(app): State<App>,
    _admin: Admin<duty::Payouts>,
    Query(query): Query<KeptQuery>,
) -> Result<Json<Listed<KeptPayment>>, Problem> {
    let state = match query.state.as_deref().map(str::trim) {
        None | Some("") => PaymentState::Waiting,
        Some(text) => PaymentState::parse_kept(text).ok_or_else(|| {
            FieldErrors::of("state", "A state must be waiting, matched, refunded or ignored.")
        })?,
    };
    let window = store::payments(&app.db, state, &Keyset::of::<PaymentId>(&query.slice)?).await?;
    Ok(Json(window.listed().map(KeptPayment::from)))
}

/// Settles a waiting payment, with a reason. It is noted; no money is moved by it.
#[utoipa::path(post, path = "/admin/payments/{payment_id}/settlement", operation_id = "adminSettlePayment", tag = "admin", security(("token" = ["admin:payouts"])),
    request_body = PaymentSettlementForm,
    responses((status = 200, body = KeptPayment), (status = 409, description = "is not waiting to be settled"),
        (status = 422, description = "a field is invalid")))]
async fn settle_payment(
    State(app): State<App>,
    admin: Admin<duty::Payouts>,
    Id(payment_id): Id<PaymentId>,
    Body(form): Body<PaymentSettlementForm>,
) -> Result<Json<KeptPayment>, Problem> {
    let settled = settlement::settle(&app, &admin, &payment_id, form).await?;
    Ok(Json(settled.into()))
}
