//! Gallery: tiles and graphs.

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

/// A graph of the kind that analytics draws: its texts keep their size, its plot stretches.
fn sample() -> String {
    let values: Vec<f64> = (0..30)
        .map(|day| 40.0 + 30.0 * (f64::from(day) / 4.0).sin() + f64::from(day))
        .collect();
    let y = |value: f64| 160.0 - value * 1.6;
    let line = |share: f64| -> String {
        let place = |(day, value): (usize, &f64)| {
            format!("{:.1},{:.1} ", day as f64 * 1000.0 / 29.0, y(value * share))
        };
        values.iter().enumerate().map(place).collect()
    };
    let mut plot = String::new();
    let mut words = String::new();
    for value in [0.0, 25.0, 50.0, 75.0, 100.0] {
        plot += &format!(r#"<path class="grid" d="M0 {0}H1000"/>"#, y(value));
        words += &format!(
            r#"<text x="-8" y="{}" text-anchor="end">${value}</text>"#,
            42.0 + y(value)
        );
    }
    for (class, share) in [("before", 0.8), ("line", 1.0)] {
        plot += &format!(r#"<path class="{class}" stroke-width="2" d="M{}"/>"#, line(share));
    }
    for day in [1, 8, 15, 22, 29] {
        let at = (f64::from(day) - 1.0) / 29.0 * 100.0;
        words += &format!(r#"<text x="{at:.1}%" y="218" text-anchor="middle">{day} Nov</text>"#);
    }
    for (day, value) in values.iter().enumerate() {
        let (from, at) = ((day as f64 - 0.5) / 29.0 * 100.0, day as f64 / 29.0 * 100.0);
        words += &format!(
            r#"<g class="point"><rect x="{from:.2}%" y="38" width="3.45%" height="160"/><circle class="tip" cx="{at:.2}%" cy="{:.1}" r="4"/><text class="tip" x="100%" y="12" text-anchor="end">{} Nov: ${value:.2}</text></g>"#,
            38.0 + y(*value),
            day + 1
        );
    }
    format!(
        r#"<svg class="graph" width="100%" height="224" role="img" aria-label="Revenue by day"><svg y="38" width="100%" height="160" viewBox="0 0 1000 160" preserveAspectRatio="none">{plot}</svg>{words}</svg>"#
    )
}
