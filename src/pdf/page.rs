//! Page drawing, in points from the top left corner.

use super::font::{showable, width};
use printpdf::{
    Color, FontId, Line, LineCapStyle, LineDashPattern, LineJoinStyle, LinePoint, Op, PaintMode,
    PdfFontHandle, Point, Polygon, PolygonRing, Pt, Rgb, TextItem, TextRenderingMode, WindingOrder,
};
use std::collections::BTreeSet;

/// A4, in points.
pub const PAGE_WIDTH: f32 = 595.28;
pub const PAGE_HEIGHT: f32 = 841.89;

/// Paper that a document is printed on. The layout is as wide as A4; on Letter it stands in the middle and ends earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperSize {
    #[default]
    A4,
    Letter,
}

impl PaperSize {
    /// What printers of a country hold, by its two-letter code.
    pub fn of_country(code: &str) -> Self {
        match code {
            "US" | "CA" | "MX" | "PH" | "CL" | "CO" | "CR" | "GT" | "PA" | "PR" | "SV" | "VE" => Self::Letter,
            _ => Self::A4,
        }
    }

    pub(super) fn wide(self) -> f32 {
        match self {
            Self::A4 => PAGE_WIDTH,
            Self::Letter => 612.0,
        }
    }

    pub(super) fn high(self) -> f32 {
        match self {
            Self::A4 => PAGE_HEIGHT,
            Self::Letter => 792.0,
        }
    }
}

/// The name under which the font is embedded.
pub(super) const FONT: &str = "Text";

/// Colours of a document: few, those of the light theme, and dark enough to print in grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Text,
    /// Labels and notes.
    Muted,
    /// Hairlines.
    Rule,
    /// The ground of tiles and of table heads.
    Ground,
    /// Accent colour, for graphs.
    Accent,
    /// The ground under a graph's line.
    Wash,
    Good,
    Bad,
}

impl Ink {
    fn color(self) -> Color {
        let (r, g, b) = match self {
            Ink::Text => (24, 26, 31),
            Ink::Muted => (94, 101, 115),
            Ink::Rule => (221, 225, 231),
            Ink::Ground => (246, 247, 249),
            Ink::Accent => (66, 87, 216),
            Ink::Wash => (238, 240, 253),
            Ink::Good => (23, 102, 58),
            Ink::Bad => (179, 38, 30),
        };
        let part = |byte: u8| f32::from(byte) / 255.0;
        Color::Rgb(Rgb::new(part(r), part(g), part(b), None))
    }
}

/// Text style.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Font size in points.
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
}

impl Type {
    pub const TITLE: Type = Type {
        size: 20.0,
        bold: true,
        ink: Ink::Text,
    };
    pub const HEADING: Type = Type {
        size: 11.5,
        bold: true,
        ink: Ink::Text,
    };
    pub const BODY: Type = Type {
        size: 9.0,
        bold: false,
        ink: Ink::Text,
    };
    pub const STRONG: Type = Type {
        size: 9.0,
        bold: true,
        ink: Ink::Text,
    };
    pub const NOTE: Type = Type {
        size: 8.0,
        bold: false,
        ink: Ink::Muted,
    };
    pub const FIGURE: Type = Type {
        size: 14.0,
        bold: true,
        ink: Ink::Text,
    };

    pub fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// Line height.
    pub fn leading(self) -> f32 {
        (self.size * 1.4).round()
    }
}

/// Alignment of a text at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// A place on the page: points from the left and from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub x: f32,
    pub y: f32,
}

/// One page being filled.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) ops: Vec<Op>,
    pub(super) signs: BTreeSet<char>,
    pub(super) paper: PaperSize,
}

