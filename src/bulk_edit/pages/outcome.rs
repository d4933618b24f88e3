//! Bulk edit page: progress, result and undo.

use super::fields::in_words;
use super::{BULK, EditState};
use crate::bulk_edit;
use crate::bulk_edit::actions::UndoBulkEdit;
use crate::bulk_edit::store::BulkEditRow;
use crate::bulk_edit::store::EditStatus;
use crate::id::BulkEditId;
use crate::product_review::{Waits, waiting_sentence};
use crate::state::App;
use crate::ui::{
    Button, Card, Column, Columns, ErrorSummary, Fact, Facts, LinkButton, Moment, Notice, NoticeBar, Polled,
    Progress, Table, Tile, Tone, Variant, counted,
};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// Refresh interval of the page.
const EVERY_SECONDS: u32 = 2;

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
    let works = edit.status != EditStatus::Done || (edit.undo_asked_at.is_some() && edit.undone_at.is_none());
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
        .map(|row| {
            let href = format!("/products/{}", row.product_id);
            let name = row.name.unwrap_or_else(|| "A deleted product".to_owned());
            view! {
                <tr>
                    <td class="main"><a href=href><span class="clamp">{name}</span></a></td>
                    <td data-label="Why">{row.message}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![Column::new("Product"), Column::new("Why")];
    let report = (edit.refused > 0).then(|| {
        view! {
            <Card title="Failed" about="These products were not changed; the first 200 are shown." flush=true>
                <Table columns=columns caption="Products with errors">{rows}</Table>
            </Card>
        }
    });
    let outcome = view! { <Outcome edit=edit.clone() /> };
    let waits = waiting_sentence(waiting).map(|text| view! { <Waits text=text /> });
    let every = works.then_some(EVERY_SECONDS);
    let state = edit.clone();
    let body = view! {
        <Columns side=side.into_any()>
            <Polled id="bulk-edit" every_seconds=every>
                <div class="stack">{outcome} {waits} {report}</div>
            </Polled>
            {works.then(|| view! { <noscript><meta http-equiv="refresh" content=EVERY_SECONDS.to_string() /></noscript> })}
        </Columns>
    };
    Ok(Page::new("Bulk edit", body)
        .with_state(view! { <EditState edit=state /> })
        .with_back("Bulk edits", BULK)
        .with_action(view! { <LinkButton href="/products">"Products"</LinkButton> }))
}

#[component]
fn Outcome(edit: BulkEditRow) -> impl IntoView {
    let progress = match edit.status {
        EditStatus::Done => None,
        _ if edit.collected_at.is_none() => {
            Some(view! { <Progress label="Finding the products" done=0 total=0 /> }.into_any())
        }
        _ => {
            let note = format!(
                "{} of {}",
                edit.products_done,
                counted(edit.products, "product", "products")
            );
            Some(view! {
                <Progress label="Changing products" done=edit.products_done total=edit.products note=note />
            }
            .into_any())
        }
    };
    let undo =
        match (edit.undo_asked_at, edit.undone_at) {
            (None, _) => None,
            (Some(_), None) => {
                let note = format!(
                    "{} of {}",
                    edit.restored + edit.kept,
                    counted(edit.changed, "product", "products")
                );
                Some(view! {
                <Progress label="Undoing" done=edit.restored + edit.kept total=edit.changed note=note />
            }
            .into_any())
            }
            (Some(_), Some(_)) => {
                let kept = match edit.kept {
                    0 => String::new(),
                    kept => format!(
                        " {} changed since and not undone.",
                        counted(kept, "product was", "products were")
                    ),
                };
                let text = format!(
                    "Undone: {} restored.{kept}",
                    counted(edit.restored, "product", "products")
                );
                Some(view! { <NoticeBar notice=Notice::new(Tone::Good, text) /> }.into_any())
            }
        };
    view! {
        {progress} {undo}
        <div class="tiles import-tiles">
            <Tile label="Products" value=edit.products.to_string() />
            <Tile label="Changed" value=edit.changed.to_string() />
            <Tile label="Unchanged" value=edit.unchanged.to_string() />
            <Tile label="Failed" value=edit.refused.to_string() />
        </div>
    }
}
