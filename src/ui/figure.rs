//! Server-rendered graph with legend and data table.
//!
//! The SVG comes from outside this module, without `style` and `script`, with the classes of
//! `style/components/graph.css`. A point with a tooltip is a `<g class="point">` whose `.tip` shows while it is
//! pointed at.

use super::Html;
use super::html::attribute;
use crate::html;
use leptos::prelude::*;

/// Which of the graph's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    First,
    Second,
    Third,
    Fourth,
    /// The previous period, dotted.
    Previous,
}

impl Series {
    fn class(self) -> &'static str {
        match self {
            Self::First => "series-1",
            Self::Second => "series-2",
            Self::Third => "series-3",
            Self::Fourth => "series-4",
            Self::Previous => "series-previous",
        }
    }
}

/// Legend entry of a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    pub series: Series,
    pub label: String,
}

impl LegendEntry {
    pub fn new(series: Series, label: impl Into<String>) -> Self {
        Self {
            series,
            label: label.into(),
        }
    }
}

/// Data table of a graph: row names, then figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A graph. `svg` is trusted markup of our own drawing, as wide as there is room.
#[component]
pub fn Figure(
    #[prop(into)] title: String,
    #[prop(into)] svg: String,
    #[prop(optional)] legend: Vec<LegendEntry>,
    #[prop(optional)] numbers: Option<Numbers>,
) -> impl IntoView {
    let legend = (!legend.is_empty()).then(|| {
        let entries: Html = legend
            .iter()
            .map(|entry| html!(r#"<li class="{}">{}</li>"#, entry.series.class(), entry.label))
            .collect();
        html!(r#"<ul class="legend">{}</ul>"#, entries)
    });
    html!(
        r#"<figure class="figure"><figcaption><span>{}</span>{}</figcaption><div class="chart">{}</div>{}</figure>"#,
        title,
        legend,
        Html::drawn(svg),
        numbers.map(|numbers| numbers_table(&numbers))
    )
    .into_view()
}

fn numbers_table(numbers: &Numbers) -> Html {
    let class = |at: usize| attribute("class", (at > 0).then_some("num"));
    let head: Html = numbers
        .head
        .iter()
        .enumerate()
        .map(|(at, name)| html!(r#"<th scope="col"{}>{}</th>"#, class(at), name))
        .collect();
    let rows: Html = numbers
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().enumerate();
            let cells: Html = cells
                .map(|(at, cell)| html!("<td{}>{}</td>", class(at), cell))
                .collect();
            html!("<tr>{}</tr>", cells)
        })
        .collect();
    html!(
        r#"<details class="numbers"><summary>Show numbers</summary><div><table class="list list-plain"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>"#,
        head,
        rows
    )
}
