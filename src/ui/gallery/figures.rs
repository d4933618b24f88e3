//! Tiles and graphs.

use crate::ui::*;
use leptos::prelude::*;

#[component]
pub(super) fn Figures() -> impl IntoView {
    let change = |direction, tone, amount: &str| Change {
        direction,
        tone,
        amount: amount.to_owned(),
        words: "against the 30 days before".to_owned(),
    };
    let legend = vec![
        LegendEntry::new(Series::First, "1–30 November"),
        LegendEntry::new(Series::Previous, "The 30 days before"),
    ];
    let numbers = Numbers {
        head: ["Day", "Revenue", "Before"].map(str::to_owned).to_vec(),
        rows: (1..=30)
            .map(|day| {
                vec![
                    format!("{day} Nov"),
                    format!("${}.00", day * 37),
                    "$512.00".to_owned(),
                ]
            })
            .collect(),
    };
    view! {
        <Section title="Figures" id="figures">
            <div class="tiles">
                <Tile
                    label="Revenue"
                    value="$1,234,567.89"
                    change=change(Direction::Up, Tone::Good, "+12.4 %")
                    spark=vec![3.0, 4.0, 3.5, 6.0, 5.5, 7.0, 6.5, 9.0]
                    definition="What buyers paid for goods in orders placed in this time, less discounts, before refunds."
                />
                <Tile
                    label="Orders"
                    value="1,204"
                    change=change(Direction::Down, Tone::Bad, "-3.1 %")
                    spark=vec![9.0, 8.0, 8.5, 7.0, 7.5, 6.0, 6.5, 6.0]
                    href="#lists"
                />
                <Tile
                    label="Refund rate"
                    value="0.8 %"
                    change=change(Direction::Same, Tone::Neutral, "±0")
                    definition="Refunded orders by orders paid, both counted on the day of the order."
                />
                <Tile label="Available" value="$14.20" note="$80.00 more by Friday" href="#detail"/>
            </div>
            <Card>
                <Figure title="Revenue by day" svg=sample() legend=legend numbers=numbers/>
            </Card>
        </Section>
    }
}

/// A graph of the kind that analytics draws.
fn sample() -> String {
    let y = |value: f64| 180.0 - value * 1.6;
    let now: Vec<f64> = (0..30)
        .map(|day| 40.0 + 30.0 * (f64::from(day) / 4.0).sin() + f64::from(day))
        .collect();
    let line = |values: &mut dyn Iterator<Item = f64>| {
        let points: Vec<_> = values
            .enumerate()
            .map(|(at, value)| format!("{:.1},{:.1}", 48.0 + at as f64 * 25.0, y(value)))
            .collect();
        points.join(" ")
    };
    let grid: String = [0.0, 25.0, 50.0, 75.0, 100.0]
        .into_iter()
        .map(|value| {
            format!(
                r#"<path d="M48 {y}H776" stroke="var(--chart-grid)"/><text x="40" y="{t}" text-anchor="end" fill="var(--chart-text)" font-size="11">${value}</text>"#,
                y = y(value),
                t = y(value) + 4.0
            )
        })
        .collect();
    let days: String = (0..30)
        .step_by(5)
        .map(|day| {
            let x = 48 + day * 25;
            format!(r#"<text x="{x}" y="204" text-anchor="middle" fill="var(--chart-text)" font-size="11">{} Nov</text>"#, day + 1)
        })
        .collect();
    let points: String = now
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let (x, y) = (48.0 + at as f64 * 25.0, y(*value));
            format!(
                r#"<g class="point" tabindex="0" role="img" aria-label="{day} Nov: ${value:.2}"><rect x="{left}" y="10" width="25" height="170" fill="transparent"/><g class="tip"><path d="M{x} 10V180" stroke="var(--chart-previous)"/><circle cx="{x}" cy="{y}" r="4" fill="var(--chart-1)"/><text x="{x}" y="8" text-anchor="middle" fill="currentColor" font-size="12">{day} Nov · ${value:.2}</text></g></g>"#,
                day = at + 1,
                left = x - 12.5,
            )
        })
        .collect();
    let before = line(&mut now.iter().map(|value| value * 0.8 + 4.0));
    let now = line(&mut now.iter().copied());
    format!(
        r#"<svg viewBox="0 0 800 212" width="800" height="212" fill="none">{grid}{days}<polyline points="{before}" stroke="var(--chart-previous)" stroke-width="1.5" stroke-dasharray="2 4"/><polyline points="{now}" stroke="var(--chart-1)" stroke-width="2" stroke-linejoin="round"/>{points}</svg>"#
    )
}
