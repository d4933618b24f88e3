//! Settings page: the shop's own API keys.

use super::SettingsTabs;
use crate::accounts::actions::{CreateOwnKey, RevokeOwnKey};
use crate::accounts::views::{KeysTable, NewKey, PasswordAgain};
use crate::accounts::{ApiKeyRow, secret_handover, store};
use crate::clock::Millis;
use crate::id::ApiKeyId;
use crate::state::App;
use crate::ui::{Button, Card, Checkbox, Empty, ErrorSummary, Field, Variant};
use crate::viewer::permission::SELLER_SCOPES;
use crate::viewer::{Confirmation, Member, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The shop's API keys, for owners.
pub async fn own_keys(owner: Member<may::Own>, asks: Confirmation, State(app): State<App>) -> PageResult {
    let form = Form::of::<CreateOwnKey>();
    let new_key = secret_handover::take(&app, &owner.user_id, "/settings/api-keys");
    let (now, zone) = (app.clock.now(), owner.zone());
    let keys = store::api_keys_of(&app.db, &owner.seller_id).await?;
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings/api-keys" grant=owner.grant />
            {new_key.map(|key| view! { <NewKey key_text=key reader="your program" /> })}
            <Keys keys=keys zone=zone now=now />
            <NewKeyCard form=form asks=asks />
        },
    ))
}

#[component]
fn Keys(keys: Vec<ApiKeyRow>, zone: TimeZone, now: Millis) -> impl IntoView {
    if keys.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuKeyRound headline="No keys yet"
                text="Programs such as your stock system use a key. Create the first one below." />
        }
        .into_any();
    }
    let revoke = move |api_key_id: ApiKeyId| {
        view! {
            <PostForm<RevokeOwnKey>>
                <input type="hidden" name="api_key_id" value=api_key_id.to_string() />
                <Button small=true>"Revoke"</Button>
            </PostForm<RevokeOwnKey>>
        }
        .into_any()
    };
    view! { <KeysTable keys=keys zone=zone now=now revoke=revoke /> }.into_any()
}

#[component]
fn NewKeyCard(form: Form, asks: Confirmation) -> impl IntoView {
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
        <Card title="Create a key" about="It acts for this shop only, and never on its money.">
            <ErrorSummary errors=form.summary() />
            <PostForm<CreateOwnKey> class="form">
                <Field label="Name" name="name" required=true maxlength=80 help="The program that will use it."
                    value=form.value("name") error=form.error("name") />
                <fieldset class="field">
                    <legend>"Scopes"</legend>
                    {scopes}
                    {wrong}
                </fieldset>
                <PasswordAgain form=form.clone() asks=asks of="key" />
                <div class="row">
                    <Button variant=Variant::Primary>"Create key"</Button>
                </div>
            </PostForm<CreateOwnKey>>
        </Card>
    }
}
