//! What an import's page says: how far it is, what came of it, and what to look at.

use super::UPLOAD;
use crate::catalog::importing::{ImportProblem, ShownImport};
use crate::catalog::views::{ImportState, counted};
use crate::ui::{Card, Column, Notice, NoticeBar, Progress, Table, Tile, Tone};
use leptos::prelude::*;

/// How far it is, what came of it, and what to look at.
#[component]
pub(super) fn Outcome(import: ShownImport, undone: Vec<(String, i64)>) -> impl IntoView {
    let progress = match import.status.as_str() {
        "queued" => Some(view! { <Progress label="Waiting for its turn" done=0 total=0 /> }.into_any()),
        "running" if import.products == 0 => {
            let note = counted(import.rows, "row read", "rows read");
            Some(view! { <Progress label="Reading the file" done=0 total=0 note=note /> }.into_any())
        }
        "running" => {
            let note = format!(
                "{} of {}",
                import.products_done,
                counted(import.products, "product", "products")
            );
            Some(view! {
                <Progress label="Taking products in" done=import.products_done total=import.products note=note />
            }.into_any())
        }
        _ => None,
    };
    let failure = import.failure.clone().map(|why| {
        let notice = Notice::new(
            Tone::Bad,
            format!("The file could not be read to its end: {why} No product of it was taken."),
        );
        view! { <NoticeBar notice=notice /> }
    });
    let dry = (import.dry_run && import.status == "done").then(|| {
        let notice = Notice::new(
            Tone::Info,
            "This was a dry run: nothing has been changed. Upload the file without it to go on.",
        )
        .link("Upload", UPLOAD);
        view! { <NoticeBar notice=notice /> }
    });
    let undo = undo_notice(&import, &undone).map(|notice| view! { <NoticeBar notice=notice /> });
    let would = |done: &str, would: &str| {
        if import.dry_run {
            would.to_owned()
        } else {
            done.to_owned()
        }
    };
    let skipped = (import.skipped_rows > 0).then(|| {
        let rows = counted(import.skipped_rows, "row gives", "rows give");
        view! { <p class="muted">{format!("{rows} a price in another currency and passed over.").replace("and passed", "and were passed")}</p> }
    });
    let errors = import.errors.clone();
    let notes = import.notes.clone();
    view! {
        <div class="stack">
            <div class="row"><ImportState import=import.clone() /></div>
            {failure} {dry} {undo} {progress}
            <div class="tiles import-tiles">
                <Tile label="Rows" value=import.rows.to_string() />
                <Tile label="Products" value=import.products.to_string() />
                <Tile label=would("Created", "Would be created") value=import.created.to_string() />
                <Tile label=would("Updated", "Would be updated") value=import.updated.to_string() />
                <Tile label="Unchanged" value=import.unchanged.to_string() />
                <Tile label=would("Refused", "Would be refused") value=import.failed.to_string() />
            </div>
            {skipped}
            <Problems title="Refused" about="Nothing of these products was taken." problems=errors total=import.failed />
            <Problems title="Mended" about="These were taken, mended as it says." problems=notes total=import.warnings />
        </div>
    }
}

fn undo_notice(import: &ShownImport, undone: &[(String, i64)]) -> Option<Notice> {
    import.undo_asked_at?;
    if import.undone_at.is_none() {
        return Some(Notice::new(Tone::Info, "This import is being undone."));
    }
    let of = |outcome: &str| {
        undone
            .iter()
            .find(|(known, _)| known == outcome)
            .map_or(0, |(_, count)| *count)
    };
    let kept = match of("kept") {
        0 => String::new(),
        kept => format!(
            " {} changed since or ordered, and stayed.",
            counted(kept, "product was", "products were")
        ),
    };
    let text = format!(
        "Undone: {} removed, {} restored.{kept}",
        counted(of("removed"), "product", "products"),
        counted(of("restored"), "product", "products")
    );
    Some(Notice::new(Tone::Good, text))
}

#[component]
fn Problems(
    #[prop(into)] title: String,
    #[prop(into)] about: String,
    problems: Vec<ImportProblem>,
    total: i64,
) -> impl IntoView {
    let shown = problems.len() as i64;
    let rows = problems
        .into_iter()
        .map(|problem| {
            view! {
                <tr>
                    <td class="main">{problem.message}</td>
                    <td class="wide muted">{problem.column}</td>
                    <td class="num" data-label="Line">{problem.row}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![Column::new("What"), Column::wide("Column"), Column::num("Line")];
    (shown > 0).then(|| {
        let caption = title.clone();
        let more = (total > shown && shown >= 200).then(|| {
            view! { <p class="muted small">"These are the first; the download of refused rows has them all."</p> }
        });
        view! {
            <Card title=title about=about flush=true>
                <Table columns=columns caption=caption>{rows}</Table>
            </Card>
            {more}
        }
    })
}
