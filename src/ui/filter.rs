//! Finding one's way in a list: saved views as tabs, filters as chips and GET forms, older and newer.

use super::{Anchor, Button, Count, Icon, LinkButton, Maybe};
use leptos::prelude::*;

/// One view of a list, or one filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<i64>,
    pub current: bool,
}

impl Tab {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            count: None,
            current: false,
        }
    }

    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }
}

fn tab_links(items: Vec<Tab>, class: Option<&'static str>) -> impl IntoView {
    items
        .into_iter()
        .map(|tab| {
            view! {
                <a class=class href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label}
                    {tab.count.map(|count| view! { <Count number=count/> })}
                </a>
            }
        })
        .collect_view()
}

/// Views of the same list, or pages of one thing.
#[component]
pub fn Tabs(items: Vec<Tab>, #[prop(default = "Views".to_owned(), into)] label: String) -> impl IntoView {
    view! { <nav class="tabs" aria-label=label>{tab_links(items, None)}</nav> }
}

/// Filters of which one or several hold.
#[component]
pub fn Chips(items: Vec<Tab>, #[prop(default = "Filters".to_owned(), into)] label: String) -> impl IntoView {
    view! { <nav class="chips" aria-label=label>{tab_links(items, Some("chip"))}</nav> }
}

/// The filters that hold now: each leads to the list without it, the last to the list without any.
#[component]
pub fn Applied(filters: Vec<Anchor>, #[prop(into)] clear: String) -> impl IntoView {
    (!filters.is_empty()).then(|| {
        let chips = filters
            .into_iter()
            .map(|filter| {
                let label = format!("Remove filter {}", filter.label);
                view! {
                    <a class="chip" href=filter.href aria-label=label aria-current="true">
                        {filter.label}
                        <Icon icon=icondata_lu::LuX/>
                    </a>
                }
            })
            .collect_view();
        view! {
            <nav class="chips" aria-label="Filters in force">
                {chips} <a class="chip" href=clear>"Clear all"</a>
            </nav>
        }
    })
}

/// A GET form whose fields stand side by side, one of `kind="search"` taking the room that is left. With script, a choice applies itself.
#[component]
pub fn FilterBar(
    #[prop(into)] action: String,
    /// What else of the address must survive, name and value.
    #[prop(optional)]
    fields: Vec<(String, String)>,
    children: Children,
) -> impl IntoView {
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form class="filters" method="get" action=action data-auto="">
            {fields} {children()} <Button>"Apply"</Button>
        </form>
    }
}

/// What a search form needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchView {
    pub action: String,
    /// The parameter that carries the words, such as `q`.
    pub name: String,
    pub placeholder: String,
    pub value: String,
}

/// A search of its own, a GET form.
#[component]
pub fn SearchField(
    search: SearchView,
    /// Takes the focus on `/` and Ctrl-K; one of a page.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    view! {
        <form class="search" role="search" method="get" action=search.action>
            <Icon icon=icondata_lu::LuSearch/>
            <input
                class="input"
                type="search"
                name=search.name
                value=search.value
                placeholder=search.placeholder.clone()
                aria-label=search.placeholder
                data-search=main.then_some("")
                aria-keyshortcuts=main.then_some("/ Control+K")
            />
            {main.then(|| view! { <kbd aria-hidden="true">"/"</kbd> })}
        </form>
    }
}

/// Older and newer; a page at an end leaves that one out.
#[component]
pub fn Pager(
    #[prop(optional, into)] newer: Maybe,
    #[prop(optional, into)] older: Maybe,
    /// What is shown, such as `50 orders, newest first`.
    #[prop(optional, into)]
    note: Maybe,
) -> impl IntoView {
    let links = (newer.is_some() || older.is_some()).then(|| {
        view! {
            <nav aria-label="Pages">
                {newer
                    .0
                    .map(|href| {
                        view! {
                            <LinkButton href=href small=true>
                                <Icon icon=icondata_lu::LuChevronLeft turns=true/>
                                "Newer"
                            </LinkButton>
                        }
                    })}
                {older
                    .0
                    .map(|href| {
                        view! {
                            <LinkButton href=href small=true>
                                "Older"
                                <Icon icon=icondata_lu::LuChevronRight turns=true/>
                            </LinkButton>
                        }
                    })}
            </nav>
        }
    });
    view! {
        <div class="pager">
            {note.0.map(|note| view! { <p class="small">{note}</p> })} {links}
        </div>
    }
}
