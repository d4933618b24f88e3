//! Payouts: requests and statuses. The amount leaves the available balance in the same transaction; the
//! seller receives it less the fee.

use super::ledger::{Account, Kind, Transfer, post};
use super::store::{self, PayoutRow};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::events;
use crate::form::FieldErrors;
use crate::id::{PayoutId, PayoutMethodId};
use crate::money::{Currency, Decimal, MAX_MINOR};
use crate::policies;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Fresh, Member, SellerStatus, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

crate::stored_enum! {
    /// Status of a payout.
    pub enum PayoutStatus {
        Requested = "requested",
        Processing = "processing",
        Paid = "paid",
        Failed = "failed",
        Returned = "returned",
        Unknown = "unknown",
        Cancelled = "cancelled",
    }
}

impl PayoutStatus {
    /// The status in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Requested => "Requested",
            Self::Processing => "In transit",
            Self::Paid => "Paid",
            Self::Failed => "Failed",
            Self::Returned => "Returned",
            Self::Unknown => "Under review",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The requested status filter; waiting ones by default.
    pub fn asked(text: Option<&str>) -> Result<Self, FieldErrors> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(Self::Requested);
        };
        let known = || Self::ALL.map(Self::as_str).join(", ");
        Self::parse(text)
            .ok_or_else(|| FieldErrors::of("status", format!("The status must be one of {}.", known())))
    }

    /// Someone still has to say how it ended.
    pub fn is_to_settle(self) -> bool {
        matches!(self, Self::Requested | Self::Processing)
    }
}

/// A payout request.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PayoutForm {
    pub amount: Option<Decimal>,
    /// Without it, the newest method that can be used.
    pub payout_method_id: Option<String>,
}

/// A payout in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Payout)]
pub struct PayoutView {
    pub payout_id: PayoutId,
    pub status: PayoutStatus,
    pub amount: Decimal,
    pub fee: Decimal,
    /// The amount less the fee.
    pub you_receive: Decimal,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Payment provider; `manual` is by hand, with a typed reference.
    pub provider: String,
    /// The payout method, masked; null when the marketplace arranges it with the seller.
    pub method: Option<String>,
    pub reference: Option<String>,
    pub requested_at: Millis,
    pub settled_at: Option<Millis>,
}

impl From<PayoutRow> for PayoutView {
    fn from(row: PayoutRow) -> Self {
        Self {
            payout_id: row.payout_id,
            status: row.status,
            amount: row.currency.decimal(row.amount_minor),
            fee: row.currency.decimal(row.fee_minor),
            you_receive: row.currency.decimal(row.amount_minor - row.fee_minor),
            currency: row.currency,
            provider: row.provider,
            method: row.method_masked,
            reference: row.reference,
            requested_at: row.requested_at,
            settled_at: row.settled_at,
        }
    }
}

/// Requests a payout: reserves the money and queues it for settlement.
pub async fn request(
    app: &App,
    member: &Member<Fresh<may::Payouts>>,
    form: &PayoutForm,
) -> Result<PayoutRow, Problem> {
    let now = app.clock.now();
    let amount_minor = parse_amount(form, member.currency)?;
    if member.seller_status == SellerStatus::Suspended {
        return Err(Problem::new(
            Code::SellerNotApproved,
            "Your shop is suspended, so payouts are on hold and none can be requested.",
        ));
    }
    app.db
        .retrying(|| request_once(app, member, form, amount_minor, now))
        .await
}

fn parse_amount(form: &PayoutForm, currency: Currency) -> Result<i64, FieldErrors> {
    let amount = form.amount.as_ref().filter(|amount| !amount.is_blank());
    let amount = amount.ok_or_else(|| FieldErrors::of("amount", "The amount is required."))?;
    match amount.minor(currency) {
        Ok(minor) if minor > 0 && minor <= MAX_MINOR => Ok(minor),
        Ok(_) => Err(FieldErrors::of("amount", "The amount must be more than 0.")),
        Err(error) => Err(FieldErrors::of("amount", format!("The amount {error}."))),
    }
}

