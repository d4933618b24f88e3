//! What stands where nothing is yet.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// What will be here, and the one thing to do next (the children, if any).
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
