//! The password again, before something sensitive.

use crate::accounts::actions::Confirm;
use crate::ui::{Button, ErrorSummary, Field, Plain, Variant};
use crate::web::context::{person, query};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, plain};
use leptos::prelude::*;

#[component]
pub fn ConfirmPage() -> impl IntoView {
    plain(async move {
        let user = person()?;
        let form = Form::of::<Confirm>();
        let action = ServerAction::<Confirm>::new();
        let next = form.or("next", query("next").unwrap_or_else(|| "/".to_owned()));
        let code = user.has_factor.then(|| {
            view! {
                <Field label="Code of your second factor" name="otp" autocomplete="one-time-code" required=true
                    help="From your app, or a recovery code." error=form.error("otp") />
            }
        });
        Ok(Page::new(
            "Give your password again",
            view! {
                <Plain
                    title="Give your password again"
                    about="What comes next is sensitive, and your sign-in is a while ago. Five minutes from now we ask again."
                >
                    <ErrorSummary errors=form.summary() />
                    <ActionForm action=action attr:class="form">
                        <Here />
                        <input type="hidden" name="next" value=next />
                        <Field label="Email" name="email" kind="email" autocomplete="username" readonly=true value=user.email />
                        <Field label="Password" name="password" kind="password" autocomplete="current-password"
                            required=true autofocus=true error=form.error("password") />
                        {code}
                        <Button variant=Variant::Primary>"Go on"</Button>
                    </ActionForm>
                </Plain>
            },
        ))
    })
}
