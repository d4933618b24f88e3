//! Menus and disclosures without script.

use super::{Glyph, Icon, Maybe};
use leptos::prelude::*;

/// A button that opens a list of [`MenuLink`]s and [`PostButton`](super::PostButton)s. Opening one closes the others.
#[component]
pub fn Menu(
    /// The button's text; for screen readers only when `icon_only`.
    #[prop(into)]
    label: String,
    #[prop(default = icondata_lu::LuChevronDown)] icon: Glyph,
    #[prop(optional)] icon_only: bool,
    #[prop(optional)] small: bool,
    /// Opens towards the end of the line instead of its start.
    #[prop(optional)]
    start: bool,
    children: Children,
) -> impl IntoView {
    let mut button = String::from("button");
    if icon_only {
        button.push_str(" button-square");
    }
    if small {
        button.push_str(" button-small");
    }
    let name = if icon_only {
        view! { <span class="unseen">{label}</span> }.into_any()
    } else {
        label.into_any()
    };
    view! {
        <details class=if start { "menu menu-start" } else { "menu" } name="menu">
            <summary class=button>{name} <Icon icon=icon/></summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

/// One place a menu leads to.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] download: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=href download=download>
            {icon.map(|icon| view! { <Icon icon=icon/> })}
            {children()}
        </a>
    }
}

/// A folded section for rare actions.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    #[prop(optional, into)] id: Maybe,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open id=id.0>
            <summary>
                <Icon icon=icondata_lu::LuChevronRight/>
                {summary}
            </summary>
            {children()}
        </details>
    }
}
