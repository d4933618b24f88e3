//! Drawn product pictures: a plain shape on a soft background in the shop's colours. The same product looks
//! the same each time.

use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// The side of a picture, in pixels.
const SIDE: u32 = 480;

type Colour = [f32; 3];

/// A form by its distance: below nought inside, in parts of the picture's side.
enum Form {
    /// Middle, half of width and height, roundness of the corners.
    Block(f32, f32, f32, f32, f32),
    /// Middle, radius, half of the thickness.
    Ring(f32, f32, f32, f32),
    /// Middle of its rim, half of its width, depth.
    Bowl(f32, f32, f32, f32),
    /// A line from point to point with half the thickness.
    Rod(f32, f32, f32, f32, f32),
}

impl Form {
    fn distance(&self, x: f32, y: f32) -> f32 {
        match *self {
            Self::Block(at_x, at_y, half_width, half_height, round) => {
                let across = (x - at_x).abs() - half_width + round;
                let along = (y - at_y).abs() - half_height + round;
                across.max(0.0).hypot(along.max(0.0)) + across.max(along).min(0.0) - round
            }
            Self::Ring(at_x, at_y, radius, half) => ((x - at_x).hypot(y - at_y) - radius).abs() - half,
            Self::Bowl(at_x, at_y, half_width, depth) => {
                let round = ((x - at_x) / half_width).hypot((y - at_y) / depth) - 1.0;
                (round * half_width.min(depth)).max(at_y - y)
            }
            Self::Rod(from_x, from_y, to_x, to_y, half) => {
                let (along_x, along_y) = (to_x - from_x, to_y - from_y);
                let part = ((x - from_x) * along_x + (y - from_y) * along_y)
                    / (along_x * along_x + along_y * along_y);
                let part = part.clamp(0.0, 1.0);
                (x - from_x - part * along_x).hypot(y - from_y - part * along_y) - half
            }
        }
    }
}

/// The forms of a kind of goods, the nearer ones later, each with how light it is.
fn forms(name: &str, category: &str) -> Vec<(Form, f32)> {
    let about = format!("{name} {category}").to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| about.contains(word));
    if is(&["mug", "cup", "teapot", "coffee set", "flask"]) {
        vec![
            (Form::Ring(0.66, 0.53, 0.1, 0.026), 0.46),
            (Form::Block(0.48, 0.53, 0.17, 0.19, 0.05), 0.52),
            (Form::Block(0.48, 0.37, 0.155, 0.02, 0.02), 0.34),
        ]
    } else if is(&["bowl", "platter", "dish", "coaster"]) {
        vec![
            (Form::Bowl(0.5, 0.46, 0.29, 0.24), 0.52),
            (Form::Block(0.5, 0.455, 0.29, 0.024, 0.024), 0.62),
            (Form::Block(0.5, 0.7, 0.09, 0.018, 0.012), 0.42),
        ]
    } else if is(&["clothing", "textile", "linen", "towel", "table"]) {
        vec![
            (Form::Block(0.5, 0.64, 0.25, 0.058, 0.05), 0.44),
            (Form::Block(0.5, 0.53, 0.24, 0.058, 0.05), 0.54),
            (Form::Block(0.5, 0.42, 0.23, 0.058, 0.05), 0.64),
        ]
    } else if is(&["bag", "basket", "pack"]) {
        vec![
            (Form::Ring(0.5, 0.42, 0.12, 0.018), 0.4),
            (Form::Block(0.5, 0.57, 0.21, 0.17, 0.05), 0.54),
            (Form::Block(0.5, 0.46, 0.21, 0.012, 0.0), 0.46),
        ]
    } else if is(&["stationery", "art", "board"]) {
        vec![
            (Form::Block(0.52, 0.52, 0.18, 0.235, 0.018), 0.4),
            (Form::Block(0.5, 0.5, 0.18, 0.235, 0.018), 0.56),
            (Form::Block(0.345, 0.5, 0.025, 0.235, 0.012), 0.46),
            (Form::Block(0.53, 0.42, 0.08, 0.012, 0.012), 0.78),
        ]
    } else if is(&["tool", "knife", "trimmer", "strainer", "brush"]) {
        vec![
            (Form::Rod(0.36, 0.66, 0.58, 0.42, 0.026), 0.46),
            (Form::Rod(0.6, 0.4, 0.64, 0.355, 0.07), 0.58),
        ]
    } else {
        vec![
            (Form::Block(0.5, 0.55, 0.16, 0.18, 0.045), 0.54),
            (Form::Block(0.5, 0.36, 0.13, 0.035, 0.02), 0.42),
            (Form::Block(0.5, 0.57, 0.16, 0.055, 0.0), 0.8),
        ]
    }
}

/// A product's picture, as a PNG.
pub fn draw(shop: &str, name: &str, category: &str) -> Vec<u8> {
    let hue = hashed(shop) * 360.0 + (hashed(name) - 0.5) * 50.0;
    let forms = forms(name, category);
    let soft = 1.5 / SIDE as f32;
    let picture = RgbImage::from_fn(SIDE, SIDE, |across, down| {
        let (x, y) = (across as f32 / SIDE as f32, down as f32 / SIDE as f32);
        let mut colour = hsl(hue, 0.32, 0.93 - 0.05 * y);
        // What it stands on, and the shadow it throws there.
        let shadow = 1.0 - ((x - 0.5) / 0.3).hypot((y - 0.755) / 0.035).min(1.0);
        colour = mixed(colour, hsl(hue, 0.3, 0.55), shadow * 0.5);
        for (form, light) in &forms {
            let inside = (0.5 - form.distance(x, y) / soft).clamp(0.0, 1.0);
            if inside > 0.0 {
                // Lit from the upper left.
                let lit = light + 0.09 * (0.5 - x) + 0.05 * (0.5 - y);
                colour = mixed(colour, hsl(hue, 0.42, lit), inside);
            }
        }
        Rgb(colour.map(|part| (part * 255.0).round().clamp(0.0, 255.0) as u8))
    });
    let mut bytes = Cursor::new(Vec::new());
    match picture.write_to(&mut bytes, ImageFormat::Png) {
        Ok(()) => bytes.into_inner(),
        // Memory that cannot be written to; whoever reads it says that it is no picture.
        Err(_) => Vec::new(),
    }
}

/// A number from 0 to 1 derived from a text.
fn hashed(text: &str) -> f32 {
    let hash = text.bytes().fold(2_166_136_261u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
    });
    (hash >> 8) as f32 / (1 << 24) as f32
}

fn mixed(from: Colour, to: Colour, part: f32) -> Colour {
    std::array::from_fn(|at| from[at] + (to[at] - from[at]) * part)
}

/// Hue in degrees, saturation and lightness from 0 to 1.
fn hsl(hue: f32, saturation: f32, light: f32) -> Colour {
    let reach = saturation * light.min(1.0 - light);
    [0.0, 8.0, 4.0].map(|turn| {
        let place = (turn + hue.rem_euclid(360.0) / 30.0) % 12.0;
        light - reach * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0)
    })
}
