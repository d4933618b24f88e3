//! Wallet API.

use super::history::{self, Entry, HistoryForm};
use super::payout::{self, PayoutForm, PayoutStatus, PayoutView};
use super::payout_method::{self, PayoutMethodForm, PayoutMethodView};
use super::settlement::{self, SettlementForm};
use super::{ledger::Balances, store};
use crate::id::{PayoutId, PayoutMethodId, TransferId};
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, Member, duty, may};
use crate::web::extract::{Body, Id, Query};
use crate::web::keyset::Keyset;
use crate::web::list::{Listed, Slice};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(wallet))
        .routes(routes!(transactions))
        .routes(routes!(withdraw))
        .routes(routes!(payouts))
        .routes(routes!(show_payout))
        .routes(routes!(payout_methods, add_payout_method))
        .routes(routes!(remove_payout_method))
        .routes(routes!(payouts_to_settle))
        .routes(routes!(settle))
}

/// Balances of a seller, in the major unit of their currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wallet {
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Held until delivery and hold have ended.
    pub pending: Decimal,
    pub available: Decimal,
    /// Reserved by policy.
    pub reserved: Decimal,
    pub in_payout: Decimal,
    /// Owed after refunds.
    pub debt: Decimal,
}

impl Wallet {
    pub fn of(balances: &Balances, currency: Currency) -> Self {
        Self {
            currency,
            pending: currency.decimal(balances.pending_minor),
            available: currency.decimal(balances.available_minor),
            reserved: currency.decimal(balances.reserved_minor),
            in_payout: currency.decimal(balances.in_payout_minor),
            debt: currency.decimal(balances.debt_minor),
        }
    }
}

/// The balances.
#[utoipa::path(get, path = "/seller/transactions/wallet", operation_id = "getWallet", tag = "wallet", security(("token" = ["wallet"])), responses((status = 200, body = Wallet)))]
async fn wallet(State(app): State<App>, member: Member<may::Wallet>) -> Result<Json<Wallet>, Problem> {
    let balances = store::balances(&app.db, &member.seller_id).await?;
    Ok(Json(Wallet::of(&balances, member.currency)))
}

#[derive(Debug, Deserialize)]
struct TransactionsQuery {
    #[serde(flatten)]
    history: HistoryForm,
    #[serde(flatten)]
    slice: Slice,
}

/// Transaction history, newest first: changes of the wallet's total, or one account's entries.
#[utoipa::path(get, path = "/seller/transactions", operation_id = "listTransactions", tag = "wallet", security(("token" = ["wallet"])), params(HistoryForm, Slice),
    responses((status = 200, body = Listed<Entry>)))]
async fn transactions(
    State(app): State<App>,
    member: Member<may::Wallet>,
    Query(query): Query<TransactionsQuery>,
) -> Result<Json<Listed<Entry>>, Problem> {
    Ok(Json(
        history::history(
            &app,
            &member,
            &query.history,
            &Keyset::of::<TransferId>(&query.slice)?,
        )
        .await?,
    ))
}

/// Requests a payout. The money leaves the available balance at once.
#[utoipa::path(post, path = "/seller/transactions/withdraw", operation_id = "requestPayout", tag = "wallet", security(("token" = ["payouts"])), request_body = PayoutForm,
    responses((status = 201, body = PayoutView), (status = 403, description = "`sign_in_again`"),
        (status = 409, description = "`insufficient_funds`"), (status = 422, description = "a field is invalid")))]
async fn withdraw(
    State(app): State<App>,
    member: Member<Fresh<may::Payouts>>,
    Body(form): Body<PayoutForm>,
) -> Result<(StatusCode, [(&'static str, String); 1], Json<PayoutView>), Problem> {
    let payout = payout::request(&app, &member, &form).await?;
    let location = format!("/api/v1/seller/payouts/{}", payout.payout_id);
    Ok((StatusCode::CREATED, [("location", location)], Json(payout.into())))
}

/// The seller's payouts, newest first.
#[utoipa::path(get, path = "/seller/payouts", operation_id = "listPayouts", tag = "wallet", security(("token" = ["wallet"])), params(Slice),
    responses((status = 200, body = Listed<PayoutView>)))]
