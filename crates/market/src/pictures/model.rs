//! A picture, and why one is refused.

use jobs::idempotency::IdempotencyError;
use kernel::error::{ErrorKind, Kinded};
use kernel::id::{CityId, OfferId};
use providers::objects::{ObjectError, ObjectKey};
use store::{FromRow, Row, StoreError};

/// The longest side of each file of a picture, in pixels, smallest first.
pub const SIZES: [u32; 3] = [160, 480, 960];
/// The most an upload may have. **Units:** bytes. Phones of 2026 take pictures of 2 to 12 MB.
pub const UPLOAD_BYTES_MAX: usize = 15 * 1024 * 1024;
/// Hexadecimal digits of a content's name.
const HASH_CHARS: usize = 64;

/// The picture of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Whose.
    pub offer: OfferId,
    /// SHA-256 over its files, 64 hexadecimal digits.
    pub hash: String,
    /// **Units:** pixels of the largest file.
    pub width: u32,
    /// **Units:** pixels of the largest file.
    pub height: u32,
}

impl FromRow for Picture {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let side = |pixels: i64| u32::try_from(pixels).unwrap_or_default();
        Ok(Self { offer: row.take()?, hash: row.take()?, width: side(row.take()?), height: side(row.take()?) })
    }
}

impl Picture {
    /// Width and height of the file whose longest side is at most `size`.
    #[must_use]
    pub fn scaled(&self, size: u32) -> (u32, u32) {
        let longest = self.width.max(self.height).max(1);
        if longest <= size {
            return (self.width, self.height);
        }
        let side = |pixels: u32| (u64::from(pixels) * u64::from(size) / u64::from(longest)).max(1);
        // A side is at most `size` now.
        (u32::try_from(side(self.width)).unwrap_or(size), u32::try_from(side(self.height)).unwrap_or(size))
    }
}

/// The object of one file.
///
/// # Errors
/// [`ObjectError::Key`] for what is no hash or no size.
pub fn object_key(city: CityId, hash: &str, size: u32) -> Result<ObjectKey, ObjectError> {
    let is_hash = hash.len() == HASH_CHARS && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_hash || !SIZES.contains(&size) {
        return Err(ObjectError::Key);
    }
    ObjectKey::parse(&format!("pictures/{city}/{hash}-{size}.jpg"))
}

/// Why a picture is not taken, or not taken away. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The key was used for something else, or is no key.
    #[error(transparent)]
    Idempotency(IdempotencyError),
    /// The actor neither sells at this stall nor manages its market.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Nothing was sent.
    #[error("no picture was sent")]
    Missing,
    /// More than [`UPLOAD_BYTES_MAX`].
    #[error("the file is too large")]
    TooLarge,
    /// No JPEG, PNG or WebP, whatever its name says.
    #[error("not a JPEG, PNG or WebP picture")]
    NotAPicture,
    /// The format that Apple's phones use unless told otherwise.
    #[error("a HEIC picture")]
    Heic,
    /// Cut off, damaged, or made to break decoders.
    #[error("the picture cannot be read")]
    Damaged,
    /// More pixels than are decoded.
    #[error("too many pixels")]
    TooManyPixels,
    /// Too few to show.
    #[error("too few pixels")]
    TooSmall,
    /// A reason must be given, and holds no control characters.
    #[error("the reason is missing or cannot be kept")]
    Reason,
    /// Other pictures are being read; later it works.
    #[error("too many pictures at once")]
    Busy,
}

::store::collides!(PictureError);

impl From<IdempotencyError> for PictureError {
    fn from(error: IdempotencyError) -> Self {
        match error {
            IdempotencyError::Store(error) => Self::Store(error),
            other => Self::Idempotency(other),
        }
    }
}

impl Kinded for PictureError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Objects(error) => error.kind(),
            Self::Idempotency(error) => error.kind(),
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::Busy => ErrorKind::Unavailable,
            Self::Missing
            | Self::TooLarge
            | Self::NotAPicture
            | Self::Heic
            | Self::Damaged
            | Self::TooManyPixels
            | Self::TooSmall
            | Self::Reason => ErrorKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Objects(error) => error.code(),
            Self::Idempotency(error) => error.code(),
            Self::NotAllowed => "not_allowed",
            Self::NotFound(_) => "not_found",
            Self::Missing => "picture_missing",
            Self::TooLarge => "picture_too_large",
            Self::NotAPicture => "not_a_picture",
            Self::Heic => "picture_heic",
            Self::Damaged => "picture_damaged",
            Self::TooManyPixels => "picture_too_many_pixels",
            Self::TooSmall => "picture_too_small",
            Self::Reason => "reason_missing",
            Self::Busy => "pictures_busy",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Idempotency(error) => error.field(),
            Self::Reason => Some("reason"),
            Self::Missing
            | Self::TooLarge
            | Self::NotAPicture
            | Self::Heic
            | Self::Damaged
            | Self::TooManyPixels
            | Self::TooSmall
            | Self::Busy => Some("picture"),
            Self::Store(_) | Self::Objects(_) | Self::NotAllowed | Self::NotFound(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound(what) => vec![("what", (*what).to_owned())],
            Self::TooLarge => vec![("megabytes", (UPLOAD_BYTES_MAX >> 20).to_string())],
            Self::TooManyPixels => vec![("megapixels", (super::convert::PIXELS_MAX / 1_000_000).to_string())],
            Self::TooSmall => vec![("pixels", super::convert::SIDE_MIN.to_string())],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;

    use super::*;

    #[test]
    fn sides_keep_their_proportion() {
        let picture = |width, height| Picture { offer: RawId::nil().into(), hash: String::new(), width, height };
        for (width, height, size, expected) in [
            (960, 720, 960, (960, 720)),
            (960, 720, 480, (480, 360)),
            (720, 960, 160, (120, 160)),
            (300, 200, 480, (300, 200)),
            (960, 3, 160, (160, 1)),
        ] {
            assert_eq!(picture(width, height).scaled(size), expected, "{width}x{height} in {size}");
        }
    }

    #[test]
    fn an_object_is_named_by_hash_and_size_only() {
        let (city, hash) = (CityId(RawId::nil()), "a0".repeat(32));
        assert!(object_key(city, &hash, 160).is_ok());
        for (hash, size) in [(hash.as_str(), 161), ("a0", 160), (&"A0".repeat(32), 160), (&"../".repeat(22)[..64], 160)] {
            assert!(object_key(city, hash, size).is_err(), "{hash} {size}");
        }
    }
}
