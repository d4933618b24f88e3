//! Lucide icons, inlined so that they take the text's colour and need no request.

use super::Html;
use crate::html;
use leptos::prelude::*;

/// An icon of the crate `icondata_lu`, such as `icondata_lu::LuPackage`.
pub type Glyph = icondata_core::Icon;

/// One icon, 16 px, or 20 px when `large`. It says nothing to a screen reader: the word beside it does.
#[component]
pub fn Icon(
    icon: Glyph,
    #[prop(optional)] large: bool,
    /// Whether it points sideways and mirrors in right-to-left text.
    #[prop(optional)]
    turns: bool,
    #[prop(into, optional)] class: String,
) -> impl IntoView {
    let (large, size) = if large { (" icon-large", "20") } else { ("", "16") };
    let turns = if turns { " icon-turns" } else { "" };
    let gap = if class.is_empty() { "" } else { " " };
    let classes = html!("icon{}{}{}{}", large, turns, gap, class);
    drawn(icon, &classes, size).into_view()
}

/// The icon as markup.
pub fn icon(icon: Glyph) -> Html {
    drawn(icon, &Html::literal("icon"), "16")
}

/// An icon with more classes.
pub fn icon_with(icon: Glyph, classes: &'static str) -> Html {
    drawn(icon, &html!("icon {}", classes), "16")
}

/// The larger one.
pub fn icon_large(icon: Glyph) -> Html {
    drawn(icon, &Html::literal("icon icon-large"), "20")
}

fn drawn(icon: Glyph, classes: &Html, size: &'static str) -> Html {
    html!(
        r#"<svg class="{}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>"#,
        classes,
        size,
        size,
        Html::literal(icon.data)
    )
}
