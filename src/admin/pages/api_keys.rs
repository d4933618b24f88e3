//! Page of the marketplace's API keys.

use crate::accounts::{self, ApiKeyRow, KeysTable, NewKey, PasswordAgain};
use crate::admin::actions::{CreateApiKey, RevokeApiKey};
use crate::clock::Millis;
use crate::id::ApiKeyId;
use crate::state::App;
use crate::ui::{Button, Card, Checkbox, Empty, ErrorSummary, Field, Variant};
use crate::viewer::permission::MARKETPLACE_SCOPES;
use crate::viewer::{Admin, Confirmation, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Page of the marketplace's API keys.
pub async fn api_keys(admin: Admin<duty::Keys>, asks: Confirmation, State(app): State<App>) -> PageResult {
    let form = Form::of::<CreateApiKey>();
    let new_key = accounts::secret_handover::take(&app, &admin.user_id, "/admin/api-keys");
    let now = app.clock.now();
    let keys = accounts::api_keys(&app.db).await?;
    Ok(Page::new(
        "API keys",
        view! {
            {new_key.map(|key| view! { <NewKey key_text=key reader="your storefront" /> })}
            <Keys keys=keys now=now />
            <NewKeyCard form=form asks=asks />
        },
    ))
}

#[component]
fn Keys(keys: Vec<ApiKeyRow>, now: Millis) -> impl IntoView {
    if keys.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuKeyRound headline="No keys yet"
                text="Storefronts send orders with a key. Create the first one below." />
        }
        .into_any();
    }
    let revoke = move |api_key_id: ApiKeyId| {
        view! {
            <PostForm<RevokeApiKey>>
                <input type="hidden" name="api_key_id" value=api_key_id.to_string() />
                <Button small=true>"Revoke"</Button>
            </PostForm<RevokeApiKey>>
        }
        .into_any()
    };
    view! { <KeysTable keys=keys zone=TimeZone::UTC now=now revoke=revoke /> }.into_any()
}

#[component]
fn NewKeyCard(form: Form, asks: Confirmation) -> impl IntoView {
    let scopes = MARKETPLACE_SCOPES
        .into_iter()
        .map(|(scope, words)| {
            view! {
                <Checkbox label=words name="scopes[]" value=scope help=scope id=format!("field-{scope}")
                    checked=form.chosen("scopes[]", scope, true) />
            }
        })
        .collect_view();
    let wrong = form
        .error("scopes")
        .map(|error| view! { <p class="error">{error}</p> });
    view! {
        <Card title="Create a key">
            <ErrorSummary errors=form.summary() />
            <PostForm<CreateApiKey> class="form">
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
            </PostForm<CreateApiKey>>
        </Card>
    }
}
