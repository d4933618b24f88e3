//! A number that matters, what it was before, and how it came there.

use super::{Icon, Maybe, Spark, Tone};
use leptos::prelude::*;

/// Where a figure went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    #[default]
    Same,
}

/// A figure against the period before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub direction: Direction,
    /// Good or bad news; more is not always better.
    pub tone: Tone,
    /// With its sign: `+12.4 %`.
    pub amount: String,
    /// Against what: `against the 30 days before`.
    pub words: String,
}

/// One figure.
#[component]
pub fn Tile(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional)] change: Option<Change>,
    /// Instead of a change: a line below the value.
    #[prop(optional, into)]
    note: Maybe,
    /// The course of the figure, oldest first.
    #[prop(optional)]
    spark: Vec<f64>,
    /// How the figure is counted, shown on hover and focus of its name.
    #[prop(optional, into)]
    definition: Maybe,
    /// Where the entries that make the figure are.
    #[prop(optional, into)]
    href: Maybe,
) -> impl IntoView {
    let value = match href.0 {
        Some(href) => view! { <a href=href>{value}</a> }.into_any(),
        None => value.into_any(),
    };
    let below = match (change, note.0) {
        (Some(change), _) => view! { <ChangeLine change=change/> }.into_any(),
        (None, Some(note)) => view! { <p class="tile-change">{note}</p> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        <div class="tile">
            <h2 class="tile-label">
                <Term name=label definition=definition/>
            </h2>
            <p class="tile-value">{value}</p>
            {below}
            {(spark.len() > 1).then(|| view! { <Spark values=spark/> })}
        </div>
    }
}

#[component]
fn ChangeLine(change: Change) -> impl IntoView {
    let icon = match change.direction {
        Direction::Up => icondata_lu::LuArrowUpRight,
        Direction::Down => icondata_lu::LuArrowDownRight,
        Direction::Same => icondata_lu::LuArrowRight,
    };
    view! {
        <p class="tile-change">
            <b class=change.tone.class()>
                <Icon icon=icon turns=true/>
                {change.amount}
            </b>
            " "
            {change.words}
        </p>
    }
}

/// A name that explains itself on hover and on focus.
#[component]
pub fn Term(#[prop(into)] name: String, #[prop(optional, into)] definition: Maybe) -> impl IntoView {
    match definition.0 {
        None => name.into_any(),
        Some(definition) => {
            let id = format!("about-{}", slug(&name));
            let described = id.clone();
            view! {
                <dfn class="term" tabindex="0" aria-describedby=described>
                    {name}
                    <span class="hint" role="tooltip" id=id>
                        {definition}
                    </span>
                </dfn>
            }
            .into_any()
        }
    }
}

fn slug(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}
