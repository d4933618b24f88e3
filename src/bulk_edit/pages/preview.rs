//! Preview and start button of a bulk edit.

use super::SelectionQuery;
use super::fields::hidden;
use crate::bulk_edit::actions::StartBulkEdit;
use crate::bulk_edit::{BulkEditForm, Preview, Sample};
use crate::ui::{Button, Card, Column, Table, Tile, Variant, counted};
use crate::web::form_reply::PostForm;
use leptos::prelude::*;

#[component]
pub(super) fn PreviewCard(preview: Preview, query: SelectionQuery, typed: BulkEditForm) -> impl IntoView {
    let more = if preview.is_more { "+" } else { "" };
    let about = preview.is_more.then(|| {
        format!(
            "The first {} were checked; all matching products will be changed.",
            counted(preview.all(), "product", "products")
        )
    });
    let refused = preview
        .refused
        .iter()
        .map(|(why, count)| {
            let text = format!(
                "{}: {why}",
                counted(*count, "product cannot be changed", "products cannot be changed")
            );
            view! { <li>{text}</li> }
        })
        .collect_view();
    let rows = preview.samples.into_iter().map(sample).collect::<Vec<_>>();
    let shown = rows.len() as i64;
    let (changed, unchanged, refusals) = (
        preview.changed,
        preview.unchanged,
        preview.refused.iter().map(|(_, count)| count).sum::<i64>(),
    );
    let columns = vec![Column::new("Product"), Column::new("Changes")];
    let table = (shown > 0).then(|| {
        view! {
            <Table columns=columns caption="The first products that change" plain=true>{rows}</Table>
        }
    });
    let button = match preview.is_more {
        true => "Change all of them".to_owned(),
        false => format!("Change {}", counted(changed, "product", "products")),
    };
    let form = (changed > 0).then(|| view! {
        <PostForm<StartBulkEdit>>
            {query.hidden()}
            {hidden(&typed)}
            <div class="row"><Button variant=Variant::Primary icon=icondata_lu::LuCheck>{button}</Button></div>
        </PostForm<StartBulkEdit>>
    });
    let note = (changed > shown).then(|| {
        view! {
            <p class="muted small">{format!("These are the first {shown}.")}</p>
        }
    });
    view! {
        <Card title="Preview" about=about id="preview">
            <div class="tiles import-tiles">
                <Tile label="Change" value=format!("{changed}{more}") />
                <Tile label="Unchanged" value=format!("{unchanged}{more}") />
                <Tile label="Failed" value=format!("{refusals}{more}") />
            </div>
            {(refusals > 0).then(|| view! { <ul>{refused}</ul> })}
            {table}
            {note}
            {form}
        </Card>
    }
}

fn sample(sample: Sample) -> AnyView {
    let changes = sample
        .changes
        .into_iter()
        .map(|(what, old, new)| match new.is_empty() && old.is_empty() {
            true => view! { <div class="muted">{what}</div> }.into_any(),
            false => {
                let old = if old.is_empty() { "–".to_owned() } else { old };
                let new = if new.is_empty() { "–".to_owned() } else { new };
                view! { <div><span class="muted">{what} ": "</span> {old} " → " <b>{new}</b></div> }
                    .into_any()
            }
        })
        .collect_view();
    let href = format!("/products/{}", sample.product_id);
    view! {
        <tr>
            <td class="main"><a href=href><span class="clamp">{sample.name}</span></a></td>
            <td>{changes}</td>
        </tr>
    }
    .into_any()
}
