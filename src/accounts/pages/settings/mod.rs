//! Settings: shop profile, security, and closing the account.

mod account;
mod api_keys;
mod approval;
mod audit;
mod members;
mod profile;
mod second_factor;
mod security;
mod shop;

pub use account::account;
pub use api_keys::own_keys;
pub use approval::approval;
pub use audit::{activity, download_activity};
pub use members::members;
pub use profile::profile;
pub use second_factor::second_factor;
pub use security::security;

use crate::ui::{Tab, Tabs};
use crate::viewer::{Grant, Permission};
use leptos::prelude::*;

/// Tabs of the settings pages the person may open.
#[component]
pub fn SettingsTabs(current: &'static str, #[prop(into)] grant: Option<Grant>) -> impl IntoView {
    let (shop, owner, member) = match grant {
        Some(grant) => (
            grant.permissions.has(Permission::Settings),
            grant.is_owner,
            !grant.is_looking,
        ),
        None => (false, false, false),
    };
    let tabs = [
        ("Shop", "/settings", shop),
        ("Shipping", "/settings/shipping", shop),
        ("Approval", "/settings/approval", shop),
        ("Security", "/settings/security", true),
        ("Members", "/settings/members", owner),
        ("API keys", "/settings/api-keys", owner),
        ("Activity", "/settings/audit", owner),
        ("Leave or close", "/settings/account", member),
    ];
    let items = tabs
        .into_iter()
        .filter(|(.., shown)| *shown)
        .map(|(label, href, _)| Tab::new(label, href).current(href == current))
        .collect();
    view! { <Tabs items=items label="Settings" /> }
}
