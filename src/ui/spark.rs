//! Sparklines.

use super::Html;
use crate::html;
use leptos::prelude::*;
use std::fmt::Write;

const WIDTH: f64 = 80.0;
const HEIGHT: f64 = 28.0;
const PAD: f64 = 2.0;

/// A line through the values, oldest first. It is an ornament of the figure beside it, hidden from screen readers.
#[component]
pub fn Spark(values: Vec<f64>) -> impl IntoView {
    spark(&values).into_view()
}

/// The line as markup.
pub fn spark(values: &[f64]) -> Html {
    let line = path(values);
    html!(
        r#"<svg class="spark" width="80" height="28" viewBox="0 0 80 28" preserveAspectRatio="none" aria-hidden="true"><path class="ground" d="{}V28H0Z"></path><path d="{}"></path></svg>"#,
        line,
        line
    )
}

/// The line from edge to edge; values all alike lie in the middle.
fn path(values: &[f64]) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = WIDTH / (values.len().max(2) - 1) as f64;
    let mut path = String::new();
    for (at, value) in values.iter().enumerate() {
        let share = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        let y = PAD + (1.0 - share) * (HEIGHT - 2.0 * PAD);
        let command = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{:.1} {y:.1}", at as f64 * step);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_runs_from_edge_to_edge_and_keeps_off_the_border() {
        assert_eq!(path(&[0.0, 10.0, 5.0]), "M0.0 26.0L40.0 2.0L80.0 14.0");
    }

    #[test]
    fn values_all_alike_lie_in_the_middle() {
        assert_eq!(path(&[3.0, 3.0]), "M0.0 14.0L80.0 14.0");
    }
}
