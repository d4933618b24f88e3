//! Building blocks of a paper: address blocks, facts, the order's QR code, and the note on what cannot be printed.

use crate::accounts::country_name;
use crate::clock::Millis;
use crate::orders::Address;
use crate::pdf::{Align, Document, Ink, MARGIN, PAGE_WIDTH, Position, TEXT_WIDTH, Type, with_gaps, wrapped};
use fast_qr::QRBuilder;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// Edge of the QR code, in points.
const CODE: f32 = 64.0;
/// Width of one of two columns.
const COLUMN: f32 = TEXT_WIDTH / 2.0 - 16.0;

/// A document of papers, which remembers what of the present one could not be printed.
pub struct Sheet {
    pub document: Document,
    zone: TimeZone,
    gaps: BTreeSet<&'static str>,
}

impl Sheet {
    pub fn new(document: Document, zone: TimeZone) -> Self {
        Self {
            document,
            zone,
            gaps: BTreeSet::new(),
        }
    }

    /// The text as it can be printed; `place` names it where something is missing.
    pub fn say(&mut self, place: &'static str, text: &str) -> String {
        let Some(shown) = with_gaps(text) else {
            return text.to_owned();
        };
        self.gaps.insert(place);
        shown
    }

    /// A day of the shop's calendar.
    pub fn day(&self, at: Millis) -> String {
        at.day(&self.zone).strftime("%-d %b %Y").to_string()
    }

    /// A title with the order's code beside it.
    pub fn head(&mut self, title: &str, order_id: &str) {
        let top = self.document.y();
        self.code(order_id, top);
        self.document.space(8.0);
        self.document.title(title);
    }

    /// Draws the QR code at the right edge.
    fn code(&mut self, text: &str, top: f32) {
        let Ok(code) = QRBuilder::new(text).build() else {
            return;
        };
        let (left, dot) = (PAGE_WIDTH - MARGIN - CODE, CODE / code.size as f32);
        let places = (0..code.size).flat_map(|y| (0..code.size).map(move |x| (x, y)));
        let dots: Vec<_> = places
            .filter(|(x, y)| code[*y][*x].value())
            .map(|(x, y)| {
                let (x, y) = (left + x as f32 * dot, top + y as f32 * dot);
                (Position { x, y }, dot, dot)
            })
            .collect();
        self.document.rectangles(&dots, Ink::Text);
    }

    /// Two blocks side by side, each a label with lines below it.
    pub fn blocks(&mut self, left: (&str, &[String]), right: (&str, &[String])) {
        let top = self.document.y().max(MARGIN + CODE) + 12.0;
        let middle = MARGIN + TEXT_WIDTH / 2.0;
        let ends = [self.block(MARGIN, top, left), self.block(middle, top, right)];
        self.document.move_to(ends[0].max(ends[1]) + 12.0);
    }

    fn block(&mut self, x: f32, top: f32, (label, lines): (&str, &[String])) -> f32 {
        let mut y = top + Type::NOTE.leading();
        self.document
            .text(Position { x, y }, label, Type::NOTE, Align::Left);
        y += 3.0;
        for line in lines
            .iter()
            .flat_map(|line| wrapped(line, Type::BODY.size, COLUMN, 3))
        {
            y += Type::BODY.leading();
            self.document
                .text(Position { x, y }, &line, Type::BODY, Align::Left);
        }
        y
    }

    /// Labels and amounts at the right edge; the last one is strong.
    pub fn sums(&mut self, sums: &[(&str, String)]) {
        self.document.space(8.0);
        self.document.room(Type::BODY.leading() * sums.len() as f32 + 8.0);
        let right = PAGE_WIDTH - MARGIN - 4.0;
        for (label, amount) in sums {
            let set = match *label {
                "Total" | "Paid" => Type::STRONG,
                _ => Type::BODY,
            };
            self.document.space(set.leading() + 2.0);
            let y = self.document.y();
            self.document
                .text(Position { x: right - 110.0, y }, label, set, Align::Right);
            self.document
                .text(Position { x: right, y }, amount, set, Align::Right);
        }
    }

    /// Ends a paper: names what could not be printed, and where it can be read.
    pub fn end(&mut self, order_number: i64) {
        let gaps: Vec<&str> = std::mem::take(&mut self.gaps).into_iter().collect();
        if gaps.is_empty() {
            return;
        }
        let words = format!(
            "[…] stands for letters that cannot be printed here: {}. Read them at order #{order_number}.",
            gaps.join(", ")
        );
        self.document.space(14.0);
        self.document.paragraph(&words, Type::NOTE.ink(Ink::Text));
    }

    pub fn finish(self) -> Vec<u8> {
        self.document.finish()
    }
}

/// The lines of an address, the town's in the order that its country's post writes.
pub fn address_lines(address: &Address) -> Vec<String> {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (city, region, postcode) = (
        address.city.clone(),
        filled(&address.region),
        filled(&address.postcode),
    );
    let town: Vec<Option<String>> = match address.country.as_str() {
        "US" | "CA" | "AU" | "MX" | "BR" => {
            let code = [region, postcode]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            vec![Some(if code.is_empty() {
                city
            } else {
                format!("{city}, {code}")
            })]
        }
        "GB" | "IE" | "NZ" | "IN" | "ZA" | "SG" | "HK" => vec![Some(city), region, postcode],
        _ => {
            let town = postcode.into_iter().chain([city]).collect::<Vec<_>>().join(" ");
            vec![Some(town), region]
        }
    };
    let street = [Some(address.line1.clone()), filled(&address.line2)];
    let country = [Some(country_name(&address.country))];
    street.into_iter().chain(town).chain(country).flatten().collect()
}
