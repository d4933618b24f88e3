//! Uploaded pictures: decoded within limits, rotated upright, resized and encoded anew, so that only pixels
//! of the original are ever served.

mod renditions;
mod turns;
mod whole;

pub use renditions::{Renditions, examine, height_at, made, renditions, small_widths};
pub use turns::Unread;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use turns::working;

/// Decoding limits of a picture.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// In pixels.
    longest_side: u32,
    most_pixels: u64,
    /// In bytes, of its pixels.
    most_memory: u64,
}

/// A shop's own pictures and papers.
const BOUNDS: Bounds = Bounds {
    longest_side: 8_000,
    most_pixels: 64_000_000,
    most_memory: MOST_MEMORY,
};
/// Memory limit for decoding one picture: the longest sides at four bytes a pixel, plus working space.
const MOST_MEMORY: u64 = 320 * 1024 * 1024;
/// JPEG quality, out of 100.
const QUALITY: u8 = 85;

/// Why it is no picture for us, for its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPicture {
    #[error("Upload a JPEG, PNG or WebP picture.")]
    Unknown,
    #[error("The picture is too large: at most 8000 pixels on a side, and 8 bits per colour at that size.")]
    TooLarge,
    #[error("The picture cannot be read: it is damaged or incomplete.")]
    Broken,
    #[error("The picture is too large: at most 10,000 pixels on a side and 54 million in all.")]
    TooMany,
    #[error("Animated pictures are not supported. Upload a still one.")]
    Moving,
}

/// Target shape of a picture.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// As large as it can be within this width and height.
    Fit(u32, u32),
    /// Exactly this width and height; the overflow is cropped.
    Cover(u32, u32),
}

/// An encoded picture.
#[derive(Debug)]
pub struct EncodedPicture {
    pub bytes: Vec<u8>,
    pub content_type: &'static str,
    pub ending: &'static str,
}

/// The content type that the first bytes tell, of the three that we read.
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    format(bytes).map(|format| format.to_mime_type())
}

fn format(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Reads every pixel, to know that it is one; for `whose`, usually a shop's id.
pub async fn check(whose: &str, bytes: Vec<u8>) -> Result<(), Unread> {
    let pixels = pixels(&bytes, &BOUNDS).map_err(Unread::NotAPicture)?;
    working(whose, pixels, move || turned(&bytes).map(drop)).await
}

/// Decodes a picture and encodes it in that shape, on behalf of `whose`, usually a shop's id.
pub async fn shaped(whose: &str, bytes: Vec<u8>, shape: Shape) -> Result<EncodedPicture, Unread> {
    let pixels = pixels(&bytes, &BOUNDS).map_err(Unread::NotAPicture)?;
    working(whose, pixels, move || {
        let picture = turned(&bytes)?;
        let picture = match shape {
            Shape::Fit(width, height) if picture.width() > width || picture.height() > height => {
                picture.resize(width, height, FilterType::CatmullRom)
            }
            Shape::Fit(..) => picture,
            Shape::Cover(width, height) => picture.resize_to_fill(width, height, FilterType::CatmullRom),
        };
        write(&picture)
    })
    .await
}

/// Number of pixels from the header alone; also checks that decoding terminates.
fn pixels(bytes: &[u8], bounds: &Bounds) -> Result<u64, NotAPicture> {
    let format = format(bytes).ok_or(NotAPicture::Unknown)?;
    let (width, height) = decoder(bytes, format, bounds)?.dimensions();
    whole::check(format, bytes)?;
    Ok(u64::from(width) * u64::from(height))
}

/// A picture of the shop's own, the right way up.
fn turned(bytes: &[u8]) -> Result<DynamicImage, NotAPicture> {
    let (mut picture, way_up) = read(bytes, &BOUNDS)?;
    picture.apply_orientation(way_up);
    Ok(picture)
}

/// The decoded pixels and their orientation.
fn read(bytes: &[u8], bounds: &Bounds) -> Result<(DynamicImage, Orientation), NotAPicture> {
    let format = format(bytes).ok_or(NotAPicture::Unknown)?;
    let mut decoder = decoder(bytes, format, bounds)?;
    let way_up = decoder.orientation().map_err(decode_error)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(decode_error)?;
    Ok((picture, way_up))
}

/// A decoder that has read the head alone, and found it within the bounds.
fn decoder<'a>(
    bytes: &'a [u8],
    format: ImageFormat,
    bounds: &Bounds,
) -> Result<impl ImageDecoder + 'a, NotAPicture> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(bounds.longest_side);
    limits.max_image_height = Some(bounds.longest_side);
    limits.max_alloc = Some(bounds.most_memory);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(decode_error)?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > bounds.most_memory || u64::from(width) * u64::from(height) > bounds.most_pixels
    {
        return Err(NotAPicture::TooLarge);
    }
    Ok(decoder)
}

