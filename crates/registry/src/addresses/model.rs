//! An address as typed, as kept, and why one is refused.

use ::store::StoreError;
use kernel::area::Point;
use kernel::error::{ErrorKind, Kinded};
use kernel::id::AddressId;
use serde::{Deserialize, Serialize};

/// An address as somebody typed it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressInput {
    /// `Rumah`; may be empty.
    pub label: String,
    /// Street, number, block.
    pub street: String,
    /// `3`, `03`, `RT 03`.
    pub rt: String,
    /// `5`, `RW.05`.
    pub rw: String,
    /// The ward's code, or its name.
    pub ward_code: String,
    /// `Pagar hijau depan musala`; may be empty.
    pub landmark: String,
    /// Degrees; both or none.
    pub lat: Option<f64>,
    /// Degrees; both or none.
    pub lng: Option<f64>,
}

/// An address that was checked against the city's wards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryAddress {
    /// What its owner calls it; may be empty.
    pub label: String,
    /// Street, number, block; never empty.
    pub street: String,
    /// From 1.
    pub rt: i64,
    /// From 1 to the ward's number of RW.
    pub rw: i64,
    /// A ward of this city.
    pub ward_code: String,
    /// How to find the door; may be empty.
    pub landmark: String,
    /// In the ward, or close to it.
    pub pin: Option<Point>,
}

/// An address that its owner kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedAddress {
    /// Its id.
    pub id: AddressId,
    /// The address.
    pub address: DeliveryAddress,
}

/// Why an address is refused.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// No street.
    #[error("the street is missing")]
    StreetMissing,
    /// A text holds a control character.
    #[error("{field} holds a control character")]
    TextNotAllowed {
        /// Which input.
        field: &'static str,
    },
    /// A text is longer than it may be.
    #[error("{field} is longer than {max} characters")]
    TooLong {
        /// `street`, `label` or `landmark`.
        field: &'static str,
        /// Characters.
        max: usize,
    },
    /// No ward of this city: outside the area that is served.
    #[error("no such ward in this city")]
    WardUnknown,
    /// No RT number, or more than the ward has.
    #[error("RT must be 1 to {max}")]
    RtOutOfRange {
        /// How many RT the ward has.
        max: i64,
        /// The ward's name.
        ward: String,
    },
    /// No RW number, or more than the ward has.
    #[error("RW must be 1 to {max}")]
    RwOutOfRange {
        /// How many RW the ward has.
        max: i64,
        /// The ward's name.
        ward: String,
    },
    /// Half a pin, or no place on earth.
    #[error("the pin is not a place")]
    PinInvalid,
    /// The pin lies in no ward of this city.
    #[error("the pin is outside the city")]
    PinOutsideCity,
    /// The pin lies in another ward than the one named.
    #[error("the pin is in {found}, not in {ward}")]
    PinOutsideWard {
        /// The ward that was named.
        ward: String,
        /// The ward in which the pin lies.
        found: String,
    },
    /// Nobody is signed in whose address this could be.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// As many are kept as may be.
    #[error("no more than {max} addresses are kept")]
    TooManySaved {
        /// Addresses.
        max: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(AddressError);

impl Kinded for AddressError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::StreetMissing
            | Self::TooLong { .. }
            | Self::TextNotAllowed { .. }
            | Self::WardUnknown
            | Self::RtOutOfRange { .. }
            | Self::RwOutOfRange { .. }
            | Self::PinInvalid
            | Self::PinOutsideCity
            | Self::PinOutsideWard { .. } => ErrorKind::Invalid,
            Self::NotSignedIn => ErrorKind::Unauthenticated,
            Self::TooManySaved { .. } => ErrorKind::Conflict,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::StreetMissing => "street_missing",
            Self::TooLong { field: "label", .. } => "label_too_long",
            Self::TooLong { field: "landmark", .. } => "landmark_too_long",
            Self::TooLong { .. } => "street_too_long",
            Self::TextNotAllowed { .. } => "text_not_allowed",
            Self::WardUnknown => "ward_unknown",
            Self::RtOutOfRange { .. } => "rt_out_of_range",
            Self::RwOutOfRange { .. } => "rw_out_of_range",
            Self::PinInvalid => "pin_invalid",
            Self::PinOutsideCity => "pin_outside_city",
            Self::PinOutsideWard { .. } => "pin_outside_ward",
            Self::NotSignedIn => "not_signed_in",
            Self::TooManySaved { .. } => "addresses_too_many",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::StreetMissing => Some("street"),
            Self::TooLong { field, .. } | Self::TextNotAllowed { field } => Some(field),
            Self::WardUnknown => Some("ward_code"),
            Self::RtOutOfRange { .. } => Some("rt"),
            Self::RwOutOfRange { .. } => Some("rw"),
            Self::PinInvalid | Self::PinOutsideCity | Self::PinOutsideWard { .. } => Some("pin"),
            Self::NotSignedIn | Self::TooManySaved { .. } | Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, .. } => vec![("max", max.to_string())],
            Self::RtOutOfRange { max, ward } | Self::RwOutOfRange { max, ward } => vec![("max", max.to_string()), ("ward", ward.clone())],
            Self::PinOutsideWard { ward, found } => vec![("ward", ward.clone()), ("found", found.clone())],
            Self::TooManySaved { max } => vec![("max", max.to_string())],
            Self::StreetMissing
            | Self::TextNotAllowed { .. }
            | Self::WardUnknown
            | Self::PinInvalid
            | Self::PinOutsideCity
            | Self::NotSignedIn
            | Self::Store(_) => Vec::new(),
        }
    }
}
