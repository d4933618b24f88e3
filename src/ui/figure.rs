//! A graph drawn on the server, its legend, and the same numbers as a table.
//!
//! The SVG comes from outside this module, without `style` and `script`, with the classes of
//! `style/components/graph.css`. A point with a tooltip is a `<g class="point">` whose `.tip` shows while it is
//! pointed at.

use leptos::prelude::*;

/// Which of the graph's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    First,
    Second,
    Third,
    Fourth,
    /// The same figure one period before, dotted.
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

/// What one of the graph's colours stands for.
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

/// The graph's numbers: the first column names the row, the others are figures.
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
        let entries = legend
            .into_iter()
            .map(|entry| view! { <li class=entry.series.class()>{entry.label}</li> })
            .collect_view();
        view! { <ul class="legend">{entries}</ul> }
    });
    view! {
        <figure class="figure">
            <figcaption>
                <span>{title}</span>
                {legend}
            </figcaption>
            <div class="chart" inner_html=svg></div>
            {numbers.map(|numbers| view! { <NumbersTable numbers=numbers/> })}
        </figure>
    }
}

#[component]
fn NumbersTable(numbers: Numbers) -> impl IntoView {
    let class = |at: usize| (at > 0).then_some("num");
    let head = numbers
        .head
        .into_iter()
        .enumerate()
        .map(|(at, name)| view! { <th scope="col" class=class(at)>{name}</th> })
        .collect_view();
    let rows = numbers
        .rows
        .into_iter()
        .map(|row| {
            let cells = row
                .into_iter()
                .enumerate()
                .map(|(at, cell)| view! { <td class=class(at)>{cell}</td> })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <details class="numbers">
            <summary>"Show numbers"</summary>
            <div>
                <table class="list list-plain">
                    <thead>
                        <tr>{head}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
