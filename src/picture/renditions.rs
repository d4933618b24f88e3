//! Renditions: a picture in every width that pages use, from one decoding.

use super::turns::working_at_leisure;
use super::{Bounds, NotAPicture, format, read, whole};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};

/// The widths of small pictures: a row of a list, a card, a product's page.
const WIDTHS: [u32; 3] = [160, 480, 1200];
/// Longest side of the largest rendition.
const LARGEST: u32 = 2_400;
/// Quality out of 100, for WebP and the shared JPEG.
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 84;
/// Time limit for the largest picture within the bounds.
const MOST_TIME: std::time::Duration = std::time::Duration::from_secs(60);

/// A picture of a product: a phone's largest, and no more.
const BOUNDS: Bounds = Bounds {
    longest_side: 10_000,
    most_pixels: 54_000_000,
    most_memory: 220 * 1024 * 1024,
};

/// An encoded picture: the largest, and smaller ones in WebP.
#[derive(Debug)]
pub struct Renditions {
    pub width: u32,
    pub height: u32,
    /// `jpg`, or `webp` where something shines through.
    pub ending: &'static str,
    pub largest: Vec<u8>,
    /// Width and bytes, the smallest first.
    pub small: Vec<(u32, Vec<u8>)>,
}

/// The widths in which a picture of that width is had small.
pub fn small_widths(width: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.iter().map(|small| width.min(*small)).collect();
    widths.dedup();
    widths
}

/// Height for a width.
pub fn height_at(width: u32, whole: (u32, u32)) -> u32 {
    let (whole_width, whole_height) = (u64::from(whole.0.max(1)), u64::from(whole.1));
    let height = (u64::from(width) * whole_height + whole_width / 2) / whole_width;
    u32::try_from(height.max(1)).unwrap_or(u32::MAX)
}

/// Checks without decoding: a supported type, complete, still and not too large.
pub fn examine(bytes: &[u8]) -> Result<(), NotAPicture> {
    let kind = format(bytes).ok_or(NotAPicture::Unknown)?;
    super::decoder(bytes, kind, &BOUNDS).map_err(too_many)?;
    whole::check(kind, bytes).map_err(too_many)
}

/// Decodes a picture of the shop `whose` and encodes every width, in the background.
pub async fn renditions(whose: &str, bytes: Vec<u8>) -> Result<Renditions, NotAPicture> {
    let pixels = super::pixels(&bytes, &BOUNDS).map_err(too_many)?;
    working_at_leisure(whose, pixels, MOST_TIME, move || made(&bytes)).await
}

fn too_many(wrong: NotAPicture) -> NotAPicture {
    match wrong {
        NotAPicture::TooLarge => NotAPicture::TooMany,
        other => other,
    }
}

/// Renditions made at once, on this thread.
pub fn made(bytes: &[u8]) -> Result<Renditions, NotAPicture> {
    examine(bytes)?;
    let (picture, way_up) = read(bytes, &BOUNDS).map_err(too_many)?;
    let picture = match picture {
        // As it is: turned into colours when it is small.
        grey @ DynamicImage::ImageLuma8(_) => grey,
        picture if picture.color().has_alpha() && !is_opaque(&picture) => {
            DynamicImage::ImageRgba8(picture.into_rgba8())
        }
        picture => DynamicImage::ImageRgb8(picture.into_rgb8()),
    };
    let longest = picture.width().max(picture.height());
    let largest = if longest > LARGEST {
        let (width, height) = (picture.width(), picture.height());
        let scaled = |side: u32| {
            let scaled = (u64::from(side) * u64::from(LARGEST) + u64::from(longest) / 2) / u64::from(longest);
            u32::try_from(scaled.max(1)).unwrap_or(LARGEST)
        };
        resized(picture, scaled(width), scaled(height))?
    } else {
        picture
    };
    let mut largest = match largest {
        grey @ DynamicImage::ImageLuma8(_) => DynamicImage::ImageRgb8(grey.into_rgb8()),
        coloured => coloured,
    };
    largest.apply_orientation(way_up);
    let whole = (largest.width(), largest.height());
    let mut small = Vec::with_capacity(WIDTHS.len());
    let mut from = largest.clone();
    for width in small_widths(whole.0).into_iter().rev() {
        // Each from the next larger one.
        from = resized(from, width, height_at(width, whole))?;
        small.push((width, webp(&from)?));
    }
    small.reverse();
    let (ending, bytes) = match &largest {
        DynamicImage::ImageRgb8(rgb) => {
            let mut jpeg = Vec::new();
            rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY))
                .map_err(|_| NotAPicture::Broken)?;
            ("jpg", jpeg)
        }
        with_alpha => ("webp", webp(with_alpha)?),
    };
    Ok(Renditions {
        width: whole.0,
        height: whole.1,
        ending,
        largest: bytes,
        small,
    })
}

fn is_opaque(picture: &DynamicImage) -> bool {
    match picture {
        DynamicImage::ImageRgba8(rgba) => rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        DynamicImage::ImageLumaA8(luma) => luma.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba16(rgba) => rgba.pixels().all(|pixel| pixel.0[3] == u16::MAX),
        _ => false,
    }
}

/// The picture in another size. What shines through is weighed in place, so that a large one is in memory once.
fn resized(mut picture: DynamicImage, width: u32, height: u32) -> Result<DynamicImage, NotAPicture> {
    if (picture.width(), picture.height()) == (width, height) {
        return Ok(picture);
    }
    let kind = match picture {
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        _ => PixelType::U8x3,
    };
    let broken = |_| NotAPicture::Broken;
    let size = (picture.width(), picture.height());
    let mut target = Image::new(width, height, kind);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false);
    let pixels = match &mut picture {
        DynamicImage::ImageRgba8(rgba) => {
            let mut weighed = Image::from_slice_u8(size.0, size.1, rgba, kind).map_err(broken)?;
            MulDiv::new()
                .multiply_alpha_inplace(&mut weighed)
                .map_err(|_| NotAPicture::Broken)?;
            rgba.as_raw()
        }
        other => other.as_bytes(),
    };
    let source = ImageRef::new(size.0, size.1, pixels, kind).map_err(broken)?;
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|_| NotAPicture::Broken)?;
    if kind == PixelType::U8x4 {
        MulDiv::new()
            .divide_alpha_inplace(&mut target)
            .map_err(|_| NotAPicture::Broken)?;
    }
    let pixels = target.into_vec();
    match kind {
        PixelType::U8x4 => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        PixelType::U8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    }
    .ok_or(NotAPicture::Broken)
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>, NotAPicture> {
    let (width, height, pixels) = (picture.width(), picture.height(), picture.as_bytes());
    let encoder = match picture {
        DynamicImage::ImageRgba8(_) => webpx::Encoder::new_rgba(pixels, width, height),
        _ => webpx::Encoder::new_rgb(pixels, width, height),
    };
    encoder
        .quality(WEBP_QUALITY)
        .encode(webpx::Unstoppable)
        .map_err(|_| NotAPicture::Broken)
}
