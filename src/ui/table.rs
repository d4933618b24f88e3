//! Lists: a table whose rows are links, can be picked, and become cards on a phone.
//!
//! The cells of a row carry what they are: `class="main"` (what the row is, holding its [`RowLink`]), `"num"`,
//! `"state"`, `"wide"` (only where there is room). A phone shows `main`, `state`, and the cells with a `data-label`:
//! give it to the two figures that matter.

use super::Maybe;
use leptos::prelude::*;

/// The head of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub class: Option<&'static str>,
    /// The name is only for screen readers.
    pub unseen: bool,
}

impl Column {
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// A column of figures.
    pub fn num(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            class: Some("num"),
            unseen: false,
        }
    }

    /// Only where there is room.
    pub fn wide(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            class: Some("wide"),
            unseen: false,
        }
    }

    /// Figures, only where there is room.
    pub fn wide_num(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            class: Some("num wide"),
            unseen: false,
        }
    }

    /// A column whose content speaks for itself, such as pictures or buttons.
    pub fn unseen(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            class: None,
            unseen: true,
        }
    }
}

/// A list. The children are its rows, `<tr>`.
#[component]
pub fn Table(
    columns: Vec<Column>,
    /// What the list is, for screen readers.
    #[prop(into)]
    caption: String,
    /// A first column of [`Pick`]s; with script, its head picks all.
    #[prop(optional)]
    picks: bool,
    /// Stays a table on a phone: few and narrow columns.
    #[prop(optional)]
    plain: bool,
    children: Children,
) -> impl IntoView {
    let head = columns
        .into_iter()
        .map(|column| {
            let name = match column.unseen {
                true => view! { <span class="unseen">{column.name}</span> }.into_any(),
                false => column.name.into_any(),
            };
            view! { <th scope="col" class=column.class>{name}</th> }
        })
        .collect_view();
    let pick_all = picks.then(|| {
        view! {
            <th scope="col" class="pick">
                <label hidden data-pick-all="">
                    <input type="checkbox"/>
                    <span class="unseen">"Pick all on this page"</span>
                </label>
            </th>
        }
    });
    view! {
        <table class=if plain { "list list-plain" } else { "list" }>
            <caption class="unseen">{caption}</caption>
            <thead>
                <tr>{pick_all} {head}</tr>
            </thead>
            <tbody>{children()}</tbody>
        </table>
    }
}

/// The link that covers its row.
#[component]
pub fn RowLink(#[prop(into)] href: String, children: Children) -> impl IntoView {
    view! { <a class="row-link" href=href>{children()}</a> }
}

/// The cell with which a row is picked.
#[component]
pub fn Pick(
    #[prop(default = "ids".to_owned(), into)] name: String,
    #[prop(into)] value: String,
    /// What is picked, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <td class="pick">
            <label>
                <input type="checkbox" name=name value=value/>
                <span class="unseen">{format!("Pick {label}")}</span>
            </label>
        </td>
    }
}

/// What can be done with the picked rows. It stands after the [`Table`] in the same form, and appears with the first pick.
#[component]
pub fn ActionBar(
    /// Before the count is known: `Picked orders`.
    #[prop(default = Maybe::from("Picked"), into)]
    label: Maybe,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="action-bar">
            <span data-pick-count="" aria-live="polite">
                {label.or_empty()}
            </span>
            {children()}
        </div>
    }
}
