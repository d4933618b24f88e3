//! Icons of the Lucide set, drawn inline so that they take the text's colour and need no request.

use leptos::prelude::*;

/// An icon of the crate `icondata_lu`, such as `icondata_lu::LuPackage`.
pub type Glyph = icondata_core::Icon;

/// One icon, 16 px, or 20 px when `large`. It says nothing to a screen reader: the word beside it does.
#[component]
pub fn Icon(
    icon: Glyph,
    #[prop(optional)] large: bool,
    /// It points somewhere, and turns round where text runs from right to left.
    #[prop(optional)]
    turns: bool,
    #[prop(into, optional)] class: String,
) -> impl IntoView {
    let mut classes = String::from("icon");
    if large {
        classes.push_str(" icon-large");
    }
    if turns {
        classes.push_str(" icon-turns");
    }
    if !class.is_empty() {
        classes.push(' ');
        classes.push_str(&class);
    }
    let size = if large { "20" } else { "16" };
    view! {
        <svg
            class=classes
            width=size
            height=size
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=icon.data
        ></svg>
    }
}
