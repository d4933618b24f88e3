//! Documents of a shop: review, accept, reject.

use crate::accounts::{Document, DocumentState, DocumentStatus};
use crate::admin::actions::{AcceptDocument, RefuseDocument};
use crate::ui::{Button, Card, Disclosure, ErrorSummary, LinkButton, Moment, TextArea, Variant};
use crate::web::form_reply::{Form, PostForm};
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub(super) fn Documents(
    seller_id: String,
    documents: Vec<Document>,
    /// Checklist labels by item id.
    labels: Vec<(String, String)>,
    accept: Form,
    refuse: Form,
) -> impl IntoView {
    let lines: Vec<_> = documents
        .into_iter()
        .map(|document| {
            let item = document.item_id.as_ref().map(ToString::to_string);
            let label = labels
                .iter()
                .find(|(id, _)| Some(id) == item.as_ref())
                .map_or("Other document", |(_, label)| label.as_str())
                .to_owned();
            let id = document.document_id.to_string();
            let forms = (document.status == DocumentStatus::Waiting).then(|| {
                let (accept, refuse) = (accept.clone(), refuse.clone());
                view! {
                    <DecideForms seller_id=seller_id.clone() document_id=id.clone()
                        accept=accept.with("document_id", &id) refuse=refuse.with("document_id", &id) />
                }
            });
            let file = match document.removed_at {
                None => {
                    let href = format!("/admin/sellers/{seller_id}/documents/{id}");
                    view! { <LinkButton href=href small=true icon=icondata_lu::LuDownload download=true>"Download"</LinkButton> }
                        .into_any()
                }
                Some(_) => view! { <span class="muted">"File removed"</span> }.into_any(),
            };
            view! {
                <li class="stack">
                    <div class="row">
                        <DocumentState status=document.status />
                        <strong>{label}</strong>
                        {file}
                    </div>
                    <p class="small muted">
                        <span class="clamp">{document.file_name}</span>
                        {format!("{} kB, uploaded ", (document.size_bytes + 1023) / 1024)}
                        <Moment at=document.uploaded_at zone=TimeZone::UTC />
                    </p>
                    {document.reason.map(|reason| view! { <p class="prose">"Reason: " {reason}</p> })}
                    {forms}
                </li>
            }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <Card title="Documents" about="Opening a document is recorded in the log below.">
                <ul class="stack">{lines}</ul>
            </Card>
        }
    })
}

#[component]
fn DecideForms(seller_id: String, document_id: String, accept: Form, refuse: Form) -> impl IntoView {
    let field = format!("why-{document_id}");
    let (seller, document) = (seller_id.clone(), document_id.clone());
    view! {
        <ErrorSummary errors=accept.summary() />
        <PostForm<AcceptDocument>>
            <input type="hidden" name="seller_id" value=seller />
            <input type="hidden" name="document_id" value=document />
            <Button small=true icon=icondata_lu::LuCheck>"Accept"</Button>
        </PostForm<AcceptDocument>>
        <Disclosure summary="Reject document" open=refuse.failed()>
            <ErrorSummary errors=refuse.summary() />
            <PostForm<RefuseDocument> class="form">
                <input type="hidden" name="seller_id" value=seller_id />
                <input type="hidden" name="document_id" value=document_id />
                <TextArea label="Why?" name="reason" id=field required=true rows=2 maxlength=1000
                    help="The seller reads it and uploads another." value=refuse.value("reason") error=refuse.error("reason") />
                <div class="row"><Button variant=Variant::Danger small=true>"Not accepted"</Button></div>
            </PostForm<RefuseDocument>>
        </Disclosure>
    }
}
