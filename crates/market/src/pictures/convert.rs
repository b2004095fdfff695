//! From what a phone sent to the files that are shown. Pure, and heavy: never on the threads that answer requests.
//!
//! Only pixels survive. Where and when a picture was taken, its preview and its colour profile stand beside them and are not copied.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::{FilterType, overlay};
use image::{DynamicImage, ImageDecoder, Limits, Rgba, RgbaImage};
use sha2::{Digest as _, Sha256};

use super::model::{PictureError, SIZES};

/// The most pixels that are decoded: two hundred megabytes of memory.
pub const PIXELS_MAX: u64 = 50_000_000;
/// The fewest pixels of the shorter side.
pub const SIDE_MIN: u32 = 120;
/// No side is longer. **Units:** pixels.
const SIDE_MAX: u32 = 20_000;
/// What a decoder may take besides. **Units:** bytes.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Longest side to shortest: what is longer is cut from the middle, so that a strip becomes a picture.
const RATIO_MAX: u32 = 2;
/// Of the files, largest last. Source: own comparison of vegetables at arm's length; below 70 leaves turn to mud.
const QUALITY: [u8; 3] = [74, 76, 78];

/// A picture ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// SHA-256 over the files, hexadecimal.
    pub hash: String,
    /// **Units:** pixels of the largest.
    pub width: u32,
    /// **Units:** pixels of the largest.
    pub height: u32,
    /// One JPEG for each of [`SIZES`].
    pub jpegs: [Vec<u8>; 3],
}

/// Reads, turns, shrinks and writes anew. What it is is read from the content, not from a name.
///
/// # Errors
/// [`PictureError`] `Missing`, `Heic`, `NotAPicture`, `Damaged`, `TooManyPixels`, `TooSmall`.
pub fn convert(upload: &[u8]) -> Result<Files, PictureError> {
    let picture = flatten(trim(decode(upload)?));
    let largest = shrink(&picture, SIZES[2]);
    let jpegs =
        [jpeg(&shrink(&largest, SIZES[0]), QUALITY[0])?, jpeg(&shrink(&largest, SIZES[1]), QUALITY[1])?, jpeg(&largest, QUALITY[2])?];
    let hash = jpegs.iter().fold(Sha256::new(), |hash, jpeg| hash.chain_update(jpeg)).finalize();
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Files { hash, width: largest.width(), height: largest.height(), jpegs })
}

/// Decodes within limits, upright.
fn decode(upload: &[u8]) -> Result<DynamicImage, PictureError> {
    let source = || Cursor::new(upload);
    match upload {
        [] => Err(PictureError::Missing),
        [0xff, 0xd8, 0xff, ..] if !is_whole_jpeg(upload) => Err(PictureError::Damaged),
        [0xff, 0xd8, 0xff, ..] => bounded(JpegDecoder::new(source())),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => bounded(PngDecoder::new(source())),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => bounded(WebPDecoder::new(source())),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heic(brand) => Err(PictureError::Heic),
        _ => Err(PictureError::NotAPicture),
    }
}

/// Whether the picture comes to its end: decoders fill with grey what a broken connection left out. The end of a preview inside
/// does not count, and what some phones write behind the end does no harm. Source: ITU-T T.81, annex B.
fn is_whole_jpeg(upload: &[u8]) -> bool {
    let mut at = 2;
    let mut is_in_scan = false;
    while let Some([mark, kind]) = upload.get(at..at + 2) {
        let is_data = is_in_scan && (*mark != 0xff || matches!(kind, 0x00 | 0xd0..=0xd7 | 0xff));
        if is_data || (*mark == 0xff && *kind == 0xff) {
            at += 1;
            continue;
        }
        match (mark, kind) {
            (0xff, 0xd9) => return true,
            (0xff, kind) => {
                let Some([high, low]) = upload.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
                is_in_scan = *kind == 0xda;
            }
            _ => return false,
        }
    }
    false
}

/// Source: ISO/IEC 23008-12, brands of HEIF.
fn is_heic(brand: &[u8]) -> bool {
    [b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"].iter().any(|known| brand.starts_with(*known))
}

fn bounded<D: ImageDecoder>(decoder: image::ImageResult<D>) -> Result<DynamicImage, PictureError> {
    let mut decoder = decoder.map_err(refusal)?;
    // The head says how large the picture will be; nothing of that size is made before it is checked.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX || width.max(height) > SIDE_MAX {
        return Err(PictureError::TooManyPixels);
    }
    if width.min(height) < SIDE_MIN {
        return Err(PictureError::TooSmall);
    }
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(SIDE_MAX), Some(SIDE_MAX), Some(MEMORY_MAX));
    decoder.set_limits(limits).map_err(refusal)?;
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refusal(error: image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Damaged,
    }
}

/// The middle of a strip.
fn trim(picture: DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let (kept_width, kept_height) = (width.min(height * RATIO_MAX), height.min(width * RATIO_MAX));
    if (kept_width, kept_height) == (width, height) {
        return picture;
    }
    picture.crop_imm((width - kept_width) / 2, (height - kept_height) / 2, kept_width, kept_height)
}

/// On white, where it was transparent.
fn flatten(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let picture = picture.into_rgba8();
    let mut ground = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255, 255, 255, 255]));
    overlay(&mut ground, &picture, 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(ground).into_rgb8())
}

/// Fits it into a square; a small one stays as it is.
fn shrink(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    // A quick average first, where there is much to throw away, then a good filter.
    let rough = if picture.width().max(picture.height()) > side * 3 { picture.thumbnail(side * 2, side * 2) } else { picture.clone() };
    rough.resize(side, side, FilterType::CatmullRom)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).map_err(|_| PictureError::Damaged)?;
    Ok(bytes)
}
