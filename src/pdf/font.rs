//! PDF font: text width, line breaking and subsetting.

use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use printpdf::ParsedFont;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Shown where the font has no sign for a character.
const REPLACEMENT: char = '\u{fffd}';

/// The whole font, read once. None only if the bytes in the binary were not a font; then nothing is shown,
/// and `the_font_has_what_money_and_names_need` fails.
static WHOLE: LazyLock<Option<ParsedFont>> =
    LazyLock::new(|| ParsedFont::from_bytes(charts_rs::DEFAULT_FONT_DATA, 0, &mut Vec::new()));

/// Advance of each character by code; zero if missing. Documents of many rows measure a great many
/// characters, which a look into the font's own maps would make slow.
static ADVANCES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let Some(font) = WHOLE.as_ref() else {
        return Vec::new();
    };
    let last = font
        .codepoint_to_glyph
        .last_key_value()
        .map_or(0, |(code, _)| *code as usize);
    let mut advances = vec![0; last + 1];
    for (code, glyph) in &font.codepoint_to_glyph {
        advances[*code as usize] = if *glyph == 0 {
            0
        } else {
            font.get_glyph_width(*glyph).unwrap_or(0)
        };
    }
    advances
});

/// Advance in font units; none if the font lacks the character.
fn advance(sign: char) -> Option<u16> {
    ADVANCES
        .get(sign as usize)
        .copied()
        .filter(|advance| *advance != 0)
}

/// Joins and dresses other signs and has no width of its own; without the font's own rules it is left out.
fn is_joiner(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e007f}')
}

/// The text as the font can show it: controls become blanks, missing characters `�`.
pub(super) fn showable(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .all(|sign| !sign.is_control() && advance(sign).is_some() && !is_joiner(sign))
    {
        return Cow::Borrowed(text);
    }
    let shown = text
        .chars()
        .filter(|sign| !is_joiner(*sign))
        .map(|sign| match sign {
            sign if sign.is_control() || sign.is_whitespace() && advance(sign).is_none() => ' ',
            sign if advance(sign).is_some() => sign,
            _ => REPLACEMENT,
        });
    Cow::Owned(shown.collect())
}

/// The text with `[…]` where the font lacks characters, for papers on which a lone sign would be taken for a fault;
/// none if it can be printed whole.
pub fn with_gaps(text: &str) -> Option<String> {
    let lacks = |sign: char| !sign.is_control() && !sign.is_whitespace() && advance(sign).is_none();
    if !text.chars().any(|sign| lacks(sign) && !is_joiner(sign)) {
        return None;
    }
    let mut shown = String::new();
    for sign in text.chars().filter(|sign| !is_joiner(*sign)) {
        match lacks(sign) {
            false => shown.push(sign),
            true if shown.ends_with("[…]") => {}
            true => shown.push_str("[…]"),
        }
    }
    Some(shown)
}

/// Width of a text in points at a font size.
pub fn width(text: &str, size: f32) -> f32 {
    let Some(font) = WHOLE.as_ref() else {
        return 0.0;
    };
    let units: u64 = showable(text).chars().filter_map(advance).map(u64::from).sum();
    units as f32 * size / f32::from(font.units_per_em.max(1))
}

/// The text cut to a width, with `…` where something is missing.
pub fn fitted(text: &str, size: f32, room: f32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size);
    let mut end = 0;
    let mut taken = 0.0;
    for (at, sign) in text.char_indices() {
        taken += width(sign.encode_utf8(&mut [0; 4]), size);
        if taken > room {
            break;
        }
        end = at + sign.len_utf8();
    }
    format!("{}…", text[..end].trim_end())
}

/// The text in lines no wider than `room`, broken at blanks or within long words; at most `lines`, the last
/// one cut.
pub fn wrapped(text: &str, size: f32, room: f32, lines: usize) -> Vec<String> {
    let mut set: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut taken = 0.0;
    let blank = width(" ", size);
    let mut words = text.split_whitespace().map(Cow::Borrowed).peekable();
    let mut rest: Option<Cow<'_, str>> = None;
    while let Some(word) = rest.take().or_else(|| words.next()) {
        let wide = width(&word, size);
        let gap = if line.is_empty() { 0.0 } else { blank };
        if taken + gap + wide <= room {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
            taken += gap + wide;
        } else if line.is_empty() {
            let end = fitting_end(&word, size, room);
            line.push_str(&word[..end]);
            if end < word.len() {
                rest = Some(Cow::Owned(word[end..].to_owned()));
            }
            set.push(std::mem::take(&mut line));
            taken = 0.0;
        } else {
            rest = Some(word);
            set.push(std::mem::take(&mut line));
            taken = 0.0;
        }
        // The rest of a very long text is not laid out only to be cut off.
        if set.len() > lines {
            break;
        }
    }
    if !line.is_empty() {
        set.push(line);
    }
    if set.len() > lines {
        let over = set.split_off(lines.max(1)).swap_remove(0);
        if let Some(last) = set.last_mut() {
            *last = fitted(&format!("{last} {over}"), size, room);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
    }
    set
}

/// Bytes of a word that fit; at least one character.
fn fitting_end(word: &str, size: f32, room: f32) -> usize {
    let mut taken = 0.0;
    for (at, sign) in word.char_indices() {
        taken += width(sign.encode_utf8(&mut [0; 4]), size);
        if taken > room && at > 0 {
            return at;
        }
    }
    word.len()
}

fn glyph(sign: char) -> Option<u16> {
    advance(sign)?;
    WHOLE.as_ref()?.lookup_glyph_index(sign.into())
}

/// The font with only these characters in it, for embedding.
pub(super) fn with_only(signs: &BTreeSet<char>) -> Option<ParsedFont> {
    let signs: BTreeMap<char, u16> = signs
        .iter()
        .filter_map(|sign| Some((*sign, glyph(*sign)?)))
        .collect();
    small(&signs).or_else(|| WHOLE.clone())
}

fn small(signs: &BTreeMap<char, u16>) -> Option<ParsedFont> {
    // The first glyph must be the one for "missing".
    let glyphs: Vec<u16> = std::iter::once(0)
        .chain(signs.values().copied())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let file = ReadScope::new(charts_rs::DEFAULT_FONT_DATA)
        .read::<FontData<'_>>()
        .ok()?;
    let tables = file.table_provider(0).ok()?;
    let bytes = subset(&tables, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode).ok()?;
    let mut font = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())?;
    // A glyph's new number is its place among those asked for.
    font.codepoint_to_glyph = signs
        .iter()
        .filter_map(|(sign, glyph)| Some((u32::from(*sign), glyphs.binary_search(glyph).ok()? as u16)))
        .collect();
    font.font_name = Some("STALLH+Roboto".to_owned());
    Some(font)
}
