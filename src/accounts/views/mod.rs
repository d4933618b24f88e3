//! Seller views for the seller and for admins.

mod keys;

pub use keys::{KeysTable, NewKey};

use crate::accounts::checklist::ItemState;
use crate::accounts::verification::DocumentStatus;
use crate::ui::{Field, Status, Tone, field_id};
use crate::viewer::{Confirmation, SellerStatus};
use crate::web::form_reply::Form;
use leptos::prelude::*;

/// The fields of a sensitive act's form that ask for the password again, and for the code of the second factor where
/// there is one, when the sign-in is too long ago.
#[component]
pub fn PasswordAgain(
    form: Form,
    asks: Confirmation,
    /// The form it belongs to, since several of a page may have one.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    // Where the error summary leads.
    let failed = form.failed();
    let id = move |name: &str| match failed {
        true => field_id(name),
        false => format!("{name}-{of}"),
    };
    (asks != Confirmation::Nothing).then(|| {
        let code = (asks == Confirmation::PasswordAndCode).then(|| {
            view! {
                <Field label="Second-factor code" name="otp" autocomplete="one-time-code" required=true short=true
                    help="From your app, or a recovery code." id=id("otp") error=form.error("otp") />
            }
        });
        view! {
            <Field label="Your password" name="password" kind="password" autocomplete="current-password" required=true
                help="This needs your password, entered within the last five minutes." id=id("password") error=form.error("password") />
            {code}
        }
    })
}

/// A seller's status, as dot and word.
#[component]
pub fn SellerState(status: SellerStatus) -> impl IntoView {
    let tone = match status {
        SellerStatus::Pending => Tone::Info,
        SellerStatus::Approved => Tone::Good,
        SellerStatus::Rejected => Tone::Warning,
        SellerStatus::Suspended => Tone::Bad,
        SellerStatus::Closed => Tone::Neutral,
    };
    view! { <Status tone=tone word=status_word(status) /> }
}

/// The status in words.
pub fn status_word(status: SellerStatus) -> &'static str {
    match status {
        SellerStatus::Pending => "Waiting for approval",
        SellerStatus::Approved => "Approved",
        SellerStatus::Rejected => "Rejected",
        SellerStatus::Suspended => "Suspended",
        SellerStatus::Closed => "Closed",
    }
}

/// A country's English name.
pub fn country_name(code: &str) -> String {
    rust_iso3166::from_alpha2(code).map_or_else(|| code.to_owned(), |country| country.name.to_owned())
}

/// State of a checklist item.
#[component]
pub fn ItemStatus(state: ItemState) -> impl IntoView {
    let (tone, icon, word) = match state {
        ItemState::Open => (Tone::Warning, icondata_lu::LuCircleDashed, "Open"),
        ItemState::ToMend => (Tone::Bad, icondata_lu::LuCircleAlert, "Needs changes"),
        ItemState::Waiting => (Tone::Info, icondata_lu::LuClock, "Waiting for our review"),
        ItemState::Done => (Tone::Good, icondata_lu::LuCircleCheck, "Done"),
    };
    view! { <Status tone=tone icon=icon word=word /> }
}

/// Status of a document.
#[component]
pub fn DocumentState(status: DocumentStatus) -> impl IntoView {
    let (tone, word) = match status {
        DocumentStatus::Accepted => (Tone::Good, "Accepted"),
        DocumentStatus::Refused => (Tone::Bad, "Not accepted"),
        _ => (Tone::Info, "Waiting for review"),
    };
    view! { <Status tone=tone word=word /> }
}
