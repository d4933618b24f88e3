//! Shared views of imports.

use crate::imports::ImportStatus;
use crate::imports::ShownImport;
use crate::ui::{Status, Tone};
use leptos::prelude::*;

/// Status of an import.
#[component]
pub fn ImportState(import: ShownImport) -> impl IntoView {
    let (tone, word) = match import.status {
        ImportStatus::Mapping => (Tone::Warning, "Check the columns"),
        ImportStatus::Queued => (Tone::Info, "Waiting"),
        ImportStatus::Running => (Tone::Info, "Running"),
        ImportStatus::Failed => (Tone::Bad, "Stopped"),
        _ if import.undone_at.is_some() => (Tone::Neutral, "Undone"),
        _ if import.undo_asked_at.is_some() => (Tone::Info, "Being undone"),
        _ if import.dry_run && import.failed > 0 => (Tone::Warning, "Checked, with errors"),
        _ if import.dry_run => (Tone::Good, "Checked"),
        _ if import.failed > 0 => (Tone::Warning, "Done, with errors"),
        _ => (Tone::Good, "Done"),
    };
    view! { <Status tone=tone word=word /> }
}
