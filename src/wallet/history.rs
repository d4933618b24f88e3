//! Wallet history: changes of its total with running balances, or one account's entries.

use super::ledger::{Account, Kind};
use super::store::{self, EntryFilter, EntryRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::{OrderId, PayoutId, TransferId};
use crate::money::{Currency, Decimal};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::keyset::Keyset;
use crate::web::list::Listed;
use serde::{Deserialize, Serialize};

/// History filters, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct HistoryForm {
    /// Type of entry, such as `sale` or `payout`.
    pub kind: Option<String>,
    /// `pending`, `available`, `reserved`, `in_payout` or `debt`: the entries that make that figure.
    pub account: Option<String>,
    /// First day, in the seller's timezone.
    pub from: Option<String>,
    /// Last day, in the seller's timezone.
    pub to: Option<String>,
    /// The entries of one order.
    pub order: Option<String>,
}

impl HistoryForm {
    /// The wallet's address with this filter; a blank value of `changes` leaves a parameter out.
    pub fn address(&self, changes: &[(&str, &str)]) -> String {
        let kept = [
            ("account", &self.account),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
            ("order", &self.order),
        ];
        let kept = kept
            .into_iter()
            .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name))
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let pairs: Vec<_> = kept
            .chain(changes.iter().copied())
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if pairs.is_empty() {
            return "/wallet".to_owned();
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/wallet?{query}")
    }
}

/// One entry in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Transaction)]
pub struct Entry {
    pub transaction_id: TransferId,
    pub at: Millis,
    pub kind: Kind,
    /// Signed amount: its effect on the wallet's total or the requested account.
    pub amount: Decimal,
    /// Balance of the wallet or requested account after it.
    pub balance: Decimal,
    #[schema(value_type = String)]
    pub currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payout_id: Option<PayoutId>,
    pub description: String,
    #[serde(skip)]
    pub amount_minor: i64,
    #[serde(skip)]
    pub balance_minor: i64,
}

impl Entry {
    fn of(row: EntryRow, account: Option<Account>, currency: Currency) -> Self {
        let (amount_minor, balance_minor) = match account {
            None => (row.wallet_change_minor, row.wallet_balance_minor),
            Some(account) => {
                let is_debit = row.debit_account == account;
                let balance = if is_debit {
                    row.debit_balance_minor
                } else {
                    row.credit_balance_minor
                };
                let grows = is_debit == matches!(account, Account::Debt | Account::Buyers);
                (
                    if grows {
                        row.amount_minor
                    } else {
                        -row.amount_minor
                    },
                    balance,
                )
            }
        };
        Self {
            transaction_id: row.transaction_id,
            at: row.at,
            kind: row.kind,
            amount: currency.decimal(amount_minor),
            balance: currency.decimal(balance_minor),
            currency,
            order_id: row.order_id,
            payout_id: row.payout_id,
            description: row.description,
            amount_minor,
            balance_minor,
        }
    }
}

/// Parses the filters in the seller's `zone`.
fn parse(form: &HistoryForm, zone: &jiff::tz::TimeZone) -> Result<EntryFilter, FieldErrors> {
    let mut errors = FieldErrors::new();
    let given = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let typed = given(&form.kind);
    let kind = typed.as_deref().and_then(Kind::parse);
    if typed.is_some() && kind.is_none() {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        errors.add("kind", format!("The kind must be one of {}.", known.join(", ")));
    }
    let account = match given(&form.account) {
        None => None,
        Some(name) => match Account::parse(&name) {
            Some(
                account @ (Account::Pending
                | Account::Available
                | Account::Reserved
                | Account::InPayout
                | Account::Debt),
            ) => Some(account),
            _ => {
                errors.add(
                    "account",
                    "account must be one of pending, available, reserved, in_payout and debt.",
                );
                None
            }
        },
    };
    let mut day = |field: &str, text: Option<String>, days: i64| {
        let text = text?;
        let at = Millis::parse_limit(&text, days, zone);
        if at.is_none() {
            errors.add(field, "Enter a day such as 2026-11-23.");
        }
        Some(at?.0)
    };
    let from_ms = day("from", given(&form.from), 0);
    let to_ms = day("to", given(&form.to), 1);
    let order_id = match given(&form.order) {
        None => None,
        Some(text) => errors.take(
            "order",
            OrderId::parse(&text).map_err(|_| "That is not an order ID."),
        ),
    };
    errors.or(Some(EntryFilter {
        kind,
        from_ms,
        to_ms,
        order_id,
        account,
    }))
}

/// A part of the seller's history, newest first.
pub async fn history(
    app: &App,
    member: &Member<may::Wallet>,
    form: &HistoryForm,
    keyset: &Keyset,
) -> Result<Listed<Entry>, Problem> {
    let filter = parse(form, &member.zone())?;
    let window = store::entries(&app.db, &member.seller_id, &filter, keyset).await?;
    Ok(window
        .listed()
        .map(|row| Entry::of(row, filter.account, member.currency)))
}
