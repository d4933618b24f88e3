//! Count files: upload and results.

use crate::changes::{Refusal, RefusedList, Stage, Tally, UndoStage, Watched, Work, WorkProgress, WorkState};
use crate::id::StockSheetId;
use crate::inventory::store::SheetStatus;
use crate::inventory::store::{self, StockSheetRow};
use crate::problem::Problem;
use crate::state::App;
use crate::stock::INVENTORY;
use crate::ui::{
    Button, Card, Column, Empty, ErrorSummary, FileField, LinkButton, Moment, Notice, NoticeBar, Pager,
    RowLink, Table, Tone, Variant, counted,
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
/// Refused rows that are shown.
const MOST: usize = 500;

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
            let state = work(&sheet);
            view! {
                <tr>
                    <td class="main"><RowLink href=href><span class="clamp">{sheet.file_name}</span></RowLink></td>
                    <td class="state"><WorkState work=state /></td>
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

/// State of a stock sheet.
fn work(sheet: &StockSheetRow) -> Work {
    Work {
        stage: match sheet.status {
            SheetStatus::Queued => Stage::Waiting,
            SheetStatus::Running => Stage::Running,
            SheetStatus::Done => Stage::Done,
        },
        undo: UndoStage::None,
        is_dry_run: false,
        refused: sheet.refused,
    }
}

/// One stock sheet: progress and refused rows.
pub async fn stock_sheet(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(id): Id<StockSheetId>,
) -> PageResult {
    let sheet = store::stock_sheet(&app.db, &member.seller_id, &id).await?;
    let sheet = sheet.ok_or_else(Problem::not_found)?;
    let work = work(&sheet);
    let rows = store::refused_counts(&app.db, &id, MOST as i64)
        .await?
        .into_iter()
        .map(|row| Refusal {
            message: row.message.unwrap_or_default(),
            subject: row.sku,
            line: Some(row.line),
            href: None,
        })
        .collect::<Vec<_>>();
    let progress = work.goes_on().then(|| {
        view! { <WorkProgress label="Updating" done=sheet.rows_done total=sheet.rows things=("row", "rows") /> }
    });
    let outcome = (!work.goes_on() && sheet.refused == 0).then(|| {
        let text = format!(
            "{} updated, {} unchanged.",
            counted(sheet.changed, "count", "counts"),
            counted(sheet.unchanged, "was", "were")
        );
        view! { <NoticeBar notice=Notice::new(Tone::Good, text) /> }
    });
    let tiles = vec![
        ("Rows", sheet.rows),
        ("Changed", sheet.changed),
        ("Unchanged", sheet.unchanged),
        ("Failed", sheet.refused),
    ];
    let body = view! {
        <Watched id="sheet" work=work>
            {outcome} {progress}
            <Tally tiles=tiles />
            <RefusedList title="Failed" about="These rows were not imported. Fix them and upload again." subject="SKU"
                rows=rows most=MOST />
        </Watched>
    };
    Ok(Page::new(sheet.file_name, body)
        .with_state(view! { <WorkState work=work /> })
        .with_back("Counts by file", SHEETS))
}
