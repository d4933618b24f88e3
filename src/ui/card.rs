//! Cards, columns and fact lists.

use super::{Maybe, Slot};
use leptos::prelude::*;

/// A bounded ground with an optional title.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Maybe,
    /// A line below the title.
    #[prop(optional, into)]
    about: Maybe,
    /// Action beside the title: a link or button.
    #[prop(optional, into)]
    action: Slot,
    /// The content reaches the border, as a [`Table`](super::Table) does.
    #[prop(optional)]
    flush: bool,
    #[prop(optional, into)] id: Maybe,
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || action.0.is_some()).then(|| {
        view! {
            <header class="card-head">
                {title.0.map(|title| view! { <h2>{title}</h2> })} {action.0}
                {about.0.map(|about| view! { <p>{about}</p> })}
            </header>
        }
    });
    view! {
        <section class=if flush { "card card-flush" } else { "card" } id=id.0>
            {head}
            <div class="card-body">{children()}</div>
        </section>
    }
}

/// A titled part of a page, without a ground.
#[component]
pub fn Section(
    #[prop(into)] title: String,
    #[prop(optional, into)] about: Maybe,
    #[prop(optional, into)] action: Slot,
    #[prop(optional, into)] id: Maybe,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" id=id.0>
            <header class="section-head">
                <h2>{title}</h2>
                {action.0}
                {about.0.map(|about| view! { <p>{about}</p> })}
            </header>
            {children()}
        </section>
    }
}

/// Main content, with a side column of facts where there is room.
#[component]
pub fn Columns(#[prop(into)] side: Slot, children: Children) -> impl IntoView {
    view! {
        <div class="columns">
            <div class="stack">{children()}</div>
            <div class="stack">{side.0}</div>
        </div>
    }
}

/// A list of facts, the children being [`Fact`]s.
#[component]
pub fn Facts(
    /// Name and fact on one line.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! { <dl class=if wide { "facts facts-wide" } else { "facts" }>{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A copyable code: a click selects it whole, and with script a button copies it.
#[component]
pub fn Copyable(#[prop(into)] text: String, #[prop(optional, into)] label: Maybe) -> impl IntoView {
    let label = label.0.unwrap_or_else(|| "Copy".to_owned());
    view! {
        <div class="copy">
            <code>{text.clone()}</code>
            <button
                class="button button-quiet button-small button-square"
                type="button"
                data-copy=text
                aria-label=label.clone()
                title=label
                hidden
            >
                <super::Icon icon=icondata_lu::LuCopy/>
            </button>
        </div>
    }
}
