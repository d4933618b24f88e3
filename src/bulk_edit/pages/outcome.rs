//! Bulk edit page: progress, result and undo.

use super::fields::in_words;
use super::{BULK, work};
use crate::bulk_edit::actions::UndoBulkEdit;
use crate::bulk_edit::store::BulkEditRow;
use crate::bulk_edit::store::EditStatus;
use crate::bulk_edit::{self, MOST_REFUSED};
use crate::changes::{
    Refusal, RefusedList, Tally, UndoStage, UndoneNotice, Watched, WorkProgress, WorkState,
};
use crate::id::BulkEditId;
use crate::product_review::{Waits, waiting_sentence};
use crate::state::App;
use crate::ui::{Button, Card, Columns, ErrorSummary, Fact, Facts, LinkButton, Moment, Variant};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// One bulk edit: progress, outcome, undo.
pub async fn bulk_edit(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(id): Id<BulkEditId>,
) -> PageResult {
    let edit = bulk_edit::find(&app.db, &member, &id).await?;
    let refused = bulk_edit::refused(&app.db, &edit).await?;
    let waiting = bulk_edit::waiting(&app.db, &edit).await?;
    let form = Form::of::<UndoBulkEdit>();
    let can_undo = edit.status == EditStatus::Done && edit.undo_asked_at.is_none() && edit.changed > 0;
    let words = in_words(&edit, member.currency)
        .into_iter()
        .map(|line| view! { <div>{line}</div> })
        .collect_view();
    let meant = match &edit.filter {
        Some(address) => view! { <a href=address.clone()>"Everything the list showed"</a> }.into_any(),
        None => "Selected one by one".into_any(),
    };
    let zone = member.zone();
    let begun = view! { <Moment at=edit.created_at zone=zone.clone() /> };
    let finished = edit
        .finished_at
        .map(|at| view! { <Moment at=at zone=zone.clone() /> });
    let errors = form.summary();
    let to_undo = id.to_string();
    let side = view! {
        <Card title="Changes">
            <Facts wide=true>
                <Fact label="Change">{words}</Fact>
                <Fact label="Products">{meant}</Fact>
                <Fact label="Started">{begun}</Fact>
                {finished.map(|finished| view! { <Fact label="Finished">{finished}</Fact> })}
            </Facts>
        </Card>
        {can_undo.then(|| view! {
            <Card title="Undo"
                about="Products return to their previous values unless they were changed since. Stock is changed back by the same amount, so sales in between are kept.">
                <ErrorSummary errors=errors />
                <PostForm<UndoBulkEdit>>
                    <input type="hidden" name="bulk_edit_id" value=to_undo />
                    <Button variant=Variant::Danger icon=icondata_lu::LuUndo2>"Undo bulk edit"</Button>
                </PostForm<UndoBulkEdit>>
            </Card>
        })}
    };
    let rows = refused
        .into_iter()
        .map(|row| Refusal {
            message: row.message.unwrap_or_default(),
            subject: Some(row.name.unwrap_or_else(|| "A deleted product".to_owned())),
            href: Some(format!("/products/{}", row.product_id)),
            line: None,
        })
        .collect::<Vec<_>>();
    let outcome = view! { <Outcome edit=edit.clone() /> };
    let waits = waiting_sentence(waiting).map(|text| view! { <Waits text=text /> });
    let work = work(&edit);
    let body = view! {
        <Columns side=side.into_any()>
            <Watched id="bulk-edit" work=work>
                {outcome} {waits}
                <RefusedList title="Failed" about="These products were not changed." subject="Product" rows=rows
                    most=MOST_REFUSED />
            </Watched>
        </Columns>
    };
    Ok(Page::new("Bulk edit", body)
        .with_state(view! { <WorkState work=work /> })
        .with_back("Bulk edits", BULK)
        .with_action(view! { <LinkButton href="/products">"Products"</LinkButton> }))
}

#[component]
fn Outcome(edit: BulkEditRow) -> impl IntoView {
    let label = match edit.collected_at {
        None => "Finding the products",
        Some(_) => "Changing products",
    };
    let total = edit.collected_at.map_or(0, |_| edit.products);
    let progress = (edit.status != EditStatus::Done)
        .then(|| view! { <WorkProgress label=label done=edit.products_done total=total /> });
    let undo = match UndoStage::of(edit.undo_asked_at, edit.undone_at) {
        UndoStage::None => None,
        UndoStage::Running => Some(
            view! { <WorkProgress label="Undoing" done=edit.restored + edit.kept total=edit.changed /> }
                .into_any(),
        ),
        UndoStage::Done => {
            let done = vec![(edit.restored, "restored")];
            let left = vec![(edit.kept, "changed since and not undone.")];
            Some(view! { <UndoneNotice done=done left=left /> }.into_any())
        }
    };
    let tiles = vec![
        ("Products", edit.products),
        ("Changed", edit.changed),
        ("Unchanged", edit.unchanged),
        ("Failed", edit.refused),
    ];
    view! { {progress} {undo} <Tally tiles=tiles /> }
}
