//! PDF document that flows from page to page.

use super::font::{with_only, wrapped};
use super::page::{Align, FONT, Ink, PAGE_WIDTH, Page, PaperSize, Position, Type, corners};
use crate::clock::Millis;
use printpdf::{DateTime, FontId, Mm, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Pt};
use std::collections::BTreeSet;

/// Free on every side of a page, in points.
pub const MARGIN: f32 = 48.0;
/// Between the margins.
pub const TEXT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Room at the bottom for the foot.
const FOOT: f32 = 60.0;

/// A document being written from the top down.
///
/// What flows (`heading`, `paragraph`, `table`) begins at [`Document::y`] and moves it; what is drawn
/// (`text`, `line`, `shape`) stands where it is put. Ask for [`Document::room`] before drawing.
pub struct Document {
    title: String,
    /// The first page of each part and what stands at its foot; each part counts its own pages.
    parts: Vec<(usize, String)>,
    paper: PaperSize,
    made_at: Millis,
    pages: Vec<Page>,
    y: f32,
}

impl Document {
    /// A document; `foot` appears at the bottom of every page beside the page number.
    pub fn new(title: &str, foot: &str, made_at: Millis) -> Self {
        Self {
            title: title.to_owned(),
            parts: vec![(0, foot.to_owned())],
            paper: PaperSize::A4,
            made_at,
            pages: vec![Page::default()],
            y: MARGIN,
        }
    }

    /// The same on other paper; asked for before anything is drawn.
    pub fn on(mut self, paper: PaperSize) -> Self {
        self.paper = paper;
        self.page().paper = paper;
        self
    }

    /// Begins a part with a foot of its own, on a new page unless nothing is on this one.
    pub fn part(&mut self, foot: &str) {
        if self.y > MARGIN {
            self.new_page();
        }
        let first = self.pages.len().saturating_sub(1);
        self.parts.retain(|(at, _)| *at < first);
        self.parts.push((first, foot.to_owned()));
    }

    /// Goes back up (or down) to a place on this page, for a second column.
    pub fn move_to(&mut self, y: f32) {
        self.y = y;
    }

    /// Current vertical position, in points from the top.
    pub fn y(&self) -> f32 {
        self.y
    }

    pub fn space(&mut self, high: f32) {
        self.y += high;
    }

    /// Starts a new page unless `high` points are free; returns whether it did.
    pub fn room(&mut self, high: f32) -> bool {
        let full = self.y + high > self.paper.high() - FOOT && self.y > MARGIN;
        if full {
            self.new_page();
        }
        full
    }

    pub fn new_page(&mut self) {
        self.pages.push(Page {
            paper: self.paper,
            ..Page::default()
        });
        self.y = MARGIN;
    }

    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The document's title, in at most two lines.
    pub fn title(&mut self, text: &str) {
        self.lines(text, Type::TITLE, 2);
        self.space(2.0);
    }

    /// A heading, kept with the content below it.
    pub fn heading(&mut self, text: &str) {
        self.space(18.0);
        self.room(70.0);
        self.lines(text, Type::HEADING, 2);
        self.space(4.0);
    }

    pub fn paragraph(&mut self, text: &str, set: Type) {
        self.lines(text, set, 200);
    }

    fn lines(&mut self, text: &str, set: Type, most: usize) {
        for line in wrapped(text, set.size, TEXT_WIDTH, most) {
            self.room(set.leading());
            self.y += set.leading();
            let foot = self.y - set.size * 0.3;
            self.text(Position { x: MARGIN, y: foot }, &line, set, Align::Left);
        }
    }

    /// A hairline from margin to margin.
    pub fn rule(&mut self) {
        let y = self.y;
        let ends = [
            Position { x: MARGIN, y },
            Position {
                x: PAGE_WIDTH - MARGIN,
                y,
            },
        ];
        self.line(&ends, 0.6, Ink::Rule, false);
    }

    /// One line of text whose foot is at `at`.
    pub fn text(&mut self, at: Position, text: &str, set: Type, align: Align) {
        self.page().text(at, text, set, align);
    }

    pub fn line(&mut self, places: &[Position], thickness: f32, ink: Ink, dotted: bool) {
        self.page().line(places, thickness, ink, dotted);
    }

    pub fn shape(&mut self, corners: &[Position], ink: Ink) {
        self.page().shape(corners, ink);
    }

    /// Filled rectangles that do not overlap, each with its top left corner, width and height, drawn as one.
    pub fn rectangles(&mut self, all: &[(Position, f32, f32)], ink: Ink) {
        let shapes: Vec<_> = all
            .iter()
            .map(|(at, wide, high)| corners(*at, *wide, *high))
            .collect();
        self.page().shapes(&shapes, ink);
    }

    /// A filled rectangle; `at` is its top left corner.
    pub fn rectangle(&mut self, at: Position, wide: f32, high: f32, ink: Ink) {
        self.page().rectangle(at, wide, high, ink);
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Writes each part's foot and page numbers.
    fn feet(&mut self) {
        let y = self.paper.high() - 32.0;
        let ends = self.parts.iter().skip(1).map(|(first, _)| *first);
        let ends: Vec<usize> = ends.chain([self.pages.len()]).collect();
        for ((first, foot), end) in self.parts.iter().zip(ends) {
            let foot = super::fitted(foot, Type::NOTE.size, TEXT_WIDTH - 80.0);
            let count = end.saturating_sub(*first);
            for (at, page) in self.pages.iter_mut().skip(*first).take(count).enumerate() {
                let (x, number) = (PAGE_WIDTH - MARGIN, format!("Page {} of {count}", at + 1));
                page.text(Position { x: MARGIN, y }, &foot, Type::NOTE, Align::Left);
                page.text(Position { x, y }, &number, Type::NOTE, Align::Right);
            }
        }
    }

    /// The file.
    pub fn finish(mut self) -> Vec<u8> {
        self.feet();
        let mut pdf = PdfDocument::new(&self.title);
        let info = &mut pdf.metadata.info;
        info.producer = "Stallholder".to_owned();
        info.creation_date = date(self.made_at);
        info.modification_date = info.creation_date;
        let signs: BTreeSet<char> = self
            .pages
            .iter()
            .flat_map(|page| page.signs.iter().copied())
            .collect();
        if let Some(font) = with_only(&signs) {
            pdf.resources
                .fonts
                .map
                .insert(FontId(FONT.to_owned()), PdfFont::new(font));
        }
        let size = |points: f32| Mm::from(Pt(points));
        pdf.pages = self
            .pages
            .into_iter()
            .map(|page| PdfPage::new(size(page.paper.wide()), size(page.paper.high()), page.ops))
            .collect();
        pdf.save(&PdfSaveOptions::default(), &mut Vec::new())
    }
}

/// A moment as the file's own date, in UTC.
fn date(at: Millis) -> DateTime {
    let moment = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    let mut date = DateTime::epoch();
    date.date.year = i32::from(moment.year());
    date.date.month = moment.month().unsigned_abs();
    date.date.day = moment.day().unsigned_abs();
    date.time.hour = moment.hour().unsigned_abs();
    date.time.minute = moment.minute().unsigned_abs();
    date.time.second = moment.second().unsigned_abs();
    date
}
