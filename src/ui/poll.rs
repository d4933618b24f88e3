//! Progress of background work, refreshed automatically.

use super::Maybe;
use leptos::prelude::*;

/// A part of the page that changes by itself: with script it is fetched again every few seconds, until the server
/// sends it without `every_seconds`. Without script, a reload shows the same.
#[component]
pub fn Polled(
    #[prop(into)] id: String,
    #[prop(optional_no_strip)] every_seconds: Option<u32>,
    children: Children,
) -> impl IntoView {
    view! {
        <div id=id data-poll=every_seconds.map(|seconds| seconds.to_string()) aria-live="polite">
            {children()}
        </div>
    }
}

/// Progress bar. `total` 0 is not known yet.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    done: i64,
    total: i64,
    /// Text beside the bar: `1,204 of 5,000 rows`.
    #[prop(optional, into)]
    note: Maybe,
) -> impl IntoView {
    let known = total > 0;
    let percent = if known {
        done.clamp(0, total) * 100 / total
    } else {
        0
    };
    let note = note.0.or_else(|| known.then(|| format!("{percent} %")));
    view! {
        <div class="progress">
            <p>
                <span>{label.clone()}</span>
                {note.map(|note| view! { <span class="muted">{note}</span> })}
            </p>
            <progress max="100" value=known.then(|| percent.to_string()) aria-label=label></progress>
        </div>
    }
}
