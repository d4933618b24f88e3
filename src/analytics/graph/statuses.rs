//! Orders by status as horizontal bars with name and number.

use super::svg::escaped;
use crate::analytics::metrics::{StatusCount, thousands};
use charts_rs::Rect;
use std::fmt::Write;

const ROW: f32 = 36.0;
const BAR: f32 = 6.0;
/// The foot of the text, and the top of the bar below it.
const TEXT_AT: f32 = 14.0;
const BAR_AT: f32 = 21.0;
/// The bars' own units across.
const WIDTH: f64 = 1_000.0;

/// The counts as one `<svg>` element; empty when there are none.
pub fn status_bars(counts: &[StatusCount]) -> String {
    let most = counts.iter().map(|count| count.orders).max().unwrap_or(0).max(1);
    if counts.is_empty() {
        return String::new();
    }
    let height = ROW * counts.len() as f32;
    let sentence: Vec<_> = counts
        .iter()
        .map(|count| format!("{} {}", count.label(), thousands(count.orders)))
        .collect();
    let mut svg = format!(
        r#"<svg class="graph statuses" width="100%" height="{height}" role="img" aria-label="Orders by status: {}.">"#,
        escaped(&sentence.join(", "))
    );
    let _ = write!(
        svg,
        r#"<svg width="100%" height="{height}" viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="none">"#
    );
    for (at, count) in counts.iter().enumerate() {
        let share = count.orders.max(0) as f64 / most as f64;
        let bar = Rect {
            left: 0.0,
            top: ROW * at as f32 + BAR_AT,
            // A single order among thousands is still to be seen.
            width: (share * WIDTH).max(6.0) as f32,
            height: BAR,
            class: Some(format!("bar {}", tone(&count.status))),
            ..Default::default()
        };
        svg.push_str(&bar.svg());
    }
    svg.push_str("</svg>");
    for (at, count) in counts.iter().enumerate() {
        let y = ROW * at as f32 + TEXT_AT;
        let _ = write!(
            svg,
            r#"<text y="{y}">{}</text><text class="figure" x="100%" y="{y}" text-anchor="end">{}</text>"#,
            escaped(&count.label()),
            thousands(count.orders)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Tone of a status, always shown beside its name.
fn tone(status: &str) -> &'static str {
    match status {
        "pending" => "warning",
        "delivered" | "completed" => "good",
        "cancelled" | "refunded" => "bad",
        _ => "info",
    }
}
