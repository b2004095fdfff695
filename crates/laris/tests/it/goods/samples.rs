//! Files that phones send, and files made to break decoders.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Left half red, right half green.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 30, 30]) } else { Rgb([30, 160, 60]) })
}

/// A JPEG as a phone held upright writes it: lying on its side, with the turn, the place and a preview beside the pixels.
pub fn phone_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    halves(width, height).write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 90)).unwrap();
    // TIFF, big endian: orientation 6 (turn right), and where it was taken as a text.
    let place = b"GPS -7.9666,112.6326\0";
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x01\x0e\0\x02");
    exif.extend(u32::try_from(place.len()).unwrap().to_be_bytes());
    exif.extend(38_u32.to_be_bytes());
    exif.extend([0; 4]);
    exif.extend(place);
    let length = u16::try_from(exif.len() + 2).unwrap();
    [&jpeg[..2], b"\xff\xe1", &length.to_be_bytes(), &exif, &jpeg[2..]].concat()
}

/// A picture in another format; green where it is not transparent.
pub fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { Rgba([0, 0, 0, 0]) } else { Rgba([30, 160, 60, 255]) });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG of a few bytes whose head promises a gigapixel.
pub fn png_bomb() -> Vec<u8> {
    let mut png = encoded(200, 200, ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let checksum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    png
}

/// Source: PNG specification, annex D.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}
