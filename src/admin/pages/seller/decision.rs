//! Decisions an admin can make about a seller in its status.

use crate::accounts::{Checklist, ChecklistItem, ItemKind, ItemStatus, ReasonRow, SellerRow};
use crate::admin::actions::{Approve, Reinstate, Reject, Suspend};
use crate::ui::{Button, Card, Checkbox, Disclosure, ErrorSummary, TextArea, Variant};
use crate::viewer::SellerStatus;
use crate::web::form_reply::{Form, PostForm};
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

/// Forms of the decisions possible now.
#[component]
pub(super) fn Decision(
    seller: SellerRow,
    checklist: Checklist,
    forms: Forms,
    reasons: Vec<ReasonRow>,
) -> impl IntoView {
    let status = seller.status;
    let id = seller.seller_id.to_string();
    let reason = seller
        .status_reason
        .map(|reason| view! { <p class="prose">"Reason: " {reason}</p> });
    match status {
        SellerStatus::Pending | SellerStatus::Rejected => {
            let written = written(&checklist);
            let rejecting = (status == SellerStatus::Pending).then(|| {
                let form = forms.reject;
                view! { <RejectForm seller_id=id.clone() form=form reasons=reasons written=written /> }
            });
            view! {
                <Card title="Approval">
                    <div class="stack">
                        {reason}
                        <Progress checklist=checklist />
                        <ApproveForm seller_id=id form=forms.approve />
                        {rejecting}
                    </div>
                </Card>
            }
            .into_any()
        }
        SellerStatus::Approved => view! {
            <Card title="Suspension">
                <SuspendForm seller_id=id form=forms.suspend reasons=reasons />
            </Card>
        }
        .into_any(),
        SellerStatus::Suspended => view! {
            <Card title="Suspended" about="The shop cannot sell and its payouts are on hold.">
                <div class="stack">
                    {reason}
                    <ReinstateForm seller_id=id form=forms.reinstate />
                </div>
            </Card>
        }
        .into_any(),
        SellerStatus::Closed => view! {
            <Card title="Closed" about="Its owner closed it. Personal data has been removed; the ledger is kept.">
                <p class="muted">"There is nothing to decide."</p>
            </Card>
        }
        .into_any(),
    }
}

/// Answers that can be sent back for changes: id and label.
fn written(checklist: &Checklist) -> Vec<(String, String)> {
    let fields = checklist
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Field && item.answer.is_some());
    fields
        .map(|item| (item.item_id.to_string(), item.label.clone()))
        .collect()
}

#[component]
fn Progress(checklist: Checklist) -> impl IntoView {
    let count = checklist.progress();
    let lines = checklist
        .items
        .into_iter()
        .map(|item: ChecklistItem| {
            let need = (!item.required).then_some(" (optional)");
            view! {
                <li class="stack">
                    <div class="row"><ItemStatus state=item.state /> <span>{item.label} {need}</span></div>
                    {item.answer.map(|answer| view! { <p class="prose muted">{answer}</p> })}
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

/// The operator's reasons for a decision, to be ticked.
#[component]
fn Picked(decision: &'static str, reasons: Vec<ReasonRow>, form: Form) -> impl IntoView {
    let boxes: Vec<_> = reasons
        .into_iter()
        .filter(|reason| reason.decision == decision)
        .map(|reason| {
            let checked = form.chosen("reasons[]", &reason.code, false);
            let id = format!("reason-{}", reason.code);
            view! { <Checkbox label=reason.words name="reasons[]" value=reason.code id=id checked=checked /> }
        })
        .collect();
    (!boxes.is_empty())
        .then(|| view! { <fieldset class="field"><legend>"Reasons"</legend>{boxes}</fieldset> })
}

#[component]
fn ApproveForm(seller_id: String, form: Form) -> impl IntoView {
    view! {
        <ErrorSummary errors=form.summary() title="It cannot be approved yet." />
        <PostForm<Approve>>
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Approve"</Button>
        </PostForm<Approve>>
    }
}

#[component]
fn RejectForm(
    seller_id: String,
    form: Form,
    reasons: Vec<ReasonRow>,
    written: Vec<(String, String)>,
) -> impl IntoView {
    let to_mend = (!written.is_empty()).then(|| {
        let boxes = written
            .into_iter()
            .map(|(id, label)| {
                let checked = form.chosen("items[]", &id, false);
                view! { <Checkbox label=label name="items[]" value=id.clone() id=format!("mend-{id}") checked=checked /> }
            })
            .collect_view();
        view! { <fieldset class="field"><legend>"Needs changes"</legend>{boxes}</fieldset> }
    });
    view! {
        <Disclosure summary="Reject application" open=form.failed()>
            <PostForm<Reject> class="form">
                <input type="hidden" name="seller_id" value=seller_id />
                <Picked decision="rejection" reasons=reasons form=form.clone() />
                {to_mend}
                <TextArea label="Why?" name="reason" maxlength=2000
                    help="In your own words, in addition to the reasons ticked. The seller reads it, can fix it and apply again."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Reject"</Button>
                </div>
            </PostForm<Reject>>
        </Disclosure>
    }
}

#[component]
fn SuspendForm(seller_id: String, form: Form, reasons: Vec<ReasonRow>) -> impl IntoView {
    view! {
        <Disclosure summary="Suspend shop" open=form.failed()>
            <PostForm<Suspend> class="form">
                <input type="hidden" name="seller_id" value=seller_id />
                <Picked decision="suspension" reasons=reasons form=form.clone() />
                <TextArea label="Why?" name="reason" maxlength=2000
                    help="It stops selling at once and its payouts are on hold. The seller reads the reason."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Suspend"</Button>
                </div>
            </PostForm<Suspend>>
        </Disclosure>
    }
}

#[component]
fn ReinstateForm(seller_id: String, form: Form) -> impl IntoView {
    view! {
        <ErrorSummary errors=form.summary() />
        <PostForm<Reinstate>>
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Reinstate shop"</Button>
        </PostForm<Reinstate>>
    }
}
