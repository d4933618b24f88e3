//! Text encodings: detection, and decoding to UTF-8.

use super::Unreadable;
use super::file_kind::FileKind;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Bytes examined for file type, byte order and delimiter.
pub(super) const START: usize = 64 * 1024;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// The name a person reads: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Detects the encoding from the whole file, since the deciding character may come last.
    pub(super) fn of(mut source: impl Read) -> Result<Self, Unreadable> {
        let mut chunk = vec![0; START];
        let mut filled = fill(&mut source, &mut chunk)?;
        let start = &chunk[..filled];
        if start.trim_ascii().is_empty() {
            return Err(Unreadable::Empty);
        }
        let marked = Encoding::for_bom(start).map(|(encoding, _)| encoding);
        if let Some(encoding) = marked.filter(|encoding| *encoding != UTF_8) {
            return Ok(Self(encoding));
        }
        if let Some(encoding) = utf16_without_mark(start) {
            return Ok(Self(encoding));
        }
        if let Some(kind) = FileKind::of(start) {
            return Err(Unreadable::NotCsv(kind));
        }
        if let Some(encoding) = marked {
            return Ok(Self(encoding));
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        // Letters of several bytes, and places that are none of UTF-8's.
        let (mut letters, mut wrong) = (0_usize, 0_usize);
        // The beginning of a letter that the end of a chunk cut in two.
        let mut held = 0;
        while filled > 0 {
            let bytes = &chunk[..filled];
            if !bytes.is_ascii() {
                detector.feed(&bytes[held..], false);
            }
            held = 0;
            for piece in bytes.utf8_chunks() {
                let is_first = |byte: &u8| *byte >= 0xC0;
                letters += piece.valid().bytes().filter(is_first).count();
                let bad = piece.invalid();
                let is_last = bad.as_ptr_range().end == bytes.as_ptr_range().end;
                if is_last && std::str::from_utf8(bad).is_err_and(|error| error.error_len().is_none()) {
                    held = bad.len();
                } else {
                    wrong += usize::from(!bad.is_empty());
                }
            }
            chunk.copy_within(filled - held..filled, 0);
            let more = fill(&mut source, &mut chunk[held..])?;
            filled = if more == 0 { 0 } else { held + more };
        }
        wrong += usize::from(held > 0);
        detector.feed(&[], true);
        // Other encodings' letters make no letters of UTF-8 but by rare chance: where most are, a few broken ones
        // are only that.
        Ok(Self(if letters >= wrong {
            UTF_8
        } else {
            detector.guess(None, Utf8Detection::Deny)
        }))
    }
}

/// Detects UTF-16 without a mark by its NUL bytes.
fn utf16_without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = (start.len() / 2).min(2_048);
    let zeros = |offset: usize| {
        start
            .iter()
            .skip(offset)
            .step_by(2)
            .take(pairs)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (zeros(0), zeros(1));
    if pairs < 4 || first.max(second) * 2 < pairs {
        None
    } else if first * 20 <= pairs {
        Some(UTF_16LE)
    } else {
        (second * 20 <= pairs).then_some(UTF_16BE)
    }
}

/// Reads until `into` is full or the source ends.
fn fill(source: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match source.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A source decoded to UTF-8 without byte order mark; invalid bytes become `�`.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    ended: bool,
    finished: bool,
    /// Something that could not be decoded has come by.
    pub(super) replaced: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: R, encoding: TextEncoding) -> Self {
        let decoder = encoding.0.new_decoder_with_bom_removal();
        Self {
            source,
            decoder,
            raw: vec![0; START],
            raw_at: 0,
            raw_end: 0,
            ended: false,
            finished: false,
            replaced: false,
        }
    }

    pub(super) fn into_source(self) -> R {
        self.source
    }

    /// Fills `text`, which must have room for a letter or two; 0 at the end.
    pub(super) fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.raw_at == self.raw_end && !self.ended {
                (self.raw_at, self.raw_end) = (0, fill(&mut self.source, &mut self.raw)?);
                self.ended = self.raw_end < self.raw.len();
            }
            let raw = &self.raw[self.raw_at..self.raw_end];
            let (result, read, written, replaced) = self.decoder.decode_to_utf8(raw, text, self.ended);
            self.raw_at += read;
            self.replaced |= replaced;
            self.finished = self.ended && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
