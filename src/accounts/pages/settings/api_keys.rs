//! The shop's own API keys.

use super::SettingsTabs;
use crate::accounts::actions::{CreateOwnKey, RevokeOwnKey};
use crate::accounts::views::PasswordAgain;
use crate::accounts::{ApiKeyRow, handing, store};
use crate::clock::Millis;
use crate::ui::{
    Button, Card, Checkbox, Column, Copyable, Empty, ErrorSummary, Field, Moment, Notice, NoticeBar, Status,
    Table, Tone, Variant,
};
use crate::viewer::permission::SELLER_SCOPES;
use crate::viewer::{Asks, may};
use crate::web::context::{app, asks, member};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub fn OwnKeysPage() -> impl IntoView {
    framed(async move {
        let (app, owner) = (app()?, member::<may::Own>()?);
        let form = Form::of::<CreateOwnKey>();
        let new_key = handing::take(&app, &owner.user_id, "/settings/api-keys");
        let (now, zone) = (app.clock.now(), owner.zone());
        let asks = asks(now);
        let keys = store::api_keys_of(&app.db, &owner.seller_id).await?;
        Ok(Page::new(
            "Settings",
            view! {
                <SettingsTabs current="/settings/api-keys" grant=owner.grant />
                {new_key.map(|key| view! { <NewKey key_text=key /> })}
                <KeysCard keys=keys zone=zone now=now />
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
        "Copy the key now and put it where your program reads it. We keep only its hash, so it is not shown again.",
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
fn KeysCard(keys: Vec<ApiKeyRow>, zone: TimeZone, now: Millis) -> impl IntoView {
    if keys.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuKeyRound headline="No keys yet"
                text="A program of yours, such as a stock system, works with a key. Make the first one below." />
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name"),
        Column::new("Key"),
        Column::wide("May"),
        Column::new("Last used"),
        Column::new("State"),
    ];
    let rows = keys
        .into_iter()
        .map(|key| view! { <KeyLine key_row=key zone=zone.clone() now=now /> })
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
fn KeyLine(key_row: ApiKeyRow, zone: TimeZone, now: Millis) -> impl IntoView {
    let action = ServerAction::<RevokeOwnKey>::new();
    let scopes = key_row.scopes().join(", ");
    let last_used = match key_row.last_used_at {
        Some(at) => view! { <Moment at=at zone=zone now=now /> }.into_any(),
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
            <td class="state">{state}</td>
        </tr>
    }
}

#[component]
fn NewKeyCard(form: Form, asks: Asks) -> impl IntoView {
    let action = ServerAction::<CreateOwnKey>::new();
    let scopes = SELLER_SCOPES
        .into_iter()
        .map(|scope| {
            view! {
                <Checkbox label=scope.about() name="scopes[]" value=scope.0 help=scope.0 id=format!("field-{}", scope.0)
                    checked=form.chosen("scopes[]", scope.0, false) />
            }
        })
        .collect_view();
    let wrong = form
        .error("scopes")
        .map(|error| view! { <p class="error">{error}</p> });
    view! {
        <Card title="Make a key" about="It acts for this shop only, and never for its money.">
            <ErrorSummary errors=form.summary() />
            <ActionForm action=action attr:class="form">
                <Here />
                <Field label="Name" name="name" required=true maxlength=80 help="The program that will use it."
                    value=form.value("name") error=form.error("name") />
                <fieldset class="field">
                    <legend>"It may"</legend>
                    {scopes}
                    {wrong}
                </fieldset>
                <PasswordAgain form=form.clone() asks=asks of="key" />
                <div class="row">
                    <Button variant=Variant::Primary>"Make the key"</Button>
                </div>
            </ActionForm>
        </Card>
    }
}
