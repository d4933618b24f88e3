//! Settings page: approval checklist with a form for each item.

use super::SettingsTabs;
use crate::accounts::actions::{AnswerItem, Resubmit, WithdrawDocument};
use crate::accounts::checklist::{self, Checklist, Item, ItemState, Kind};
use crate::accounts::pages::files::DOCUMENTS;
use crate::accounts::verification::{self, Document, DocumentStatus};
use crate::accounts::views::{DocumentState, ItemStatus, SellerState};
use crate::accounts::{SellerRow, store};
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{
    Button, Card, Checkbox, Disclosure, ErrorSummary, FileField, LinkButton, Notice, NoticeBar, Progress,
    TextArea, Tone, Variant,
};
use crate::viewer::{Member, SellerStatus, may};
use crate::web::form_reply::{Form, Here, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// The checklist of the shop's approval, each item with its form.
pub async fn approval(member: Member<may::Settings>, State(app): State<App>) -> PageResult {
    let forms = Forms {
        answer: Form::of::<AnswerItem>(),
        document: Form::at(DOCUMENTS),
        withdraw: Form::of::<WithdrawDocument>(),
    };
    let again = Form::of::<Resubmit>();
    let seller = store::seller(&app.db, &member.seller_id).await?;
    let seller = seller.ok_or_else(Problem::not_found)?;
    let checklist = checklist::of(&app, &member.seller_id).await?;
    let documents = verification::list(&app, &member.seller_id).await?;
    let others: Vec<Document> = documents
        .iter()
        .filter(|document| {
            !checklist
                .items
                .iter()
                .any(|item| document.item_id.as_ref() == Some(&item.item_id))
        })
        .cloned()
        .collect();
    let status = seller.status;
    let items = checklist
        .items
        .iter()
        .map(|item| {
            let documents = documents
                .iter()
                .filter(|document| document.item_id.as_ref() == Some(&item.item_id))
                .cloned()
                .collect();
            view! { <ItemCard item=item.clone() documents=documents forms=forms.clone() /> }
        })
        .collect_view();
    let body = view! {
        <SettingsTabs current="/settings/approval" grant=member.grant />
        <Where seller=seller checklist=checklist form=again />
        {items}
        <Card title="Other documents" about="Other documents we asked for. A PDF, or a JPEG, PNG or WebP picture, up to 10 MB. Only we can see it.">
            <div class="stack">
                <Documents documents=others form=forms.withdraw.clone() />
                <DocumentForm item_id="".to_owned() form=forms.document.with("item_id", "") />
            </div>
        </Card>
    };
    Ok(Page::new("Settings", body).with_state(view! { <SellerState status=status /> }))
}

#[derive(Clone)]
struct Forms {
    answer: Form,
    document: Form,
    withdraw: Form,
}

/// Progress, the reason of a rejection, and applying again.
#[component]
fn Where(seller: SellerRow, checklist: Checklist, form: Form) -> impl IntoView {
    let status = seller.status;
    let reason = seller.status_reason.map(|reason| {
        let tone = match status {
            SellerStatus::Suspended => Tone::Bad,
            _ => Tone::Warning,
        };
        view! { <NoticeBar notice=Notice::new(tone, reason) /> }
    });
    let ready = checklist.is_ready();
    let words = match status {
        SellerStatus::Approved => "Your shop is approved and can sell.",
        SellerStatus::Pending if ready => {
            "Your application is complete. We'll review it and email you as soon as it is decided."
        }
        SellerStatus::Pending => "Complete the open items below; then we'll review your shop.",
        SellerStatus::Rejected if ready => {
            "Everything is complete. Apply again once you have fixed what we asked for."
        }
        SellerStatus::Rejected => "Fix what is marked below, then apply again.",
        SellerStatus::Suspended => {
            "Your shop cannot sell and its payouts are on hold. Write to us in a support ticket."
        }
        SellerStatus::Closed => "The shop is closed.",
    };
    view! {
        <Card title="Approval">
            <div class="stack">
                {reason}
                <p>{words}</p>
                <Progress label="Checklist" done=checklist.done as i64 total=checklist.total as i64 note=checklist.progress() />
                {(status == SellerStatus::Rejected).then(|| view! {
                    <ErrorSummary errors=form.summary() title="You cannot apply yet." />
                    <PostForm<Resubmit>>
                        <Button variant=Variant::Primary>"Apply for approval again"</Button>
                    </PostForm<Resubmit>>
                })}
            </div>
        </Card>
    }
}

/// One checklist item with its form.
#[component]
fn ItemCard(item: Item, documents: Vec<Document>, forms: Forms) -> impl IntoView {
    let id = item.item_id.to_string();
    let need = if item.required { None } else { Some("optional") };
    let state = item.state;
    let inside = match item.kind {
        Kind::Field => {
            view! { <AnswerForm item=item.clone() form=forms.answer.with("item_id", &id) /> }.into_any()
        }
        Kind::Terms => {
            view! { <TermsForm item=item.clone() form=forms.answer.with("item_id", &id) /> }.into_any()
        }
        Kind::Document => view! {
            <Documents documents=documents form=forms.withdraw />
            <DocumentForm item_id=id.clone() form=forms.document.with("item_id", &id) />
        }
        .into_any(),
        Kind::VerifiedEmail => (!item.done)
            .then(|| view! { <LinkButton href="/verify">"Verify email address"</LinkButton> })
            .into_any(),
        Kind::VerifiedPhone => (!item.done)
            .then(|| view! { <LinkButton href="/settings/security#phone">"Verify phone number"</LinkButton> })
            .into_any(),
        Kind::PayoutMethod => (!item.done)
            .then(|| view! { <LinkButton href="/wallet/payouts">"Add a payout method"</LinkButton> })
            .into_any(),
    };
    view! {
        <Card title=item.label id=id>
            <div class="stack">
                <div class="row">
                    <ItemStatus state=state />
                    {need.map(|need| view! { <span class="muted">{need}</span> })}
                </div>
                {item.help.map(|help| view! { <p class="prose muted">{help}</p> })}
                {inside}
            </div>
        </Card>
    }
}

#[component]
fn AnswerForm(item: Item, form: Form) -> impl IntoView {
    let (id, label) = (item.item_id.to_string(), item.label);
    view! {
        <ErrorSummary errors=form.summary() />
        <PostForm<AnswerItem> class="form">
            <input type="hidden" name="item_id" value=id.clone() />
            <TextArea label=label name="answer" id=format!("field-{id}") hide_label=true rows=3 maxlength=2000 required=true
                value=form.or("answer", item.answer.unwrap_or_default()) error=form.error("answer") />
            <div class="row"><Button>"Save"</Button></div>
        </PostForm<AnswerItem>>
    }
}

#[component]
fn TermsForm(item: Item, form: Form) -> impl IntoView {
    let id = item.item_id.to_string();
    let version = item.terms_version.unwrap_or_default();
    let summary = format!("Read the terms (version {version})");
    let to_accept = (item.state != ItemState::Done).then(|| {
        view! {
            <ErrorSummary errors=form.summary() />
            <PostForm<AnswerItem> class="form">
                <input type="hidden" name="item_id" value=id.clone() />
                <Checkbox label="I have read and accept them" name="accept" value=version.clone() id=format!("field-{id}")
                    required=true error=form.error("accept") />
                <div class="row"><Button>"Accept"</Button></div>
            </PostForm<AnswerItem>>
        }
    });
    view! {
        <Disclosure summary=summary>
            <p class="prose">{item.terms}</p>
        </Disclosure>
        {to_accept}
    }
}

/// Uploaded documents with their statuses.
#[component]
fn Documents(documents: Vec<Document>, form: Form) -> impl IntoView {
    let failed = form.clone();
    let lines: Vec<_> = documents
        .into_iter()
        .map(|document| {
            let id = document.document_id.to_string();
            let waits = document.status == DocumentStatus::Waiting;
            let errors = failed.clone().with("document_id", &id).summary();
            view! {
                <li class="stack">
                    <div class="row">
                        <DocumentState status=document.status />
                        <span class="clamp">{document.file_name}</span>
                        {waits.then(|| view! {
                            <PostForm<WithdrawDocument>>
                                <input type="hidden" name="document_id" value=id />
                                <Button variant=Variant::Quiet small=true>"Withdraw"</Button>
                            </PostForm<WithdrawDocument>>
                        })}
                    </div>
                    <ErrorSummary errors=errors />
                    {document.reason.map(|reason| view! { <p class="prose">"Reason: " {reason}</p> })}
                </li>
            }
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <ul class="stack">{lines}</ul> })
}

#[component]
fn DocumentForm(item_id: String, form: Form) -> impl IntoView {
    let field = format!("file-{item_id}");
    view! {
        <ErrorSummary errors=form.summary() title="The file was not uploaded." />
        <form class="form" method="post" action=DOCUMENTS enctype="multipart/form-data">
            <Here />
            <input type="hidden" name="item_id" value=item_id />
            <FileField label="File" name="file" id=field accept="application/pdf,image/jpeg,image/png,image/webp" required=true
                help="A PDF, JPEG, PNG or WebP, up to 10 MB." error=form.error("file") />
            <div class="row"><Button icon=icondata_lu::LuUpload>"Send"</Button></div>
        </form>
    }
}
