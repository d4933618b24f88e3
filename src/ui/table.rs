//! Tables whose rows link, can be selected, and become cards on a phone.
//!
//! The cells of a row carry what they are: `class="main"` (what the row is, holding its [`RowLink`]), `"num"`,
//! `"state"`, `"wide"` (only where there is room). A phone shows `main`, `state`, and the cells with a `data-label`:
//! give it to the two figures that matter.

use super::html::{Markup, attribute};
use super::{Html, Maybe};
use crate::html;
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

    /// A column shown only where there is room.
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

    /// A column without a visible heading, such as pictures or buttons.
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
    /// Caption for screen readers.
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
    table(&columns, &caption, picks, plain, &Html::of_view(children())).into_view()
}

/// The list as markup, `rows` being its `<tr>`.
pub fn table(columns: &[Column], caption: &str, picks: bool, plain: bool, rows: &Html) -> Html {
    let head: Html = columns
        .iter()
        .map(|column| {
            let name = match column.unseen {
                true => html!(r#"<span class="unseen">{}</span>"#, column.name),
                false => html!("{}", column.name),
            };
            html!(
                r#"<th scope="col"{}>{}</th>"#,
                attribute("class", column.class),
                name
            )
        })
        .collect();
    let pick_all = picks.then(|| {
        Html::literal(concat!(
            r#"<th scope="col" class="pick"><label hidden data-pick-all=""><input type="checkbox">"#,
            r#"<span class="unseen">Select all on this page</span></label></th>"#
        ))
    });
    html!(
        r#"<table class="list{}"><caption class="unseen">{}</caption><thead><tr>{}{}</tr></thead><tbody>{}</tbody></table>"#,
        if plain { " list-plain" } else { "" },
        caption,
        pick_all,
        head,
        rows
    )
}

/// The link that covers its row.
#[component]
pub fn RowLink(#[prop(into)] href: String, children: Children) -> impl IntoView {
    view! { <a class="row-link" href=href>{children()}</a> }
}

/// The link as markup.
pub fn row_link(href: &str, words: impl Markup) -> Html {
    html!(r#"<a class="row-link" href="{}">{}</a>"#, href, words)
}

/// The cell with which a row is picked, as markup.
pub fn pick(name: &str, value: &str, label: &str) -> Html {
    html!(
        r#"<td class="pick"><label><input type="checkbox" name="{}" value="{}"><span class="unseen">Select {}</span></label></td>"#,
        name,
        value,
        label
    )
}

/// The cell with which a row is picked.
#[component]
pub fn Pick(
    #[prop(default = "ids".to_owned(), into)] name: String,
    #[prop(into)] value: String,
    /// Label of the checkbox, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    pick(&name, &value, &label).into_view()
}

/// Actions on selected rows. It stands after the [`Table`] in the same form, and appears with the first pick.
#[component]
pub fn ActionBar(
    /// Label before anything is counted: `Selected orders`.
    #[prop(default = Maybe::from("Selected"), into)]
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
