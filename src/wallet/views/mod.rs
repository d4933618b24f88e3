//! How the wallet looks: owned values in, markup out.

mod balances;
mod history;
mod methods;
mod payouts;
mod settle;
mod withdraw;

pub use balances::{Balances, account_tabs, account_words};
pub use history::{HistoryFilters, HistoryTable};
pub use methods::{AddMethodForm, Methods};
pub use payouts::{PayoutState, PayoutsTable};
pub use settle::{SettleCard, SettledTable};
pub use withdraw::{Terms, WithdrawForm};

use crate::ui::Field;
use crate::web::form_reply::Form;
use leptos::prelude::*;

/// The password, where the sign-in is too long ago for what the form asks.
#[component]
pub fn PasswordAgain(
    form: Form,
    wanted: bool,
    /// The form it belongs to, since several of a page may have one.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let id = match wanted && form.failed() {
        // Where the error summary leads.
        true => crate::ui::field_id("password"),
        false => format!("password-{of}"),
    };
    wanted.then(|| {
        view! {
            <Field label="Your password" name="password" kind="password" autocomplete="current-password" required=true
                help="You signed in more than 5 minutes ago; this needs it again." id=id
                error=form.error("password") />
        }
    })
}
