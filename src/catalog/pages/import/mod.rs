//! Imports: a file goes up, and what came of it.

mod outcome;
mod upload;

use super::id_of_page;
use crate::catalog::actions::UndoImport;
use crate::catalog::importing;
use crate::catalog::imports::Mapping;
use crate::catalog::views::ImportState;
use crate::id::ImportId;
use crate::ui::{
    Button, Card, Column, Columns, Empty, ErrorSummary, Fact, Facts, LinkButton, Moment, Pager, Polled,
    RowLink, Table, Variant,
};
use crate::web::context::{app, member};
use crate::web::form_reply::{Form, Here};
use crate::web::keyset::Keyset;
use crate::web::pages::{Page, framed};
use leptos::prelude::*;
use outcome::Outcome;
use upload::{ColumnGuide, UploadForm};

/// Where the form with a file is posted, and the page it is on.
pub(super) const UPLOAD: &str = "/products/imports";
/// How often the page of an import looks again.
const EVERY_SECONDS: u32 = 2;

#[component]
pub fn ImportsPage() -> impl IntoView {
    framed(async move {
        let (app, member, keyset) = (app()?, member()?, Keyset::of_page());
        let form = Form::at(UPLOAD);
        let window = importing::list(&app.db, &member, &keyset).await?;
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
                        <td class="num" data-label="Refused">{import.failed}</td>
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
            Column::num("Refused"),
            Column::wide_num("Begun"),
        ];
        let body = view! {
            <ErrorSummary errors=form.summary() title="The file was not taken." />
            <Card title="Bring your products"
                about="A CSV file of at most 256 MB: our own, Spree's, or a sheet with a title and a price. It is taken in the background; you can leave this page.">
                <UploadForm form=form retry_of=None />
            </Card>
            <ColumnGuide />
            {if is_empty {
                view! {
                    <Empty icon=icondata_lu::LuFileSpreadsheet headline="No imports yet"
                        text="Each file you bring is listed here with what came of it, and can be undone." />
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
        Ok(Page::new("Import products", body).with_back("Products", "/products"))
    })
}

#[component]
pub fn ImportPage() -> impl IntoView {
    framed(async move {
        let (app, member, import_id) = (app()?, member()?, id_of_page::<ImportId>()?);
        let form = Form::at(UPLOAD);
        let undoing = ServerAction::<UndoImport>::new();
        let undo_form = Form::of::<UndoImport>();
        let stored = importing::find(&app.db, &member, &import_id).await?;
        let mapping: Option<Mapping> = stored
            .mapping
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let undone = importing::undone(&app.db, &stored).await?;
        let import = importing::shown(&app.db, stored).await?;
        let zone = member.zone();
        let is_done = import.status == "done";
        let can_undo = is_done
            && !import.dry_run
            && import.undo_asked_at.is_none()
            && import.created + import.updated > 0;
        let works = !matches!(import.status.as_str(), "done" | "failed")
            || (import.undo_asked_at.is_some() && import.undone_at.is_none());
        let every = works.then_some(EVERY_SECONDS);
        let title = import.file_name.clone();
        let id = import.import_id.to_string();
        let format = mapping.as_ref().map(|mapping| mapping.dialect.label());
        let ignored = mapping.as_ref().map(ignored);
        let begun = view! { <Moment at=import.created_at zone=zone.clone() /> };
        let finished = import
            .finished_at
            .map(|at| view! { <Moment at=at zone=zone.clone() /> });
        let (encoding, delimiter) = (import.encoding.clone(), import.delimiter.clone());
        let mends = import.retry_of.clone();
        let to_undo = id.clone();
        let undo_errors = undo_form.summary();
        let side = view! {
            <Card title="The file">
                <Facts wide=true>
                    <Fact label="Format">{format}</Fact>
                    <Fact label="Encoding">{encoding}</Fact>
                    <Fact label="Between cells">{delimiter}</Fact>
                    <Fact label="Begun">{begun}</Fact>
                    {finished.map(|finished| view! { <Fact label="Finished">{finished}</Fact> })}
                    {mends.map(|id| view! {
                        <Fact label="Mends"><a href=format!("{UPLOAD}/{id}")>"an earlier import"</a></Fact>
                    })}
                </Facts>
                {ignored}
            </Card>
            {can_undo.then(|| view! {
                <Card title="Undo"
                    about="Products it created go, those it updated return to what they were, unless they were changed since.">
                    <ErrorSummary errors=undo_errors />
                    <ActionForm action=undoing>
                        <Here />
                        <input type="hidden" name="import_id" value=to_undo />
                        <Button variant=Variant::Danger icon=icondata_lu::LuUndo2>"Undo this import"</Button>
                    </ActionForm>
                </Card>
            })}
        };
        let download = format!("{UPLOAD}/{id}/errors.csv");
        let retry_errors = form.summary();
        let outcome = view! { <Outcome import=import.clone() undone=undone /> };
        let retry = (is_done && import.failed > 0).then(|| view! {
            <Card title="Mend and send again"
                about="Download the refused rows, mend what the error column says, and send that file. Only those rows are in it.">
                <ErrorSummary errors=retry_errors title="The file was not taken." />
                <div class="row">
                    <LinkButton href=download icon=icondata_lu::LuDownload download=true>
                        "Download refused rows"
                    </LinkButton>
                </div>
                <UploadForm form=form retry_of=Some(import_id.clone()) />
            </Card>
        });
        let body = view! {
            <Columns side=side.into_any()>
                <Polled id="import" every_seconds=every>
                    {outcome}
                </Polled>
                {works.then(|| view! { <noscript><meta http-equiv="refresh" content=EVERY_SECONDS.to_string() /></noscript> })}
                {retry}
            </Columns>
        };
        Ok(Page::new(title, body).with_back("Imports", UPLOAD))
    })
}

fn ignored(mapping: &Mapping) -> impl IntoView + use<> {
    let ignored: Vec<String> = mapping
        .ignored()
        .filter(|heading| !heading.is_empty())
        .map(str::to_owned)
        .collect();
    (!ignored.is_empty()).then(|| {
        view! { <p class="small muted">"Not taken: " {ignored.join(", ")}</p> }
    })
}
