//! The end: closing the shop.

use super::SettingsTabs;
use crate::accounts::actions::CloseShop;
use crate::ui::{Button, Card, ErrorSummary, Field, Variant};
use crate::viewer::may;
use crate::web::context::member;
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use leptos::prelude::*;

#[component]
pub fn AccountPage() -> impl IntoView {
    framed(async move {
        let member = member::<may::Own>()?;
        let form = Form::of::<CloseShop>();
        let action = ServerAction::<CloseShop>::new();
        Ok(Page::new(
            "Settings",
            view! {
                <SettingsTabs current="/settings/account" has_shop=true />
                <Card title="Close the shop" about="This cannot be undone.">
                    <div class="stack">
                        <p>
                            "Your products are taken off sale, your personal data and your sign-in are removed. \
                             What was sold and paid stays in the ledger, without your name."
                        </p>
                        <p>"It is possible once every order is finished and no money remains, on either side."</p>
                        <ErrorSummary errors=form.summary() title="The shop cannot be closed yet." />
                        <ActionForm action=action attr:class="form">
                            <Here />
                            <Field label=format!("Type the shop's name: {}", member.shop_name) name="shop_name"
                                required=true autocomplete="off" value=form.value("shop_name") error=form.error("shop_name") />
                            <div class="row">
                                <Button variant=Variant::Danger>"Close the shop for good"</Button>
                            </div>
                        </ActionForm>
                    </div>
                </Card>
            },
        ))
    })
}
