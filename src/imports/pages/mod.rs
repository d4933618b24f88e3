//! Imports page: upload and history.

mod files;
mod mapping;
mod one;
mod outcome;
mod report;
mod upload;

pub use files::routes;
pub use one::import;

use crate::id::ImportId;
use crate::imports;
use crate::imports::views::ImportState;
use crate::state::App;
use crate::ui::{Card, Column, Empty, ErrorSummary, Moment, Pager, RowLink, Table};
use crate::viewer::{Member, may};
use crate::web::form_reply::Form;
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;
use upload::{ColumnGuide, UploadForm};

/// Address and page of the upload form.
pub const UPLOAD: &str = "/products/imports";

/// The list of imports, with the form of a new one.
pub async fn imports(
    member: Member<may::Products>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<ImportId>,
) -> PageResult {
    let form = Form::at(UPLOAD);
    let window = imports::list(&app.db, &member, &keyset).await?;
    let (newer, older) = window.links(UPLOAD);
    let (zone, now) = (member.zone(), app.clock.now());
    let is_empty = window.rows.is_empty();
    let rows = window
        .rows
        .into_iter()
        .map(|import| {
            let href = format!("{UPLOAD}/{}", import.import_id);
            let (name, state) = (import.file_name.clone(), import.clone());
            let kind = if import.dry_run { "Dry run" } else { "Import" };
            view! {
                <tr>
                    <td class="main">
                        <RowLink href=href><span class="clamp">{name}</span></RowLink>
                        <small>{kind}</small>
                    </td>
                    <td class="state"><ImportState import=state /></td>
                    <td class="num" data-label="Products">{import.products}</td>
                    <td class="num wide">{import.created}</td>
                    <td class="num wide">{import.updated}</td>
                    <td class="num" data-label="Failed">{import.failed}</td>
                    <td class="num wide muted"><Moment at=import.created_at zone=zone.clone() now=now /></td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("File"),
        Column::new("State"),
        Column::num("Products"),
        Column::wide_num("Created"),
        Column::wide_num("Updated"),
        Column::num("Failed"),
        Column::wide_num("Started"),
    ];
    let body = view! {
        <ErrorSummary errors=form.summary() title="The file was not uploaded." />
        <Card title="Import your products"
            about="A CSV file, up to 256 MB: an export from another shop, our own export, or a spreadsheet with a title and a price. You map the columns before anything is imported.">
            <UploadForm form=form retry_of=None />
        </Card>
        <ColumnGuide />
        {if is_empty {
            view! {
                <Empty icon=icondata_lu::LuFileSpreadsheet headline="No imports yet"
                    text="Every import is listed here with its result and can be undone for 30 days." />
            }.into_any()
        } else {
            view! {
                <Card title="Imports" flush=true>
                    <Table columns=columns caption="Imports">{rows}</Table>
                </Card>
                <Pager newer=newer older=older />
            }.into_any()
        }}
    };
    Ok(Page::new("Import products", body)
        .with_back("Products", "/products")
        .hearing("import."))
}
