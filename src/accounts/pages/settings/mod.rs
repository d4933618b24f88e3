//! Settings: the shop's profile, the person's security, and the end of the account.

mod account;
mod approval;
mod profile;
mod security;
mod shop;

pub use account::AccountPage;
pub use approval::ApprovalPage;
pub use profile::ProfilePage;
pub use security::SecurityPage;

use crate::ui::{Tab, Tabs};
use leptos::prelude::*;

/// The pages of the settings; an admin without a shop has only one.
#[component]
fn SettingsTabs(current: &'static str, has_shop: bool) -> impl IntoView {
    let tabs = [
        ("Shop", "/settings", true),
        ("Approval", "/settings/approval", true),
        ("Security", "/settings/security", false),
        ("Close the shop", "/settings/account", true),
    ];
    let items = tabs
        .into_iter()
        .filter(|(_, _, of_shop)| has_shop || !of_shop)
        .map(|(label, href, _)| Tab::new(label, href).current(href == current))
        .collect();
    view! { <Tabs items=items label="Settings" /> }
}