impl Page {
    /// Writes one line; `y` is its foot.
    pub(super) fn text(&mut self, at: Position, text: &str, set: Type, align: Align) {
        let shown = showable(text);
        if shown.trim().is_empty() {
            return;
        }
        let left = match align {
            Align::Left => at.x,
            Align::Center => at.x - width(&shown, set.size) / 2.0,
            Align::Right => at.x - width(&shown, set.size),
        };
        self.signs.extend(shown.chars());
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont {
                font: PdfFontHandle::External(FontId(FONT.to_owned())),
                size: Pt(set.size),
            },
            Op::SetFillColor { col: set.ink.color() },
        ]);
        if set.bold {
            // The font has one weight; an outline in the same ink makes the other.
            self.ops.extend([
                Op::SetTextRenderingMode {
                    mode: TextRenderingMode::FillStroke,
                },
                Op::SetOutlineColor { col: set.ink.color() },
                Op::SetOutlineThickness {
                    pt: Pt(set.size * 0.032),
                },
                Op::SetLineDashPattern {
                    dash: LineDashPattern::solid(),
                },
            ]);
        }
        self.ops.push(Op::SetTextCursor {
            pos: point(Position { x: left, y: at.y }, self.paper),
        });
        self.ops.push(Op::ShowText {
            items: vec![TextItem::Text(shown.into_owned())],
        });
        if set.bold {
            self.ops.push(Op::SetTextRenderingMode {
                mode: TextRenderingMode::Fill,
            });
        }
        self.ops.push(Op::EndTextSection);
    }

    /// A line through points; dotted for comparisons.
    pub(super) fn line(&mut self, places: &[Position], thickness: f32, ink: Ink, dotted: bool) {
        if places.len() < 2 {
            return;
        }
        let dash = if dotted {
            LineDashPattern::new(0.0, &[0.1, thickness * 2.4])
        } else {
            LineDashPattern::solid()
        };
        let cap = if dotted {
            LineCapStyle::Round
        } else {
            LineCapStyle::Butt
        };
        self.ops.extend([
            Op::SetOutlineColor { col: ink.color() },
            Op::SetOutlineThickness { pt: Pt(thickness) },
            Op::SetLineDashPattern { dash },
            Op::SetLineCapStyle { cap },
            Op::SetLineJoinStyle {
                join: LineJoinStyle::Round,
            },
            Op::DrawLine {
                line: Line {
                    points: line_points(places, self.paper),
                    is_closed: false,
                },
            },
        ]);
    }

    /// A filled shape with these corners.
    pub(super) fn shape(&mut self, corners: &[Position], ink: Ink) {
        self.shapes(&[corners.to_vec()], ink);
    }

    /// Filled shapes that do not overlap, drawn as one.
    pub(super) fn shapes(&mut self, shapes: &[Vec<Position>], ink: Ink) {
        let ring = |corners: &Vec<Position>| PolygonRing {
            points: line_points(corners, self.paper),
        };
        let rings = shapes.iter().map(ring).collect();
        self.ops.extend([
            Op::SetFillColor { col: ink.color() },
            Op::DrawPolygon {
                polygon: Polygon {
                    rings,
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                },
            },
        ]);
    }

    pub(super) fn rectangle(&mut self, at: Position, wide: f32, high: f32, ink: Ink) {
        self.shape(&corners(at, wide, high), ink);
    }
}

/// Corners of a rectangle whose top left one is `at`.
pub(super) fn corners(at: Position, wide: f32, high: f32) -> Vec<Position> {
    let (left, right, top, bottom) = (at.x, at.x + wide, at.y, at.y + high);
    let corner = |x, y| Position { x, y };
    vec![
        corner(left, top),
        corner(right, top),
        corner(right, bottom),
        corner(left, bottom),
    ]
}

fn line_points(places: &[Position], paper: PaperSize) -> Vec<LinePoint> {
    places
        .iter()
        .map(|place| LinePoint {
            p: point(*place, paper),
            bezier: false,
        })
        .collect()
}

/// PDF counts from the foot of the page; a hundredth of a point is finer than any printer.
fn point(place: Position, paper: PaperSize) -> Point {
    let round = |value: f32| (value * 100.0).round() / 100.0;
    Point {
        x: Pt(round(place.x + (paper.wide() - PAGE_WIDTH) / 2.0)),
        y: Pt(round(paper.high() - place.y)),
    }
}
