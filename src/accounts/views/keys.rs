//! API key views of the marketplace and of sellers.

use crate::accounts::ApiKeyRow;
use crate::clock::Millis;
use crate::id::ApiKeyId;
use crate::ui::{Card, Column, Copyable, Moment, Notice, NoticeBar, Status, Table, Tone};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The key that was just made, this once.
#[component]
pub fn NewKey(
    key_text: String,
    /// Program that reads the key: `your storefront`.
    reader: &'static str,
) -> impl IntoView {
    let words = format!(
        "Copy the key now and store it where {reader} reads it. We keep only its hash, so it is not shown \
            again."
    );
    view! {
        <Card title="Your new key">
            <div class="stack">
                <NoticeBar notice=Notice::new(Tone::Warning, words) />
                <Copyable text=key_text label="Copy key" />
            </div>
        </Card>
    }
}

/// The keys, newest first, each with the form that ends it.
#[component]
pub fn KeysTable<R>(
    keys: Vec<ApiKeyRow>,
    zone: TimeZone,
    now: Millis,
    /// The form that ends a key.
    revoke: R,
) -> impl IntoView
where
    R: Fn(ApiKeyId) -> AnyView + Send + 'static,
{
    let columns = vec![
        Column::new("Name"),
        Column::new("Key"),
        Column::wide("Permissions"),
        Column::new("Last used"),
        Column::wide("Made"),
        Column::new("State"),
    ];
    let moment = |at| view! { <Moment at=at zone=zone.clone() now=now /> }.into_any();
    let rows = keys
        .into_iter()
        .map(|key| {
            let scopes = key.scopes.0.join(", ");
            let state = match key.revoked_at {
                Some(_) => view! { <Status word="Revoked" /> }.into_any(),
                None => revoke(key.api_key_id),
            };
            let last_used = key.last_used_at.map_or_else(|| "never".into_any(), moment);
            view! {
                <tr>
                    <td class="main">{key.name}</td>
                    <td data-label="Key">
                        <code>"sk_…" {key.hint}</code>
                    </td>
                    <td class="wide">
                        <code>{scopes}</code>
                    </td>
                    <td data-label="Last used">{last_used}</td>
                    <td class="wide">{moment(key.created_at)}</td>
                    <td class="state">{state}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Keys" flush=true>
            <Table columns=columns caption="API keys, newest first">
                {rows}
            </Table>
        </Card>
    }
}
