//! What an admin decides about a seller, by where it stands.

use crate::accounts::{ChecklistItem, SellerRow};
use crate::admin::actions::{Approve, Reinstate, Reject, Suspend};
use crate::ui::{Button, Card, Disclosure, ErrorSummary, Status, TextArea, Tone, Variant};
use crate::viewer::SellerStatus;
use crate::web::form_reply::{Form, Here};
use leptos::prelude::*;

/// The page's forms as they failed, if they did.
pub(super) struct Forms {
    approve: Form,
    reject: Form,
    suspend: Form,
    reinstate: Form,
}

impl Forms {
    pub(super) fn of_page() -> Self {
        Self {
            approve: Form::of::<Approve>(),
            reject: Form::of::<Reject>(),
            suspend: Form::of::<Suspend>(),
            reinstate: Form::of::<Reinstate>(),
        }
    }
}

/// What can be decided now.
#[component]
pub(super) fn Decision(seller: SellerRow, checklist: Vec<ChecklistItem>, forms: Forms) -> impl IntoView {
    let status = seller.standing();
    let id = seller.seller_id.to_string();
    let reason = seller
        .status_reason
        .map(|reason| view! { <p class="prose">"Reason given: " {reason}</p> });
    match status {
        SellerStatus::Pending | SellerStatus::Rejected => {
            let rejecting = (status == SellerStatus::Pending)
                .then(|| view! { <RejectForm seller_id=id.clone() form=forms.reject /> });
            view! {
                <Card title="Approval">
                    <div class="stack">
                        {reason}
                        <Checklist items=checklist />
                        <ApproveForm seller_id=id form=forms.approve />
                        {rejecting}
                    </div>
                </Card>
            }
            .into_any()
        }
        SellerStatus::Approved => view! {
            <Card title="Suspension">
                <SuspendForm seller_id=id form=forms.suspend />
            </Card>
        }
        .into_any(),
        SellerStatus::Suspended => view! {
            <Card title="Suspended" about="The shop sells nothing and its payouts wait.">
                <div class="stack">
                    {reason}
                    <ReinstateForm seller_id=id form=forms.reinstate />
                </div>
            </Card>
        }
        .into_any(),
        SellerStatus::Closed => view! {
            <Card title="Closed" about="Its owner closed it. Personal data is removed, the ledger is kept.">
                <p class="muted">"Nothing is to be decided."</p>
            </Card>
        }
        .into_any(),
    }
}

#[component]
fn Checklist(items: Vec<ChecklistItem>) -> impl IntoView {
    let done = items.iter().filter(|item| item.done).count();
    let count = format!("{done} of {} done", items.len());
    let lines = items
        .into_iter()
        .map(|item| {
            let (tone, icon) = if item.done {
                (Tone::Good, icondata_lu::LuCircleCheck)
            } else {
                (Tone::Warning, icondata_lu::LuCircleDashed)
            };
            let word = format!("{} – {}", item.label, if item.done { "done" } else { "open" });
            view! {
                <li>
                    <Status tone=tone icon=icon word=word />
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            <h3>"Checklist, " {count}</h3>
            <ul>{lines}</ul>
        </div>
    }
}

#[component]
fn ApproveForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Approve>::new();
    view! {
        <ErrorSummary errors=form.summary() title="It cannot be approved yet." />
        <ActionForm action=action>
            <Here />
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Approve"</Button>
        </ActionForm>
    }
}

#[component]
fn RejectForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Reject>::new();
    view! {
        <Disclosure summary="Turn it down" open=form.failed()>
            <ActionForm action=action attr:class="form">
                <Here />
                <input type="hidden" name="seller_id" value=seller_id />
                <TextArea label="Why?" name="reason" required=true maxlength=2000
                    help="The seller reads it, can mend it and ask again."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Turn down"</Button>
                </div>
            </ActionForm>
        </Disclosure>
    }
}

#[component]
fn SuspendForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Suspend>::new();
    view! {
        <Disclosure summary="Suspend this shop" open=form.failed()>
            <ActionForm action=action attr:class="form">
                <Here />
                <input type="hidden" name="seller_id" value=seller_id />
                <TextArea label="Why?" name="reason" required=true maxlength=2000
                    help="It stops selling at once and its payouts wait. The seller reads the reason."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Suspend"</Button>
                </div>
            </ActionForm>
        </Disclosure>
    }
}

#[component]
fn ReinstateForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Reinstate>::new();
    view! {
        <ErrorSummary errors=form.summary() />
        <ActionForm action=action>
            <Here />
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Let it sell again"</Button>
        </ActionForm>
    }
}
