//! Settings page: leaving the shop or closing it.

use super::SettingsTabs;
use crate::accounts::actions::{CloseShop, LeaveShop};
use crate::ui::{Button, Card, ErrorSummary, Field, Variant};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use leptos::prelude::*;

/// Leaving the shop, and for owners closing it.
pub async fn account(member: Member<may::Enter>) -> PageResult {
    let form = Form::of::<CloseShop>();
    Ok(Page::new(
        "Settings",
        view! {
            <SettingsTabs current="/settings/account" grant=member.grant />
            <LeaveCard shop_name=member.shop_name.clone() />
            {member.grant.is_owner.then(|| view! {
            <Card title="Close shop" about="This cannot be undone.">
                <div class="stack">
                    <p>
                        "Your products are taken off sale, and your personal data and sign-in are removed. \
                            Past sales and payments stay in the ledger without your name."
                    </p>
                    <p>"You can close the shop once every order is finished and no money is left on either \
                        side, and not while the marketplace has suspended it."</p>
                    <ErrorSummary errors=form.summary() title="The shop cannot be closed yet." />
                    <PostForm<CloseShop> class="form">
                        <Field label=format!("Type the shop's name: {}", member.shop_name) name="shop_name"
                            required=true autocomplete="off" value=form.value("shop_name") error=form.error("shop_name") />
                        <div class="row">
                            <Button variant=Variant::Danger>"Close shop permanently"</Button>
                        </div>
                    </PostForm<CloseShop>>
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
    view! {
        <Card title=format!("Leave {shop_name}") about="The shop continues without you. To come back you need a new invitation.">
            <ErrorSummary errors=form.summary() title="You cannot leave yet." />
            <PostForm<LeaveShop>>
                <Button>"Leave shop"</Button>
            </PostForm<LeaveShop>>
        </Card>
    }
}
