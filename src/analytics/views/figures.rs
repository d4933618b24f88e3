//! Views of a period's figures: tiles, graphs and lists.

use crate::analytics::best_seller::BestSeller;
use crate::analytics::graph::{Graph, status_bars};
use crate::analytics::metrics::{Change, Metric, StatusCount, Summary, Tile, Tone, thousands};
use crate::analytics::period::Period;
use crate::analytics::report::{DEFINITIONS, Statement};
use crate::html;
use crate::money::Currency;
use crate::ui::{
    self, Column, Direction, Figure, Html, LegendEntry, Numbers, Series, StatementLine, row_link,
};
use leptos::prelude::*;

/// Every metric as a tile.
pub fn tiles(summary: &Summary, period: &Period, currency: Currency) -> AnyView {
    let before = period.before_words();
    let tiles = summary
        .tiles
        .iter()
        .map(|tile| {
            let (change, note) = change(tile, &before);
            let spark = tile.course.iter().map(|value| *value as f64).collect::<Vec<_>>();
            let name = tile.metric.name();
            let (value, definition) = (tile.shown(currency), tile.metric.definition());
            match change {
                Some(change) => {
                    view! { <ui::Tile label=name value=value change=change spark=spark definition=definition /> }
                        .into_any()
                }
                None => {
                    view! { <ui::Tile label=name value=value note=note spark=spark definition=definition /> }
                        .into_any()
                }
            }
        })
        .collect_view();
    view! { <div class="tiles tiles-five">{tiles}</div> }.into_any()
}

/// The change beside a figure, or words instead.
fn change(tile: &Tile, before: &str) -> (Option<ui::Change>, String) {
    let direction = match tile.change {
        Change::By(by) | Change::Points(by) if by > 0 => Direction::Up,
        Change::By(by) | Change::Points(by) if by < 0 => Direction::Down,
        Change::By(_) | Change::Points(_) | Change::Same => Direction::Same,
        Change::NoneBefore | Change::NoneAtAll | Change::Unmeasured => {
            return (None, sentence(&tile.change.words(before)));
        }
    };
    let tone = match tile.tone() {
        Tone::Good => ui::Tone::Good,
        Tone::Bad => ui::Tone::Bad,
        Tone::Neutral => ui::Tone::Neutral,
    };
    let (amount, words) = match tile.change {
        Change::Same => ("Same".to_owned(), format!("as {before}")),
        change => (change.sign(), format!("on {before}")),
    };
    let change = ui::Change {
        direction,
        tone,
        amount,
        words,
    };
    (Some(change), String::new())
}

/// The words with a capital letter.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}

/// Revenue as a line, beside the previous period if wanted.
pub fn revenue_graph(summary: &Summary, period: &Period, currency: Currency, compare: bool) -> AnyView {
    let graph = Graph::revenue(summary, period.bucket().key(), currency);
    drawn(graph, Metric::Revenue, summary, period, compare)
}

/// Orders as bars.
pub fn orders_graph(summary: &Summary, period: &Period, compare: bool) -> AnyView {
    let graph = Graph::orders(summary, period.bucket().key());
    drawn(graph, Metric::Orders, summary, period, compare)
}

fn drawn(mut graph: Graph, metric: Metric, summary: &Summary, period: &Period, compare: bool) -> AnyView {
    if !compare {
        graph.points.iter_mut().for_each(|point| point.before = None);
    }
    let compared = graph.points.iter().any(|point| point.before.is_some());
    let mut legend = Vec::new();
    let mut head = vec![sentence(period.bucket().key()), metric.name().to_owned()];
    if compared {
        let before = sentence(&period.before_words());
        legend = vec![
            LegendEntry::new(Series::First, period.title()),
            LegendEntry::new(Series::Previous, before.clone()),
        ];
        head.extend([before, "Compared with".to_owned()]);
    }
    let rows = graph
        .points
        .iter()
        .zip(&summary.buckets)
        .map(|(point, bar)| {
            let mut row = vec![point.title.clone(), graph.unit.show(point.value)];
            if let Some(before) = point.before {
                row.extend([graph.unit.show(before), bar.span_before.title.clone()]);
            }
            row
        })
        .collect();
    let numbers = Numbers { head, rows };
    view! { <Figure title=graph.name.clone() svg=graph.svg() legend=legend numbers=numbers /> }.into_any()
}

/// Orders of the period by current status.
pub fn status_overview(statuses: &[StatusCount]) -> AnyView {
    if statuses.is_empty() {
        return view! { <p class="muted">"No orders were placed in this period."</p> }.into_any();
    }
    view! { <div class="chart" inner_html=status_bars(statuses)></div> }.into_any()
}

/// Best sellers, best first.
#[component]
pub fn BestSellerTable(best_sellers: Vec<BestSeller>, currency: Currency) -> impl IntoView {
    if best_sellers.is_empty() {
        return view! { <p class="muted card-line">"Nothing was sold in this period."</p> }.into_any();
    }
    let columns = vec![
        Column::new("Product"),
        Column::num("Units"),
        Column::num("Revenue"),
    ];
    let rows: Html = best_sellers
        .iter()
        .map(|product| {
            html!(
                r#"<tr><td class="main">{}</td><td class="num">{}</td><td class="num">{}</td></tr>"#,
                row_link(
                    &format!("/products/{}", product.product_id),
                    html!("<span>{}</span>", product.name)
                ),
                thousands(product.units),
                currency.show(product.revenue_minor)
            )
        })
        .collect();
    let list = ui::table(&columns, "Best sellers", false, true, &rows);
    html!(r#"<div class="best-sellers">{}</div>"#, list)
        .into_view()
        .into_any()
}

/// The money that moved in the period, as the ledger has it.
#[component]
pub fn Money(statement: Statement, currency: Currency) -> impl IntoView {
    let lines = statement
        .lines()
        .into_iter()
        .map(|(name, minor, is_sum)| match is_sum {
            true => StatementLine::sum(name, currency.show(minor)),
            false => StatementLine::new(name, currency.show(minor)),
        })
        .collect();
    view! { <ui::Statement lines=lines caption="Money in this period" /> }
}

/// Definitions of the figures, as in every report.
#[component]
pub fn Definitions() -> impl IntoView {
    let metrics = Metric::ALL.map(|metric| (metric.name(), metric.definition()));
    let facts = metrics
        .into_iter()
        .chain(DEFINITIONS)
        .map(|(name, definition)| view! { <ui::Fact label=name>{definition}</ui::Fact> })
        .collect_view();
    view! {
        <ui::Disclosure summary="How each figure is calculated" id="definitions">
            <ui::Facts wide=true>{facts}</ui::Facts>
        </ui::Disclosure>
    }
}
