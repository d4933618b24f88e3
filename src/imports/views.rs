//! Shared views of imports.

use crate::changes::{Stage, UndoStage, Work, WorkState};
use crate::imports::ImportStatus;
use crate::imports::ShownImport;
use leptos::prelude::*;

/// State of an import.
pub fn work(import: &ShownImport) -> Work {
    Work {
        stage: match import.status {
            ImportStatus::Mapping => Stage::Asking,
            ImportStatus::Queued => Stage::Waiting,
            ImportStatus::Running => Stage::Running,
            ImportStatus::Failed => Stage::Stopped,
            ImportStatus::Done => Stage::Done,
        },
        undo: UndoStage::of(import.undo_asked_at, import.undone_at),
        is_dry_run: import.dry_run,
        refused: import.failed,
    }
}

/// Status of an import.
#[component]
pub fn ImportState(import: ShownImport) -> impl IntoView {
    view! { <WorkState work=work(&import) /> }
}
