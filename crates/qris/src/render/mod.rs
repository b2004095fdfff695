//! Drawing a code: any text as black and white squares.
//!
//! At least error correction M, more where the squares are there anyway; a white border of four squares. Of a QRIS code at
//! least 115 × 115 points are shown or printed (ASPI), which every size here exceeds.

mod mask;
mod picture;
mod segments;
mod svg;

use qrcodegen::QrCode;

pub use picture::{Picture, PictureError};

/// White squares around a code. **Source:** ISO/IEC 18004, section 5.3.8.
const BORDER: u32 = 4;

/// A code to be drawn.
#[derive(Clone)]
pub struct Symbol {
    code: QrCode,
}

/// The text does not fit into any code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for a QR code; shorten it to 2331 bytes")]
pub struct TextTooLong;

impl Symbol {
    /// The code of a text, in UTF-8.
    ///
    /// # Errors
    /// [`TextTooLong`] above 2331 bytes, or a little more in digits or capitals.
    pub fn of(text: &str) -> Result<Self, TextTooLong> {
        mask::encode(&segments::of(text)).map(|code| Self { code }).map_err(|_| TextTooLong)
    }

    /// Width and height. **Units:** squares, with the border.
    #[must_use]
    pub fn side(&self) -> u32 {
        self.code.size().unsigned_abs() + 2 * BORDER
    }

    /// Whether the square is black. **Units:** squares from the upper left corner, border included.
    #[must_use]
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        let inner = |at: u32| at.checked_sub(BORDER).and_then(|at| i32::try_from(at).ok());
        matches!((inner(x), inner(y)), (Some(x), Some(y)) if self.code.get_module(x, y))
    }

    /// The black runs of a row: first square and how many.
    fn runs(&self, y: u32) -> impl Iterator<Item = (u32, u32)> {
        let side = self.side();
        let mut x = 0;
        std::iter::from_fn(move || {
            let start = (x..side).find(|x| self.is_dark(*x, y))?;
            x = (start..side).find(|x| !self.is_dark(*x, y)).unwrap_or(side);
            Some((start, x - start))
        })
    }
}
