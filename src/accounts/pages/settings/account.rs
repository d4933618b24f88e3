//! The end: leaving the shop, or closing it.

use super::SettingsTabs;
use crate::accounts::actions::{CloseShop, LeaveShop};
use crate::ui::{Button, Card, ErrorSummary, Field, Variant};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, Here};
use crate::web::page::{Page, PageResult};
use leptos::prelude::*;

/// Leaving the shop, and for owners closing it.
pub async fn account(member: Member<may::Enter>) -> PageResult {
    let form = Form::of::<CloseShop>();
    let action = ServerAction::<CloseShop>::new();
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings/account" grant=member.grant />
            <LeaveCard shop_name=member.shop_name.clone() />
            {member.grant.is_owner.then(|| view! {
            <Card title="Close the shop" about="This cannot be undone.">
                <div class="stack">
                    <p>
                        "Your products are taken off sale, your personal data and your sign-in are removed. \
                         What was sold and paid stays in the ledger, without your name."
                    </p>
                    <p>"It is possible once every order is finished and no money remains, on either side; not while \
                         the marketplace has suspended the shop."</p>
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
            })}
        },
    ))
}

/// Leaving, for everyone but the last owner.
#[component]
fn LeaveCard(shop_name: String) -> impl IntoView {
    let form = Form::of::<LeaveShop>();
    let action = ServerAction::<LeaveShop>::new();
    view! {
        <Card title=format!("Leave {shop_name}") about="The shop goes on without you. To come back you need a new invitation.">
            <ErrorSummary errors=form.summary() title="You cannot leave yet." />
            <ActionForm action=action>
                <Here />
                <Button>"Leave the shop"</Button>
            </ActionForm>
        </Card>
    }
}
