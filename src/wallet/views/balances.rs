//! Balance tiles of the wallet. Each leads to the entries that make it.

use crate::money::Currency;
use crate::ui::{Tab, Tile};
use crate::wallet::history::HistoryForm;
use crate::wallet::ledger::{self, Account};
use leptos::prelude::*;

/// The accounts a seller sees, the one they can withdraw from first. This version keeps no reserve, so none is shown.
const SHOWN: [Account; 4] = [
    Account::Available,
    Account::Pending,
    Account::InPayout,
    Account::Debt,
];

fn name(account: Account) -> &'static str {
    match account {
        Account::Available => "Available",
        Account::Pending => "Pending",
        Account::InPayout => "In payout",
        Account::Debt => "Debt",
        other => other.as_str(),
    }
}

fn definition(account: Account) -> &'static str {
    match account {
        Account::Available => "Ready to withdraw.",
        Account::Pending => {
            "From paid orders, less commission, until they are delivered and the hold after delivery has \
                ended."
        }
        Account::InPayout => "Requested and on its way to you, not yet confirmed by the marketplace.",
        Account::Debt => "What you owe after refunds; your next earnings settle it first.",
        _ => "",
    }
}

/// The figures.
#[component]
pub fn Balances(balances: ledger::Balances, currency: Currency, account: Option<Account>) -> impl IntoView {
    let tiles = SHOWN
        .into_iter()
        .map(|shown| {
            let amount = match shown {
                Account::Debt => -balances.of(shown),
                other => balances.of(other),
            };
            let href = format!("/wallet?account={}", shown.as_str());
            let note = (account == Some(shown)).then_some("Its entries are below.");
            view! {
                <Tile label=name(shown) value=currency.show(amount) definition=definition(shown) href=href note=note />
            }
        })
        .collect_view();
    view! {
        <h2 class="unseen">"Balances"</h2>
        <div class="tiles balances">{tiles}</div>
    }
}

/// The whole wallet, and each account's entries.
pub fn account_tabs(form: &HistoryForm) -> Vec<Tab> {
    let chosen = form.account.as_deref().unwrap_or_default();
    let tab = |label: &str, value: &str| {
        let href = form.address(&[("account", value), ("kind", "")]);
        Tab::new(label, href).current(chosen == value)
    };
    let mut tabs = vec![tab("Whole wallet", "")];
    tabs.extend(
        SHOWN
            .into_iter()
            .map(|account| tab(name(account), account.as_str())),
    );
    tabs
}

/// Description of the listed entries.
pub fn account_words(account: Option<Account>) -> String {
    match account {
        None => "Your total balance: available and pending together, less debt.".to_owned(),
        Some(account) => format!("{} Show the entries behind this figure.", definition(account)),
    }
}
