use super::*;
use crate::analytics::metrics::StatusCount;

fn graph(values: &[i64], before: &[i64], style: Style, unit: Unit) -> Graph {
    let points = values
        .iter()
        .enumerate()
        .map(|(at, value)| Point {
            label: format!("{} Nov", at + 1),
            title: format!("Mon {} Nov 2026", at + 1),
            value: *value,
            before: before.get(at).copied(),
        })
        .collect();
    Graph {
        name: "Revenue by day".to_owned(),
        style,
        unit,
        points,
    }
}

fn dollars(values: &[i64], before: &[i64]) -> Graph {
    graph(values, before, Style::Line, Unit::Money(Currency::USD))
}

fn ticks(lowest: i64, highest: i64, unit: Unit) -> Vec<String> {
    Scale::around(lowest, highest, unit)
        .ticks()
        .into_iter()
        .map(|(_, label)| label)
        .collect()
}

/// Well formed, nothing the page's policy refuses, and no number that is none.
fn is_sound(svg: &str) {
    let page = format!("<!doctype html><title>t</title>{svg}");
    assert!(scraper::Html::parse_document(&page).errors.is_empty(), "{svg}");
    for never in [
        "style=",
        "<style",
        "<script",
        "NaN",
        "\"inf",
        "#",
        "font-family",
        " on",
    ] {
        assert!(!svg.contains(never), "{never} in {svg}");
    }
    assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
    assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
}

#[test]
fn the_axis_is_round() {
    let usd = Unit::Money(Currency::USD);
    assert_eq!(ticks(0, 187_300, usd), ["$0", "$500", "$1k", "$1.5k", "$2k"]);
    assert_eq!(ticks(0, 7, Unit::Count), ["0", "2", "4", "6", "8"]);
    assert_eq!(ticks(0, 2, Unit::Count), ["0", "1", "2"]);
    assert_eq!(ticks(0, 150, usd), ["$0.00", "$0.50", "$1.00", "$1.50"]);
    assert_eq!(ticks(-30_000, 90_000, usd), ["-$500", "$0", "$500", "$1k"]);
    assert_eq!(
        ticks(0, 1_000, Unit::Money(Currency::JPY)),
        ["¥0", "¥250", "¥500", "¥750", "¥1k"]
    );
    let francs = Unit::Money(Currency::parse("CHF").unwrap());
    assert_eq!(
        ticks(0, 4_000, francs),
        [
            "0\u{a0}CHF",
            "10\u{a0}CHF",
            "20\u{a0}CHF",
            "30\u{a0}CHF",
            "40\u{a0}CHF"
        ]
    );
}

#[test]
fn the_axis_holds_anything() {
    let usd = Unit::Money(Currency::USD);
    assert_eq!(ticks(0, 0, usd).len(), 5);
    assert_eq!(ticks(0, 0, Unit::Count), ["0", "1", "2", "3", "4"]);
    assert_eq!(
        ticks(0, 99_999_999_999_999, usd),
        ["$0", "$250B", "$500B", "$750B", "$1T"]
    );
    for (low, high) in [
        (0, 1),
        (-1, 0),
        (-5_000, -20),
        (i64::MIN, i64::MAX),
        (0, i64::MAX),
        (-7, 123_456),
    ] {
        for unit in [usd, Unit::Count, Unit::Money(Currency::JPY)] {
            let scale = Scale::around(low, high, unit);
            assert!((0.0..=1.0).contains(&scale.at(low)) && (0.0..=1.0).contains(&scale.at(high)));
            assert!(
                (2..=9).contains(&scale.ticks().len()),
                "{low} {high} {:?}",
                scale.ticks()
            );
        }
    }
}

#[test]
fn every_sort_of_series_is_drawn_soundly() {
    let year: Vec<i64> = (0..366).map(|day| (day * 7_919) % 50_000).collect();
    for values in [
        &[][..],
        &[0],
        &[5_000],
        &[0, 0, 0],
        &[-500, 200, -90],
        &[i64::MAX, 0],
        &year,
    ] {
        for before in [&[][..], values] {
            for style in [Style::Line, Style::Bars] {
                for unit in [Unit::Count, Unit::Money(Currency::USD)] {
                    let graph = graph(values, before, style, unit);
                    is_sound(&graph.svg());
                    assert_eq!(graph.svg().matches("class=\"point\"").count(), values.len());
                }
            }
        }
    }
}

#[test]
fn a_graph_says_itself_and_each_of_its_points() {
    let svg = dollars(&[1_200, 450_000, 0], &[100, 200, 300]).svg();
    assert!(svg.contains(r#"aria-label="Revenue by day: highest Mon 2 Nov 2026, $4,500.00.""#));
    assert!(svg.contains(">Mon 1 Nov 2026: $12.00 (before: $1.00)</text>"));
    assert!(svg.contains(r#"class="peak""#) && svg.contains(r#"class="before""#));
    let quiet = dollars(&[0, 0], &[]).svg();
    assert!(quiet.contains("none in this period") && !quiet.contains(r#"class="line""#));
}

#[test]
fn names_cannot_break_out_of_the_markup() {
    let mut graph = dollars(&[1], &[]);
    graph.name = "\"><script>".to_owned();
    graph.points[0].title = "<b>&".to_owned();
    is_sound(&graph.svg());
    let count = |label: &str| StatusCount {
        status: label.to_owned(),
        orders: 3,
        total_minor: 0,
    };
    is_sound(&status_bars(&[count("\"><script>")]));
}

#[test]
fn labels_are_as_many_as_fit_and_the_first_is_among_them() {
    for count in [1, 2, 7, 12, 30, 31, 52, 90, 366] {
        let labels = Plot::labels(&dollars(&vec![1; count], &[]));
        let narrow = labels.iter().filter(|label| !label.extra).count();
        assert!(
            (1..=7).contains(&narrow) && labels.len() <= 14,
            "{count}: {narrow} of {}",
            labels.len()
        );
        assert!(!labels[0].extra && labels[0].text == "1 Nov");
    }
}

#[test]
fn a_month_is_drawn_in_few_bytes() {
    let values: Vec<i64> = (0..30).map(|day| 20_000 + day * day * 371 % 90_000).collect();
    let svg = dollars(&values, &values).svg();
    assert!(svg.len() < 9_000, "{}", svg.len());
}
