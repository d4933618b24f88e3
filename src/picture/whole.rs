//! Picture file checks before decoding: complete, still, and decodable in bounded time. A decoder of JPEGs
//! fills what is missing with grey and says nothing.

use super::NotAPicture;
use image::ImageFormat;

/// Passes over the pixels that a JPEG may ask for; a camera makes one, the web ten.
const MOST_SCANS: usize = 40;

/// Walks through the file's parts to its end.
pub(super) fn check(format: ImageFormat, bytes: &[u8]) -> Result<(), NotAPicture> {
    let walked = match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => png(bytes),
        _ => webp(bytes),
    };
    walked.unwrap_or(Err(NotAPicture::Broken))
}

/// Checks a JPEG; `None` if it is truncated.
fn jpeg(bytes: &[u8]) -> Option<Result<(), NotAPicture>> {
    let (mut at, mut scans) = (2, 0);
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        while *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let marker = bytes[at + 1];
        at += 2;
        match marker {
            0xd9 => return Some(Ok(())),
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        if length < 2 {
            return None;
        }
        at += length;
        if marker == 0xda {
            scans += 1;
            if scans > MOST_SCANS {
                return Some(Err(NotAPicture::TooLarge));
            }
            at = end_of_scan(bytes, at)?;
        }
    }
}

/// Position of the marker ending a scan, skipping stuffed bytes and restarts.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

fn png(bytes: &[u8]) -> Option<Result<(), NotAPicture>> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        match bytes.get(at + 4..at + 8)? {
            b"acTL" => return Some(Err(NotAPicture::Moving)),
            // With its checksum.
            b"IEND" => return bytes.get(at + 11).map(|_| Ok(())),
            _ => at = at.checked_add(12)?.checked_add(length as usize)?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Result<(), NotAPicture>> {
    let size = |at: usize| -> Option<usize> {
        Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize)
    };
    let end = size(4)?.checked_add(8)?;
    if end > bytes.len() {
        return None;
    }
    let mut at = 12;
    while at + 8 <= end {
        if matches!(&bytes[at..at + 4], b"ANIM" | b"ANMF") {
            return Some(Err(NotAPicture::Moving));
        }
        let length = size(at + 4)?;
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
    }
    Some(Ok(()))
}
