//! Page of the checklist and predefined reasons; super admins change them.

use crate::accounts::{self, ChecklistEntry, ItemKind, ReasonRow};
use crate::admin::actions::{AddItem, AddReason, ArchiveItem, ChangeItem, RemoveReason};
use crate::state::App;
use crate::ui::{Button, Card, Choice, Disclosure, ErrorSummary, Field, Select, TextArea, Variant};
use crate::viewer::{Admin, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// The items of the approval checklist, and the reasons of decisions.
pub async fn checklist(_admin: Admin<duty::Policy>, State(app): State<App>) -> PageResult {
    let (adding, changing) = (Form::of::<AddItem>(), Form::of::<ChangeItem>());
    let (reason_form, removing) = (Form::of::<AddReason>(), Form::of::<RemoveReason>());
    let texts = app.texter.is_on();
    let items = accounts::checklist_items(&app).await?;
    let reasons = accounts::all_reasons(&app.db).await?;
    let cards = items
        .into_iter()
        .map(|item| {
            let form = changing.clone().with("item_id", item.item_id.as_str());
            view! { <ItemCard item=item form=form /> }
        })
        .collect_view();
    let body = view! {
        {cards}
        <AddCard texts=texts form=adding />
        <Reasons reasons=reasons form=reason_form removing=removing />
    };
    Ok(Page::new("Checklist", body).with_back("Policy", "/admin/policy"))
}

fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Field => "Text answer",
        ItemKind::Document => "A document",
        ItemKind::Terms => "Terms to accept",
        ItemKind::VerifiedEmail => "Verified email address",
        ItemKind::VerifiedPhone => "Verified phone number",
        ItemKind::PayoutMethod => "Payout method",
    }
}

fn needs() -> Vec<Choice> {
    vec![
        Choice::new("required", "Required"),
        Choice::new("optional", "Optional"),
    ]
}

#[component]
fn ItemCard(item: ChecklistEntry, form: Form) -> impl IntoView {
    let id = item.item_id.to_string();
    let (to_change, to_archive) = (id.clone(), id.clone());
    let field = move |name: &str| format!("{name}-{id}");
    let is_terms = item.kind == ItemKind::Terms;
    let terms = is_terms.then(|| {
        view! {
            <TextArea label="Text" name="terms" id=field("terms") rows=6 maxlength=50_000
                value=form.or("terms", item.terms.clone().unwrap_or_default()) error=form.error("terms") />
            <Field label="Version" name="terms_version" id=field("version") short=true
                help="A new version asks everyone to accept again."
                value=form.or("terms_version", item.terms_version.clone().unwrap_or_default()) error=form.error("terms_version") />
        }
    });
    let about = kind_word(item.kind);
    view! {
        <Card title=item.label.clone() about=about>
            <Disclosure summary="Edit" open=form.failed()>
                <ErrorSummary errors=form.summary() />
                <PostForm<ChangeItem> class="form">
                    <input type="hidden" name="item_id" value=to_change />
                    <Field label="What to ask for" name="label" id=field("label") required=true maxlength=120
                        value=form.or("label", item.label) error=form.error("label") />
                    <TextArea label="Explanation" name="help" id=field("help") optional=true rows=2 maxlength=1000
                        value=form.or("help", item.help.unwrap_or_default()) error=form.error("help") />
                    {terms}
                    <Select label="Requirement" name="need" id=field("need") short=true options=needs()
                        value=form.or("need", item.need.as_str()) error=form.error("need") />
                    <Field label="Position" name="position" id=field("position") short=true inputmode="numeric"
                        help="Lower numbers come first." value=form.or("position", item.position.to_string()) error=form.error("position") />
                    <div class="row"><Button>"Save"</Button></div>
                </PostForm<ChangeItem>>
                <PostForm<ArchiveItem>>
                    <input type="hidden" name="item_id" value=to_archive />
                    <Button variant=Variant::Danger small=true>"Remove from checklist"</Button>
                </PostForm<ArchiveItem>>
            </Disclosure>
        </Card>
    }
}

#[component]
fn AddCard(form: Form, texts: bool) -> impl IntoView {
    // A phone is verified where the operator can text.
    let kinds: Vec<Choice> = ItemKind::ALL
        .into_iter()
        .filter(|kind| texts || *kind != ItemKind::VerifiedPhone)
        .map(|kind| Choice::new(kind.as_str(), kind_word(kind)))
        .collect();
    view! {
        <Card title="Add an item" about="Approved shops keep selling; shops waiting for approval see it at once.">
            <ErrorSummary errors=form.summary() />
            <PostForm<AddItem> class="form">
                <Select label="Kind" name="kind" short=true options=kinds value=form.value("kind") error=form.error("kind") />
                <Field label="What to ask for" name="label" required=true maxlength=120 value=form.value("label") error=form.error("label") />
                <TextArea label="Explanation" name="help" optional=true rows=2 maxlength=1000 value=form.value("help") error=form.error("help") />
                <TextArea label="Text" name="terms" optional=true maxlength=50_000 help="For terms only."
                    value=form.value("terms") error=form.error("terms") />
                <Field label="Version" name="terms_version" optional=true short=true help="For terms only, such as 2026-11."
                    value=form.value("terms_version") error=form.error("terms_version") />
                <Select label="Requirement" name="need" short=true options=needs() value=form.value("need") error=form.error("need") />
                <div class="row"><Button variant=Variant::Primary>"Add"</Button></div>
            </PostForm<AddItem>>
        </Card>
    }
}

#[component]
fn Reasons(reasons: Vec<ReasonRow>, form: Form, removing: Form) -> impl IntoView {
    let lines = reasons
        .into_iter()
        .map(|reason| {
            let what = match reason.decision.as_str() {
                "rejection" => "Rejecting",
                _ => "Suspension",
            };
            view! {
                <li class="row">
                    <span class="muted">{what}</span>
                    <span>{reason.words}</span>
                    <PostForm<RemoveReason>>
                        <input type="hidden" name="reason_id" value=reason.reason_id.to_string() />
                        <Button variant=Variant::Quiet small=true>"Remove"</Button>
                    </PostForm<RemoveReason>>
                </li>
            }
        })
        .collect_view();
    let decisions = vec![
        Choice::new("rejection", "Rejecting an application"),
        Choice::new("suspension", "Suspending a shop"),
    ];
    view! {
        <Card title="Reasons" about="Choose these in a decision instead of typing them each time. The seller reads this text.">
            <div class="stack">
                <ErrorSummary errors=removing.summary() />
                <ul class="stack">{lines}</ul>
                <ErrorSummary errors=form.summary() />
                <PostForm<AddReason> class="form">
                    <Select label="For" name="decision" short=true options=decisions value=form.value("decision") error=form.error("decision") />
                    <Field label="Text" name="words" required=true maxlength=300 value=form.value("words") error=form.error("words") />
                    <div class="row"><Button>"Add"</Button></div>
                </PostForm<AddReason>>
            </div>
        </Card>
    }
}
