//! Count files: upload and results.

use crate::id::StockSheetId;
use crate::inventory::store::SheetStatus;
use crate::inventory::store::{self, StockSheetRow};
use crate::problem::Problem;
use crate::state::App;
use crate::stock::INVENTORY;
use crate::ui::{
    Button, Card, Column, Empty, ErrorSummary, FileField, LinkButton, Moment, Notice, NoticeBar, Pager,
    Polled, Progress, RowLink, Status, Table, Tile, Tone, Variant, counted,
};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, Here};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// Address and page of the upload form.
pub const SHEETS: &str = "/products/inventory/sheets";
const EVERY_SECONDS: u32 = 2;
/// Refused rows that are shown.
const MOST: i64 = 500;

/// The list of stock sheets, with the form of a new one.
pub async fn stock_sheets(
    member: Member<may::Products>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<StockSheetId>,
) -> PageResult {
    let form = Form::at(SHEETS);
    let window = store::stock_sheets(&app.db, &member.seller_id, &keyset).await?;
    let (newer, older) = window.links(SHEETS);
    let (zone, now) = (member.zone(), app.clock.now());
    let is_empty = window.rows.is_empty();
    let rows = window
        .rows
        .into_iter()
        .map(|sheet| {
            let href = format!("{SHEETS}/{}", sheet.stock_sheet_id);
            let state = sheet.clone();
            view! {
                <tr>
                    <td class="main"><RowLink href=href><span class="clamp">{sheet.file_name}</span></RowLink></td>
                    <td class="state"><SheetState sheet=state /></td>
                    <td class="num" data-label="Rows">{sheet.rows}</td>
                    <td class="num wide">{sheet.changed}</td>
                    <td class="num" data-label="Failed">{sheet.refused}</td>
                    <td class="num wide muted"><Moment at=sheet.created_at zone=zone.clone() now=now /></td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("File"),
        Column::new("State"),
        Column::num("Rows"),
        Column::wide_num("Changed"),
        Column::num("Failed"),
        Column::wide_num("Started"),
    ];
    let download = format!("{INVENTORY}?format=csv");
    let past = match is_empty {
        true => view! {
            <Empty icon=icondata_lu::LuFileSpreadsheet headline="No files yet"
                text="Every file of counts you upload is listed here with its result." />
        }
        .into_any(),
        false => view! {
            <Card title="Files" flush=true><Table columns=columns caption="Uploaded counts">{rows}</Table></Card>
            <Pager newer=newer older=older />
        }
        .into_any(),
    };
    let body = view! {
        <ErrorSummary errors=form.summary() title="The file was not uploaded." />
        <Card title="Upload counts"
            about="Download the list, change on_hand, and upload it again. Sales in between are kept: the difference from on_hand_was is applied.">
            <div class="row">
                <LinkButton href=download icon=icondata_lu::LuDownload download=true>"Download list"</LinkButton>
            </div>
            <form class="form" method="post" action=SHEETS enctype="multipart/form-data">
                <Here />
                <FileField label="CSV file" name="file" accept=".csv,.tsv,.txt,text/csv" required=true
                    help="Columns: sku, on_hand (or adjustment, such as 5 or -2), and optionally location, reason and note. Up to 16 MB."
                    error=form.error("file") />
                <div class="row">
                    <Button variant=Variant::Primary icon=icondata_lu::LuUpload>"Upload"</Button>
                </div>
            </form>
        </Card>
        {past}
    };
    Ok(Page::new("Counts by file", body).with_back("Inventory", INVENTORY))
}

#[component]
fn SheetState(sheet: StockSheetRow) -> impl IntoView {
    let (tone, word) = match sheet.status {
        SheetStatus::Queued => (Tone::Info, "Waiting"),
        SheetStatus::Running => (Tone::Info, "Running"),
        _ if sheet.refused > 0 => (Tone::Warning, "Done, with errors"),
        _ => (Tone::Good, "Done"),
    };
    view! { <Status tone=tone word=word /> }
}

/// One stock sheet: progress and refused rows.
pub async fn stock_sheet(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(id): Id<StockSheetId>,
) -> PageResult {
    let sheet = store::stock_sheet(&app.db, &member.seller_id, &id).await?;
    let sheet = sheet.ok_or_else(Problem::not_found)?;
    let works = sheet.status != SheetStatus::Done;
    let refused = store::refused_counts(&app.db, &id, MOST).await?;
    let rows = refused
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <td class="main">{row.message}</td>
                    <td class="wide muted">{row.sku}</td>
                    <td class="num" data-label="Line">{row.line}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let progress = works.then(|| {
        let note = format!("{} of {}", sheet.rows_done, counted(sheet.rows, "row", "rows"));
        view! { <Progress label="Updating" done=sheet.rows_done total=sheet.rows note=note /> }
    });
    let told = (!works && sheet.refused == 0).then(|| {
        let text = format!(
            "{} updated, {} unchanged.",
            counted(sheet.changed, "count", "counts"),
            counted(sheet.unchanged, "was", "were")
        );
        view! { <NoticeBar notice=Notice::new(Tone::Good, text) /> }
    });
    let columns = vec![Column::new("What"), Column::wide("SKU"), Column::num("Line")];
    let report = (sheet.refused > 0).then(|| {
        view! {
            <Card title="Failed" about="These rows were not imported. Fix them and upload again." flush=true>
                <Table columns=columns caption="Rows with errors">{rows}</Table>
            </Card>
        }
    });
    let every = works.then_some(EVERY_SECONDS);
    let state = sheet.clone();
    let body = view! {
        <Polled id="sheet" every_seconds=every>
            <div class="stack">
                {told} {progress}
                <div class="tiles import-tiles">
                    <Tile label="Rows" value=sheet.rows.to_string() />
                    <Tile label="Changed" value=sheet.changed.to_string() />
                    <Tile label="Unchanged" value=sheet.unchanged.to_string() />
                    <Tile label="Failed" value=sheet.refused.to_string() />
                </div>
                {report}
            </div>
        </Polled>
        {works.then(|| view! { <noscript><meta http-equiv="refresh" content=EVERY_SECONDS.to_string() /></noscript> })}
    };
    Ok(Page::new(sheet.file_name, body)
        .with_state(view! { <SheetState sheet=state /> })
        .with_back("Counts by file", SHEETS))
}
