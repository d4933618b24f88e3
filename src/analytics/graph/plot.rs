//! Plot layout: positions as fractions of width and height.

use super::{Graph, Point, Scale};

/// A label of the horizontal axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub text: String,
    /// The middle of its bucket, as part of the width.
    pub at: f64,
    /// Shown only where there is room for more labels.
    pub extra: bool,
}

/// The places of a graph's points. `x` goes from 0 at the left to 1, `y` from 0 at the bottom to 1.
#[derive(Debug, Clone)]
pub struct Plot {
    pub scale: Scale,
    /// The part of the width that one bucket takes.
    pub pitch: f64,
    pub values: Vec<(f64, f64)>,
    /// Compared series; empty without a comparison.
    pub before: Vec<(f64, f64)>,
    pub zero: f64,
}

/// Room for labels on a narrow screen and on a wide one, in pixels.
const NARROW: f64 = 290.0;
const WIDE: f64 = 640.0;

impl Plot {
    pub fn of(graph: &Graph) -> Self {
        let values = graph
            .points
            .iter()
            .flat_map(|point| [Some(point.value), point.before])
            .flatten();
        let (lowest, highest) = values.fold((0, 0), |(lowest, highest), value| {
            (value.min(lowest), value.max(highest))
        });
        let scale = Scale::around(lowest, highest, graph.unit);
        let pitch = 1.0 / graph.points.len().max(1) as f64;
        let place = |(at, value): (usize, i64)| ((at as f64 + 0.5) * pitch, scale.at(value));
        let series = |value: fn(&Point) -> Option<i64>| -> Vec<(f64, f64)> {
            let line: Vec<_> = graph
                .points
                .iter()
                .enumerate()
                .filter_map(|(at, point)| value(point).map(|value| place((at, value))))
                .collect();
            // One point is drawn as wide as its bucket, for there is no line through it.
            match line[..] {
                [(x, y)] if graph.points.len() == 1 => vec![(x - pitch / 4.0, y), (x + pitch / 4.0, y)],
                _ => line,
            }
        };
        Self {
            values: series(|point| Some(point.value)),
            before: series(|point| point.before),
            zero: scale.at(0),
            pitch,
            scale,
        }
    }

    /// The labels below, as many as there is room for, evenly spaced.
    pub fn labels(graph: &Graph) -> Vec<Label> {
        let count = graph.points.len();
        let longest = graph
            .points
            .iter()
            .map(|point| point.label.chars().count())
            .max()
            .unwrap_or(0);
        let fitting = |room: f64| ((room / (longest as f64 * 6.2 + 8.0)).floor() as usize).max(2);
        let every = count.div_ceil(fitting(NARROW)).max(1);
        let more_often = (1..=every)
            .find(|step| every.is_multiple_of(*step) && count.div_ceil(*step) <= fitting(WIDE))
            .unwrap_or(every);
        let pitch = 1.0 / count.max(1) as f64;
        graph
            .points
            .iter()
            .enumerate()
            .filter(|(at, _)| at.is_multiple_of(more_often))
            .map(|(at, point)| Label {
                text: point.label.clone(),
                at: (at as f64 + 0.5) * pitch,
                extra: !at.is_multiple_of(every),
            })
            .collect()
    }
}
