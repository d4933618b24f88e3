//! Metric tiles: figure, change and sparkline.

use super::icon::icon_with;
use super::{Html, Maybe, Tone};
use crate::html;
use leptos::prelude::*;

/// Direction of a change.
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
    /// Signed amount: `+12.4 %`.
    pub amount: String,
    /// Comparison: `against the 30 days before`.
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
    /// Definition, shown on hover and focus of the name.
    #[prop(optional, into)]
    definition: Maybe,
    /// Link to the entries behind the figure.
    #[prop(optional, into)]
    href: Maybe,
) -> impl IntoView {
    let value = match href.0 {
        Some(href) => html!(r#"<a href="{}">{}</a>"#, href, value),
        None => html!("{}", value),
    };
    let below = match (change, note.0) {
        (Some(change), _) => Some(change_line(&change)),
        (None, note) => note.map(|note| html!(r#"<p class="tile-change">{}</p>"#, note)),
    };
    html!(
        r#"<div class="tile"><h2 class="tile-label">{}</h2><p class="tile-value">{}</p>{}{}</div>"#,
        term(&label, definition.0.as_deref()),
        value,
        below,
        (spark.len() > 1).then(|| super::spark::spark(&spark))
    )
    .into_view()
}

fn change_line(change: &Change) -> Html {
    let glyph = match change.direction {
        Direction::Up => icondata_lu::LuArrowUpRight,
        Direction::Down => icondata_lu::LuArrowDownRight,
        Direction::Same => icondata_lu::LuArrowRight,
    };
    html!(
        r#"<p class="tile-change"><b class="{}">{}{}</b> {}</p>"#,
        change.tone.class(),
        icon_with(glyph, "icon-turns"),
        change.amount,
        change.words
    )
}

/// A name that explains itself on hover and on focus.
#[component]
pub fn Term(#[prop(into)] name: String, #[prop(optional, into)] definition: Maybe) -> impl IntoView {
    term(&name, definition.0.as_deref()).into_view()
}

fn term(name: &str, definition: Option<&str>) -> Html {
    let Some(definition) = definition else {
        return html!("{}", name);
    };
    let id = format!("about-{}", slug(name));
    html!(
        r#"<dfn class="term" tabindex="0" aria-describedby="{}">{}<span class="hint" role="tooltip" id="{}">{}</span></dfn>"#,
        id,
        name,
        id,
        definition
    )
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
