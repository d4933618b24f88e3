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
                <Figure title="Revenue by day" svg=sample(800) narrow=sample(340) legend=legend numbers=numbers/>
            </Card>
        </Section>
    }
}

/// A graph of the kind that analytics draws, as wide as asked for.
fn sample(width: i32) -> String {
    let (left, right) = (44.0, f64::from(width) - 12.0);
    let x = |day: usize| left + (right - left) * day as f64 / 29.0;
    let y = |value: f64| 180.0 - value * 1.6;
    let now: Vec<f64> = (0..30)
        .map(|day| 40.0 + 30.0 * (f64::from(day) / 4.0).sin() + f64::from(day))
        .collect();
    let line = |share: f64| -> String {
        now.iter()
            .enumerate()
            .map(|(day, value)| format!("{:.1},{:.1} ", x(day), y(value * share)))
            .collect()
    };
    let text = r#"fill="var(--chart-text)" font-size="12""#;
    let mut svg = format!(r#"<svg viewBox="0 0 {width} 212" width="{width}" height="212" fill="none">"#);
    for value in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let at = y(value);
        svg += &format!(r#"<path d="M{left} {at}H{right}" stroke="var(--chart-grid)"/>"#);
        svg += &format!(
            r#"<text x="36" y="{}" text-anchor="end" {text}>${value}</text>"#,
            at + 4.0
        );
    }
    for day in (0..30).step_by(if width > 500 { 7 } else { 14 }) {
        let at = x(day);
        svg += &format!(
            r#"<text x="{at:.1}" y="204" text-anchor="middle" {text}>{} Nov</text>"#,
            day + 1
        );
    }
    svg += &format!(
        r#"<polyline points="{}" stroke="var(--chart-previous)" stroke-width="1.5" stroke-dasharray="2 4"/>"#,
        line(0.8)
    );
    svg += &format!(
        r#"<polyline points="{}" stroke="var(--chart-1)" stroke-width="2"/>"#,
        line(1.0)
    );
    let step = (right - left) / 29.0;
    for (day, value) in now.iter().enumerate() {
        let (x, y, name) = (x(day), y(*value), format!("{} Nov: ${value:.2}", day + 1));
        let anchor = if day < 4 {
            "start"
        } else if day > 25 {
            "end"
        } else {
            "middle"
        };
        svg += &format!(
            r#"<g class="point" tabindex="0" role="img" aria-label="{name}"><rect x="{:.1}" y="16" width="{step:.1}" height="164" fill="transparent"/><g class="tip"><path d="M{x:.1} 16V180" stroke="var(--chart-previous)"/><circle cx="{x:.1}" cy="{y:.1}" r="4" fill="var(--chart-1)"/><text x="{x:.1}" y="10" text-anchor="{anchor}" fill="currentColor" font-size="12">{name}</text></g></g>"#,
            x - step / 2.0
        );
    }
    svg + "</svg>"
}