/// Transfers of a payout request: the amount leaves the balance, with its fee.
pub(crate) fn reservation(payout: &PayoutRow) -> [Transfer; 2] {
    let amount = Transfer {
        kind: Kind::Payout,
        debit: Account::Available,
        credit: Account::InPayout,
        amount_minor: payout.amount_minor,
        order_id: None,
        line_id: None,
        payout_id: Some(payout.payout_id.clone()),
        description: "Payout requested".to_owned(),
        idempotency_id: format!("payout:{}", payout.payout_id),
    };
    [amount, fee(payout, payout.fee_minor)]
}

/// The fee of a payout, or the part not yet posted.
pub(super) fn fee(payout: &PayoutRow, amount_minor: i64) -> Transfer {
    Transfer {
        kind: Kind::PayoutFee,
        debit: Account::InPayout,
        credit: Account::Fees,
        amount_minor,
        order_id: None,
        line_id: None,
        payout_id: Some(payout.payout_id.clone()),
        description: "Payout fee".to_owned(),
        idempotency_id: fee_id(&payout.payout_id),
    }
}

/// Ledger id of a payout's fee.
pub(super) fn fee_id(payout_id: &PayoutId) -> String {
    format!("{}:{payout_id}", Kind::PayoutFee.as_str())
}

async fn request_once(
    app: &App,
    member: &Member<Fresh<may::Payouts>>,
    form: &PayoutForm,
    amount_minor: i64,
    now: Millis,
) -> Result<PayoutRow, Problem> {
    let currency = member.currency;
    let mut tx = app.db.begin().await?;
    let policy = policies::current_in(&mut tx).await?;
    let minimum = policy.payout_minimum_minor(currency);
    let fee_minor = policy.payout_fee_minor(currency);
    if amount_minor < minimum {
        return Err(FieldErrors::of(
            "amount",
            format!("The minimum payout is {}.", currency.show(minimum)),
        )
        .into());
    }
    if amount_minor <= fee_minor {
        return Err(FieldErrors::of(
            "amount",
            format!(
                "A payout costs {}, so request more than that.",
                currency.show(fee_minor)
            ),
        )
        .into());
    }
    let method = choose_method(&mut tx, member, form.payout_method_id.as_deref(), now).await?;
    let payout = PayoutRow {
        payout_id: PayoutId::new(now),
        seller_id: member.seller_id.clone(),
        currency,
        amount_minor,
        fee_minor,
        status: PayoutStatus::Requested,
        provider: "manual".to_owned(),
        method_masked: method.as_ref().map(|(_, masked)| masked.clone()),
        reference: None,
        requested_at: now,
        settled_at: None,
    };
    let reserve = reservation(&payout);
    post(&mut tx, &member.seller_id, currency, now, &reserve).await?;
    store::insert_payout(
        &mut tx,
        &payout,
        method.as_ref().map(|(id, _)| id),
        &member.user_id,
    )
    .await?;
    let act = Act {
        action: "payout.requested",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(payout.payout_id.as_str()),
        after: Some(json!({ "amount": currency.decimal(amount_minor) })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    let content = json!({ "payout_id": payout.payout_id });
    events::emit(
        &mut tx,
        now,
        "payout.requested",
        Some(&member.seller_id),
        &content,
    )
    .await?;
    tx.commit().await?;
    Ok(payout)
}

/// The requested method, or the newest usable one; none if the seller has none, so that the marketplace
/// arranges it.
async fn choose_method(
    tx: &mut crate::db::Tx,
    member: &Member<Fresh<may::Payouts>>,
    asked: Option<&str>,
    now: Millis,
) -> Result<Option<(PayoutMethodId, String)>, Problem> {
    let methods = store::methods_in(tx, &member.seller_id).await?;
    let cooling = || {
        FieldErrors::of(
            "payout_method_id",
            "That payout method is new: it can be used a day after it was added.",
        )
    };
    match asked.map(str::trim).filter(|asked| !asked.is_empty()) {
        Some(asked) => {
            let method = methods
                .into_iter()
                .find(|method| method.payout_method_id.as_str() == asked);
            let method = method
                .ok_or_else(|| FieldErrors::of("payout_method_id", "Choose one of your payout methods."))?;
            if method.usable_at > now {
                return Err(cooling().into());
            }
            Ok(Some((method.payout_method_id, method.masked)))
        }
        None if methods.is_empty() => Ok(None),
        None => {
            let usable = methods
                .into_iter()
                .find(|method| method.usable_at <= now)
                .ok_or_else(cooling)?;
            Ok(Some((usable.payout_method_id, usable.masked)))
        }
    }
}
