//! Timelines, newest first.

use super::{Glyph, Icon, Slot, Tone};
use leptos::prelude::*;

/// Container of [`Happening`]s.
#[component]
pub fn Timeline(children: Children) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// An event; the children say more.
#[component]
pub fn Happening(
    #[prop(into)] title: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<Glyph>,
    /// Time: a [`Moment`](super::Moment).
    #[prop(optional, into)]
    at: Slot,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li>
            <span class=format!("mark {}", tone.class())>
                {icon.map(|icon| view! { <Icon icon=icon/> })}
            </span>
            <div>
                <div class="timeline-title">
                    <span>{title}</span>
                    {at.0}
                </div>
                {children.map(|children| view! { <div class="muted small">{children()}</div> })}
            </div>
        </li>
    }
}