async fn payouts(
    State(app): State<App>,
    member: Member<may::Wallet>,
    Query(slice): Query<Slice>,
) -> Result<Json<Listed<PayoutView>>, Problem> {
    let keyset = Keyset::of::<PayoutId>(&slice)?;
    let window = store::payouts(&app.db, &member.seller_id, &keyset).await?;
    Ok(Json(window.listed().map(PayoutView::from)))
}

/// One payout.
#[utoipa::path(get, path = "/seller/payouts/{payout_id}", operation_id = "getPayout", tag = "wallet", security(("token" = ["wallet"])), responses((status = 200, body = PayoutView)))]
async fn show_payout(
    State(app): State<App>,
    member: Member<may::Wallet>,
    Id(payout_id): Id<PayoutId>,
) -> Result<Json<PayoutView>, Problem> {
    let payout = store::payout(&app.db, &member.seller_id, &payout_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(payout.into()))
}

/// The payout methods, masked.
#[utoipa::path(get, path = "/seller/payout-methods", operation_id = "listPayoutMethods", tag = "wallet", security(("token" = ["payouts"])),
    responses((status = 200, body = Listed<PayoutMethodView>)))]
async fn payout_methods(
    State(app): State<App>,
    member: Member<may::Payouts>,
) -> Result<Json<Listed<PayoutMethodView>>, Problem> {
    Ok(Json(Listed {
        data: payout_method::list(&app, &member).await?,
        next: None,
    }))
}

/// Adds a payout method. The first one ever is usable at once, a later one after a day; within a week of a reset of the password, the first one too.
#[utoipa::path(post, path = "/seller/payout-methods", operation_id = "createPayoutMethod", tag = "wallet", security(("token" = ["payouts"])), request_body = PayoutMethodForm,
    responses((status = 201, body = PayoutMethodView), (status = 403, description = "`sign_in_again`"),
        (status = 422, description = "a field is invalid")))]
async fn add_payout_method(
    State(app): State<App>,
    member: Member<Fresh<may::Payouts>>,
    Body(form): Body<PayoutMethodForm>,
) -> Result<(StatusCode, Json<PayoutMethodView>), Problem> {
    let method = payout_method::add(&app, &member, form.parse()?).await?;
    Ok((StatusCode::CREATED, Json(method)))
}

/// Removes a payout method.
#[utoipa::path(delete, path = "/seller/payout-methods/{payout_method_id}", operation_id = "deletePayoutMethod", tag = "wallet", security(("token" = ["payouts"])), responses((status = 204)))]
async fn remove_payout_method(
    State(app): State<App>,
    member: Member<Fresh<may::Payouts>>,
    Id(payout_method_id): Id<PayoutMethodId>,
) -> Result<StatusCode, Problem> {
    payout_method::remove(&app, &member, &payout_method_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct SettleQuery {
    status: Option<String>,
    #[serde(flatten)]
    slice: Slice,
}

/// Payouts of all sellers by status, oldest first; waiting ones by default.
#[utoipa::path(get, path = "/admin/payouts", operation_id = "adminListPayouts", tag = "admin", security(("token" = ["admin:payouts"])),
    params(("status" = Option<String>, Query, description = "a payout status"), Slice),
    responses((status = 200, body = Listed<PayoutView>)))]
async fn payouts_to_settle(
    State(app): State<App>,
    _admin: Admin<duty::Payouts>,
    Query(query): Query<SettleQuery>,
) -> Result<Json<Listed<PayoutView>>, Problem> {
    let status = PayoutStatus::asked(query.status.as_deref())?;
    let keyset = Keyset::of::<PayoutId>(&query.slice)?.oldest_first();
    let window = store::payouts_by_status(&app.db, status, &keyset).await?;
    Ok(Json(window.listed().map(PayoutView::from)))
}

/// Settles a payout by hand: paid with the bank's reference, or failed, which returns the money.
#[utoipa::path(post, path = "/admin/payouts/{payout_id}/settlement", operation_id = "adminSettlePayout", tag = "admin", security(("token" = ["admin:payouts"])), request_body = SettlementForm,
    responses((status = 200, body = PayoutView), (status = 409, description = "is not waiting to be settled")))]
async fn settle(
    State(app): State<App>,
    admin: Admin<Fresh<duty::Payouts>>,
    Id(payout_id): Id<PayoutId>,
    Body(form): Body<SettlementForm>,
) -> Result<Json<PayoutView>, Problem> {
    Ok(Json(
        settlement::settle(&app, &admin, &payout_id, form).await?.into(),
    ))
}
