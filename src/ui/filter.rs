//! List navigation: views as tabs, filters as chips and GET forms, paging.

use super::html::attribute;
use super::icon::icon;
use super::status::count;
use super::{Anchor, Button, Html, Icon, LinkButton, Maybe};
use crate::html;
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

fn tab_links(items: &[Tab], class: Option<&'static str>) -> Html {
    items
        .iter()
        .map(|tab| {
            html!(
                r#"<a{} href="{}"{}>{}{}</a>"#,
                attribute("class", class),
                tab.href,
                attribute("aria-current", tab.current.then_some("page")),
                tab.label,
                tab.count.map(|number| count(number, ""))
            )
        })
        .collect()
}

/// Tabs: views of a list, or pages of one thing.
#[component]
pub fn Tabs(items: Vec<Tab>, #[prop(default = "Views".to_owned(), into)] label: String) -> impl IntoView {
    html!(
        r#"<nav class="tabs" aria-label="{}">{}</nav>"#,
        label,
        tab_links(&items, None)
    )
    .into_view()
}

/// Filter chips, one or several active.
#[component]
pub fn Chips(items: Vec<Tab>, #[prop(default = "Filters".to_owned(), into)] label: String) -> impl IntoView {
    html!(
        r#"<nav class="chips" aria-label="{}">{}</nav>"#,
        label,
        tab_links(&items, Some("chip"))
    )
    .into_view()
}

/// Active filters: each links to the list without it, the last one to the unfiltered list.
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
            <nav class="chips" aria-label="Active filters">
                {chips} <a class="chip" href=clear>"Clear all"</a>
            </nav>
        }
    })
}

/// GET form with fields side by side; `kind="search"` takes the remaining room. With script, a choice applies
/// itself.
#[component]
pub fn FilterBar(
    #[prop(into)] action: String,
    /// Other address parameters to keep, name and value.
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

/// Settings of a search form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchView {
    pub action: String,
    /// Parameter of the search text, such as `q`.
    pub name: String,
    pub placeholder: String,
    pub value: String,
}

/// A search of its own, a GET form.
#[component]
pub fn SearchField(
    search: SearchView,
    /// Whether it is focused by `/` and Ctrl-K; one per page.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    search_field(&search, main).into_view()
}

/// The search as markup.
pub fn search_field(search: &SearchView, main: bool) -> Html {
    let (keys, hint) = match main {
        true => (
            r#" data-search="" aria-keyshortcuts="/ Control+K""#,
            r#"<kbd aria-hidden="true">/</kbd>"#,
        ),
        false => ("", ""),
    };
    html!(
        r#"<form class="search" role="search" method="get" action="{}">{}<input class="input" type="search" name="{}" value="{}" placeholder="{}" aria-label="{}"{}>{}</form>"#,
        search.action,
        icon(icondata_lu::LuSearch),
        search.name,
        search.value,
        search.placeholder,
        search.placeholder,
        Html::literal(keys),
        Html::literal(hint)
    )
}

/// Older and newer; a page at an end leaves that one out.
#[component]
pub fn Pager(
    #[prop(optional, into)] newer: Maybe,
    #[prop(optional, into)] older: Maybe,
    /// Summary such as `50 orders, newest first`.
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
