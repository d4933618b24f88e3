//! Password confirmation before a sensitive action.

use crate::accounts::actions::Confirm;
use crate::secret::random_text;
use crate::ui::{Button, ErrorSummary, Field, Plain, Variant};
use crate::viewer::{User, Viewer};
use crate::web::form_reply::{Form, FormReply, PostForm};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use crate::web::server_form::{ACCOUNT, CONFIRMING};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::Deserialize;

/// Page to go to once the password is given.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: Option<String>,
}

/// Password confirmation before a sensitive action.
pub async fn confirm(viewer: Viewer, Query(form): Query<Next>) -> PageResult {
    let user = viewer.person()?.clone();
    let shown = match FormReply::of_page().filter(|reply| reply.action() != Confirm::PATH) {
        Some(reply) => view! { <CarriedForm reply=reply user=user /> }.into_any(),
        None => view! { <ConfirmForm user=user next=form.next /> }.into_any(),
    };
    Ok(Page::new(
        "Confirm your password",
        view! {
            <Plain
                title="Confirm your password"
                about="This action is sensitive and you signed in a while ago. We'll ask again after five minutes."
            >
                {shown}
            </Plain>
        },
    ))
}

/// Confirmation form before a page, which it leads on to.
#[component]
fn ConfirmForm(user: User, next: Option<String>) -> impl IntoView {
    let form = Form::of::<Confirm>();
    let next = form.or("next", next.unwrap_or_else(|| "/".to_owned()));
    view! {
        <ErrorSummary errors=form.summary() />
        <PostForm<Confirm> class="form">
            <input type="hidden" name="next" value=next />
            <PasswordFields form=form user=user />
        </PostForm<Confirm>>
    }
}

/// Confirmation form before a posted action, which is then carried out with its fields.
#[component]
fn CarriedForm(reply: FormReply, user: User) -> impl IntoView {
    let form = Form::at(reply.action());
    let errors = if reply.problem.errors.is_empty() {
        Default::default()
    } else {
        form.summary()
    };
    let carried = reply
        .carried()
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.clone() value=value.clone() /> }
        })
        .collect_view();
    view! {
        <ErrorSummary errors=errors />
        <form method="post" action=reply.action().to_owned() class="form">
            {carried}
            <input type="hidden" name="_once" value=random_text(12) />
            <input type="hidden" name=CONFIRMING value="yes" />
            <PasswordFields form=form user=user />
        </form>
    }
}

#[component]
fn PasswordFields(form: Form, user: User) -> impl IntoView {
    let code = user.has_factor.then(|| {
        view! {
            <Field label="Second-factor code" name="otp" autocomplete="one-time-code" required=true
                help="From your app, or a recovery code." error=form.error("otp") />
        }
    });
    view! {
        <Field label="Email" name=ACCOUNT kind="email" autocomplete="username" readonly=true value=user.email />
        <Field label="Password" name="password" kind="password" autocomplete="current-password"
            required=true autofocus=true error=form.error("password") />
        {code}
        <Button variant=Variant::Primary>"Continue"</Button>
    }
}
