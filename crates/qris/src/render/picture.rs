//! A code as PNG: black and white, one bit for each point, every square the same whole number of points.

use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};

use super::Symbol;

/// The most points of a side: 65 cm at 400 dpi.
const POINTS_MAX: u32 = 10_240;
/// Hundredths of a millimetre in an inch.
const INCH_MM_100: u64 = 2_540;

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// At least so many points wide, for a screen.
    Screen {
        /// **Units:** points.
        side_min: u32,
    },
    /// Exactly so wide on paper, and at least so fine.
    Print {
        /// **Units:** millimetres, border included.
        side_mm: u32,
        /// **Units:** points in an inch; a little more where squares would not be whole.
        dpi_min: u32,
    },
}

impl Picture {
    /// Fills a phone's screen.
    pub const SCREEN: Self = Self::Screen { side_min: 720 };
    /// Ten centimetres at 300 dpi: a sign at a stall.
    pub const PRINT: Self = Self::Print { side_mm: 100, dpi_min: 300 };

    /// The fewest points, rounded up.
    fn points_min(self) -> u64 {
        match self {
            Self::Screen { side_min } => u64::from(side_min),
            Self::Print { side_mm, dpi_min } => (u64::from(side_mm) * u64::from(dpi_min)).saturating_mul(100).div_ceil(INCH_MM_100),
        }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Nothing, or more than a printer prints.
    #[error("a picture is from 1 to {POINTS_MAX} points wide, {0} were asked for")]
    Size(u64),
    /// The encoder failed.
    #[error("the picture cannot be written")]
    Encode(#[from] png::EncodingError),
}

impl Symbol {
    /// A PNG file. On paper it has the asked width, as the file's resolution says.
    ///
    /// # Errors
    /// [`PictureError::Size`] when the size is 0 or too large.
    pub fn png(&self, picture: Picture) -> Result<Vec<u8>, PictureError> {
        let side = self.side();
        let wanted = picture.points_min();
        let scale = u32::try_from(wanted).ok().filter(|wanted| (1..=POINTS_MAX).contains(wanted)).ok_or(PictureError::Size(wanted))?;
        let scale = scale.div_ceil(side);
        let points = side * scale;
        let mut file = Vec::with_capacity(8 * 1024);
        let mut encoder = Encoder::new(&mut file, points, points);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        encoder.set_compression(png::Compression::Balanced);
        if let Picture::Print { side_mm, .. } = picture {
            let per_metre = (points * 1_000).div_ceil(side_mm);
            encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.bitmap(scale))?;
        writer.finish()?;
        Ok(file)
    }

    /// Rows of bits from the left, a set bit white, each row in whole bytes.
    fn bitmap(&self, scale: u32) -> Vec<u8> {
        let side = self.side();
        let bytes = (side * scale).div_ceil(8) as usize;
        let mut bitmap = Vec::with_capacity(bytes * (side * scale) as usize);
        for y in 0..side {
            let mut row = vec![0xFF_u8; bytes];
            for (start, run) in self.runs(y) {
                for point in start * scale..(start + run) * scale {
                    row[point as usize / 8] &= !(0x80 >> (point % 8));
                }
            }
            (0..scale).for_each(|_| bitmap.extend_from_slice(&row));
        }
        bitmap
    }
}