fn decode_error(error: image::ImageError) -> NotAPicture {
    match error {
        image::ImageError::Limits(_) => NotAPicture::TooLarge,
        _ => NotAPicture::Broken,
    }
}

/// Encodes as lossless WebP, or as JPEG if that is smaller and there is no transparency.
fn write(picture: &DynamicImage) -> Result<EncodedPicture, NotAPicture> {
    let broken = |_| NotAPicture::Broken;
    let rgba = picture.to_rgba8();
    let opaque = rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let mut webp = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut webp);
    if opaque {
        let rgb = picture.to_rgb8();
        let mut jpeg = Vec::new();
        rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))
            .map_err(broken)?;
        rgb.write_with_encoder(encoder).map_err(broken)?;
        if jpeg.len() < webp.len() {
            return Ok(EncodedPicture {
                bytes: jpeg,
                content_type: "image/jpeg",
                ending: "jpg",
            });
        }
    } else {
        rgba.write_with_encoder(encoder).map_err(broken)?;
    }
    Ok(EncodedPicture {
        bytes: webp,
        content_type: "image/webp",
        ending: "webp",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, Rgb, Rgba};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        ImageBuffer::from_pixel(width, height, Rgb([200u8, 30, 30]))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[tokio::test]
    async fn a_picture_is_cut_to_its_shape() {
        let written = shaped("sel_a", png(900, 300), Shape::Fit(256, 256))
            .await
            .unwrap();
        let small = image::load_from_memory(&written.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (256, 85));
        let written = shaped("sel_a", png(300, 300), Shape::Cover(1600, 400))
            .await
            .unwrap();
        let wide = image::load_from_memory(&written.bytes).unwrap();
        assert_eq!((wide.width(), wide.height()), (1600, 400));
    }

    #[tokio::test]
    async fn what_shines_through_stays_so() {
        let mut bytes = Cursor::new(Vec::new());
        ImageBuffer::from_pixel(8, 8, Rgba([1u8, 2, 3, 0]))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        let written = shaped("sel_a", bytes.into_inner(), Shape::Fit(256, 256))
            .await
            .unwrap();
        assert_eq!(written.content_type, "image/webp");
        let again = image::load_from_memory(&written.bytes).unwrap().to_rgba8();
        assert_eq!(again.get_pixel(0, 0).0[3], 0);
    }

    #[tokio::test]
    async fn a_picture_that_claims_to_be_huge_is_refused_by_its_head_alone() {
        let mut bomb = png(1, 1);
        // The width in the head, with its checksum left wrong: it is not come to.
        bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        let refused = shaped("sel_a", bomb, Shape::Fit(256, 256)).await.unwrap_err();
        let Unread::NotAPicture(refused) = refused else {
            panic!("it was not looked at");
        };
        assert!(matches!(refused, NotAPicture::TooLarge | NotAPicture::Broken));
        let cut = &png(300, 300)[..100];
        assert_eq!(
            check("sel_a", cut.to_vec()).await,
            Err(Unread::NotAPicture(NotAPicture::Broken))
        );
        assert_eq!(
            check("sel_a", b"<svg xmlns='x'/>".to_vec()).await,
            Err(Unread::NotAPicture(NotAPicture::Unknown))
        );
    }
}
