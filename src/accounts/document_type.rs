//! Accepted document types: PDF, JPEG, PNG and WebP, detected from the content alone.

use crate::form::FieldErrors;
use crate::picture;
use crate::problem::Problem;

/// The largest paper, in bytes.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Distance from the end within which a PDF may have its trailer, and a ZIP its directory.
const PDF_TAIL: usize = 1024;
const ZIP_TAIL: usize = 66_000;

const WRONG_KIND: &str = "Upload a PDF, or a JPEG, PNG or WebP picture.";
const TWO_THINGS: &str = "The file is of more than one type at once. Save or scan it again and upload that.";

/// Detects the type of the document of shop `whose`, and rejects unsupported and ambiguous files.
pub async fn content_type(whose: &str, bytes: &[u8]) -> Result<&'static str, Problem> {
    let refused = |message: &str| Problem::from(FieldErrors::of("file", message));
    if is_archive_too(bytes) {
        return Err(refused(if bytes.starts_with(b"PK") {
            WRONG_KIND
        } else {
            TWO_THINGS
        }));
    }
    if bytes.starts_with(b"%PDF-") {
        return if is_whole_pdf(bytes) {
            Ok("application/pdf")
        } else {
            Err(refused("The PDF cannot be read: it is damaged or incomplete."))
        };
    }
    let Some(kind) = picture::content_type(bytes) else {
        return Err(refused(WRONG_KIND));
    };
    if is_page_or_pdf_too(bytes) {
        return Err(refused(TWO_THINGS));
    }
    let checked = picture::check(whose, bytes.to_vec()).await;
    checked.map(|()| kind).map_err(|unread| unread.at("file"))
}

/// Whether the PDF has a version, content, and nothing but blanks after its last end mark.
fn is_whole_pdf(bytes: &[u8]) -> bool {
    let version = bytes.get(5..8);
    let known = version.is_some_and(|version| {
        version[0].is_ascii_digit() && version[1] == b'.' && version[2].is_ascii_digit()
    });
    let tail = &bytes[bytes.len().saturating_sub(PDF_TAIL)..];
    let end = find_last(tail, b"%%EOF");
    let nothing_after = end.is_some_and(|at| {
        tail[at + 5..]
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    });
    known && nothing_after && find_last(bytes, b"startxref").is_some() && find_last(bytes, b" obj").is_some()
}

/// Whether the file is also a ZIP archive (or JAR or office document), which is read from its end whatever it
/// begins with.
fn is_archive_too(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(ZIP_TAIL)..];
    bytes.starts_with(b"PK\x03\x04") || find_last(tail, b"PK\x05\x06").is_some()
}

/// A PDF reader looks for its mark in the first kilobyte; a careless browser for markup anywhere.
fn is_page_or_pdf_too(bytes: &[u8]) -> bool {
    const MARKUP: [&[u8]; 4] = [b"<script", b"<!doctype", b"<html>", b"<?php "];
    let head = &bytes[..bytes.len().min(1024)];
    let opens = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    let mut tags = opens.map(|(at, _)| &bytes[at..]);
    find_last(head, b"%PDF-").is_some()
        || tags.any(|tag| {
            MARKUP.iter().any(|mark| {
                tag.get(..mark.len())
                    .is_some_and(|tag| tag.eq_ignore_ascii_case(mark))
            })
        })
}

fn find_last(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|at| at == mark)
}

/// The ending that fits.
pub fn ending(content_type: &str) -> &'static str {
    match content_type {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "bin",
    }
}

/// A display name without folders, invisible characters or text-direction marks.
pub fn clean_name(given: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = given
        .chars()
        .filter(|c| !c.is_control() && !turns(*c))
        .take(120)
        .collect();
    match name.trim().trim_start_matches('.') {
        "" => "document".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";

    #[test]
    fn a_pdf_begins_and_ends_as_one() {
        assert!(is_whole_pdf(PDF));
        assert!(!is_whole_pdf(&PDF[..20]));
        assert!(!is_whole_pdf(&[PDF, b"<script>"].concat()));
    }

    #[test]
    fn a_picture_with_a_page_in_it_is_two_things() {
        assert!(is_page_or_pdf_too(b"\xff\xd8\xff <SCRIPT>"));
        assert!(is_page_or_pdf_too(b"\xff\xd8\xff %PDF-1.4"));
        assert!(!is_page_or_pdf_too(b"\xff\xd8\xff <x:xmpmeta> <"));
    }

    #[test]
    fn a_name_cannot_be_turned_around() {
        assert_eq!(clean_name("evil\u{202e}fdp.exe"), "evilfdp.exe");
        assert_eq!(clean_name(" ..\n"), "document");
    }
}
