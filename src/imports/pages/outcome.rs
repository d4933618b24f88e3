//! Head of an import's page: progress and result.

use crate::changes::{Tally, UndoneNotice, WorkProgress};
use crate::imports::ImportStatus;
use crate::imports::actions::StartImport;
use crate::imports::views::ImportState;
use crate::imports::{ShownImport, Undone};
use crate::product_review::{Waits, waiting_sentence};
use crate::ui::{
    Button, Card, ErrorSummary, LinkButton, Notice, NoticeBar, Progress, Tone, Variant, counted,
};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// Progress and result.
#[component]
pub(super) fn Outcome(import: ShownImport) -> impl IntoView {
    let progress = match import.status {
        ImportStatus::Queued => Some(view! { <Progress label="Queued" done=0 total=0 /> }.into_any()),
        ImportStatus::Running if import.products == 0 => {
            let note = counted(import.rows, "row read", "rows read");
            Some(view! { <Progress label="Reading the file" done=0 total=0 note=note /> }.into_any())
        }
        ImportStatus::Running => Some(
            view! {
                <WorkProgress label="Importing products" done=import.products_done total=import.products />
            }
            .into_any(),
        ),
        _ => None,
    };
    let failure = import.failure.clone().map(|why| {
        let notice = Notice::new(
            Tone::Bad,
            match import.products {
                0 => format!("The file could not be read completely: {why} No products were imported."),
                _ => why,
            },
        );
        view! { <NoticeBar notice=notice /> }
    });
    let dry = (import.dry_run && import.status == ImportStatus::Done)
        .then(|| view! { <Checked import=import.clone() /> });
    let undo = import.undone.map(|undone| undo_view(&import, undone));
    let would = |done, would| if import.dry_run { would } else { done };
    let tiles = vec![
        ("Rows", import.rows),
        ("Products", import.products),
        (would("Created", "Would be created"), import.created),
        (would("Updated", "Would be updated"), import.updated),
        ("Unchanged", import.unchanged),
        (would("Failed", "Would fail"), import.failed),
    ];
    let skipped = (import.skipped_rows > 0).then(|| {
        let rows = counted(import.skipped_rows, "row has", "rows have");
        view! { <p class="muted">{format!("{rows} a price in another currency: skipped.")}</p> }
    });
    let is_taken = import.status == ImportStatus::Done
        && !import.dry_run
        && import.undo_asked_at.is_none()
        && import.created + import.updated > 0;
    let waits = waiting_sentence(import.waiting_for_review).map(|text| view! { <Waits text=text /> });
    view! {
            <div class="row"><ImportState import=import.clone() /></div>
            {failure} {waits} {dry} {undo} {progress}
            <Tally tiles=tiles />
            {skipped}
            {is_taken.then(|| view! {
                <div class="row">
                    <LinkButton href="/products" icon=icondata_lu::LuPackage>"View your products"</LinkButton>
                </div>
            })}
    }
}

/// Result of a dry run, and the button that imports.
#[component]
fn Checked(import: ShownImport) -> impl IntoView {
    let errors = Form::of::<StartImport>().summary();
    let changes = import.created + import.updated;
    let text = match changes {
        0 => "Nothing has been changed, and importing this file would change nothing.".to_owned(),
        _ => format!(
            "Nothing has been changed yet. Importing this file would change {}.",
            counted(changes, "product", "products")
        ),
    };
    view! {
        <Card title="This was a dry run" about=text>
            <ErrorSummary errors=errors />
            {(changes > 0 && !import.is_tidied).then(|| view! {
                <PostForm<StartImport>>
                    <input type="hidden" name="import_id" value=import.import_id.to_string() />
                    <Button variant=Variant::Primary icon=icondata_lu::LuPlay>"Import now"</Button>
                </PostForm<StartImport>>
            })}
        </Card>
    }
}

fn undo_view(import: &ShownImport, undone: Undone) -> AnyView {
    if import.undone_at.is_none() {
        let total = import.created + import.updated;
        return view! { <WorkProgress label="Undoing" done=undone.products() total=total /> }.into_any();
    }
    let done = vec![(undone.removed, "removed"), (undone.restored, "restored")];
    let left = vec![
        (undone.archived, "ordered since, and archived."),
        (undone.changed, "changed since and not undone."),
        (undone.gone, "already deleted."),
    ];
    view! { <UndoneNotice done=done left=left /> }.into_any()
}
