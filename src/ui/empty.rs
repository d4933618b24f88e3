//! Empty states.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// An empty state: what will be here, and the next action (the children, if any).
#[component]
pub fn Empty(
    icon: Glyph,
    #[prop(into)] headline: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon icon=icon/>
            <h2>{headline}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}
