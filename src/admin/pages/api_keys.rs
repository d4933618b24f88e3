//! The marketplace's API keys.

use crate::accounts::{self, ApiKeyRow, PasswordAgain};
use crate::admin::actions::{CreateApiKey, RevokeApiKey};
use crate::clock::Millis;
use crate::ui::{
    Button, Card, Checkbox, Column, Copyable, Empty, ErrorSummary, Field, Moment, Notice, NoticeBar, Status,
    Table, Tone, Variant,
};
use crate::viewer::permission::MARKETPLACE_SCOPES;
use crate::viewer::{Asks, duty};
use crate::web::context::{admin, app, asks};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub fn ApiKeysPage() -> impl IntoView {
    framed(async move {
        let (app, admin, form) = (app()?, admin::<duty::Keys>()?, Form::of::<CreateApiKey>());
        let new_key = accounts::handing::take(&app, &admin.user_id, "/admin/api-keys");
        let now = app.clock.now();
        let asks = asks(now);
        let keys = accounts::api_keys(&app.db).await?;
        Ok(Page::new(
            "API keys",
            view! {
                {new_key.map(|key| view! { <NewKey key_text=key /> })}
                <KeysCard keys=keys now=now />
                <NewKeyCard form=form asks=asks />
            },
        ))
    })
}

/// The key that was just made, this once.
#[component]
fn NewKey(key_text: String) -> impl IntoView {
    let notice = Notice::new(
        Tone::Warning,
        "Copy the key now and put it where your storefront reads it. We keep only its hash, so it is not shown again.",
    );
    view! {
        <Card title="Your new key">
            <div class="stack">
                <NoticeBar notice=notice />
                <Copyable text=key_text label="Copy the key" />
            </div>
        </Card>
    }
}

#[component]
fn KeysCard(keys: Vec<ApiKeyRow>, now: Millis) -> impl IntoView {
    if keys.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuKeyRound headline="No keys yet" text="A storefront sends its orders in with a key. Make the first one below." />
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name"),
        Column::new("Key"),
        Column::wide("May"),
        Column::new("Last used"),
        Column::wide("Made"),
        Column::new("State"),
    ];
    let rows = keys
        .into_iter()
        .map(|key| view! { <KeyLine key_row=key now=now /> })
        .collect_view();
    view! {
        <Card title="Keys" flush=true>
            <Table columns=columns caption="API keys, newest first">
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

#[component]
fn KeyLine(key_row: ApiKeyRow, now: Millis) -> impl IntoView {
    let action = ServerAction::<RevokeApiKey>::new();
    let scopes = key_row.scopes().join(", ");
    let last_used = match key_row.last_used_at {
        Some(at) => view! { <Moment at=at zone=TimeZone::UTC now=now /> }.into_any(),
        None => "never".into_any(),
    };
    let state = match key_row.revoked_at {
        Some(_) => view! { <Status word="Revoked" /> }.into_any(),
        None => view! {
            <ActionForm action=action>
                <Here />
                <input type="hidden" name="api_key_id" value=key_row.api_key_id.to_string() />
                <Button small=true>"Revoke"</Button>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <tr>
            <td class="main">{key_row.name}</td>
            <td data-label="Key">
                <code>"sk_…" {key_row.hint}</code>
            </td>
            <td class="wide">
                <code>{scopes}</code>
            </td>
            <td data-label="Last used">{last_used}</td>
            <td class="wide">
                <Moment at=key_row.created_at zone=TimeZone::UTC now=now />
            </td>
            <td class="state">{state}</td>
        </tr>
    }
}

#[component]
fn NewKeyCard(form: Form, asks: Asks) -> impl IntoView {
    let action = ServerAction::<CreateApiKey>::new();
    let scopes = MARKETPLACE_SCOPES
        .into_iter()
        .map(|(scope, words)| {
            view! {
                <Checkbox label=words name="scopes" value=scope help=scope id=format!("field-{scope}")
                    checked=form.chosen("scopes", scope, true) error=form.error("scopes") />
            }
        })
        .collect_view();
    view! {
        <Card title="Make a key">
            <ErrorSummary errors=form.summary() />
            <ActionForm action=action attr:class="form">
                <Here />
                <Field label="Name" name="name" required=true maxlength=80 help="Which program uses it."
                    value=form.value("name") error=form.error("name") />
                {scopes}
                <PasswordAgain form=form.clone() asks=asks of="key" />
                <div class="row">
                    <Button variant=Variant::Primary>"Make the key"</Button>
                </div>
            </ActionForm>
        </Card>
    }
}
