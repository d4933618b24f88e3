//! Detection of non-CSV files by their first bytes, with advice for the seller.

/// A kind of file that people upload in place of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Excel,
    OpenDocument,
    Zip,
    Pdf,
    Picture,
    Compressed,
    WebPage,
    Json,
    Binary,
}

impl FileKind {
    /// Kind of a file beginning with `start`, unless it may be rows of text. UTF-16 is the caller's to rule
    /// out first: its text is full of NUL bytes.
    pub fn of(start: &[u8]) -> Option<Self> {
        const SIGNATURES: [(&[u8], FileKind); 12] = [
            (b"\xD0\xCF\x11\xE0", FileKind::Excel),
            (b"%PDF", FileKind::Pdf),
            (b"\x89PNG", FileKind::Picture),
            (b"\xFF\xD8\xFF", FileKind::Picture),
            (b"GIF8", FileKind::Picture),
            (b"II*\0", FileKind::Picture),
            (b"MM\0*", FileKind::Picture),
            (b"\x1F\x8B", FileKind::Compressed),
            (b"BZh", FileKind::Compressed),
            (b"\xFD7zXZ", FileKind::Compressed),
            (b"7z\xBC\xAF", FileKind::Compressed),
            (b"Rar!", FileKind::Compressed),
        ];
        if let Some((_, kind)) = SIGNATURES
            .iter()
            .find(|(signature, _)| start.starts_with(signature))
        {
            return Some(*kind);
        }
        if start.starts_with(b"PK\x03\x04") {
            let holds = |name: &[u8]| start.windows(name.len()).any(|part| part == name);
            return Some(if holds(b"opendocument") {
                Self::OpenDocument
            } else if holds(b"[Content_Types].xml") || holds(b"xl/") {
                Self::Excel
            } else {
                Self::Zip
            });
        }
        if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
            return Some(Self::Picture);
        }
        let text = start
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(start)
            .trim_ascii_start();
        let begins = |word: &str| {
            text.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
        };
        const MARKUP: [&str; 7] = [
            "<!doctype",
            "<html",
            "<?xml",
            "<head",
            "<table",
            "<script",
            "<!--",
        ];
        if MARKUP.into_iter().any(begins) {
            Some(Self::WebPage)
        } else if begins("{\"") || begins("[{") || begins("{\n") {
            Some(Self::Json)
        } else {
            // A few stray NULs are a cell's trouble; text is never full of such bytes.
            let strange =
                |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b'\x1A');
            let strange = start.iter().filter(strange).count();
            (strange * 10 > start.len()).then_some(Self::Binary)
        }
    }

    /// Description and advice.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Excel => {
                "This is an Excel file, not CSV. Open it in Excel, choose Save as, CSV UTF-8, and upload that."
            }
            Self::OpenDocument => "This is a spreadsheet file, not CSV. Save it as Text CSV and upload that.",
            Self::Zip => "This is a ZIP archive. Unpack it and upload the CSV file inside.",
            Self::Pdf => "This is a PDF document, not CSV.",
            Self::Picture => "This is a picture, not CSV.",
            Self::Compressed => "This file is compressed. Unpack it and upload the CSV file inside.",
            Self::WebPage => "This is a web page, not CSV. Perhaps the download led to a sign-in page.",
            Self::Json => "This is a JSON file, not CSV.",
            Self::Binary => "This file is not text. Upload a CSV file.",
        }
    }
}
