//! Pure: QRIS payment codes, the Indonesian form of EMVCo's merchant-presented mode.
//!
//! [`parse()`] reads leniently: whatever a wallet would still pay comes with warnings, what is dangerous is an error.
//! [`Payload::build`] writes strictly: what the reader only warns of is refused. [`Reading::with_amount`] makes a static
//! code dynamic, and [`render::Symbol`] draws any code as SVG and PNG. Nothing here calls a gateway or knows whether
//! somebody has paid.
//!
//! **Source:** EMV QR Code Specification for Payment Systems, merchant-presented mode, version 1.1; Bank Indonesia,
//! PADG 21/18/PADG/2019 on the national standard QRIS.

pub mod acquirer;
mod amount;
mod build;
mod charge;
pub mod crc;
mod error;
mod model;
mod parse;
pub mod render;
mod rules;
mod tag;
mod tlv;
mod warning;

pub use amount::{Decimal, Tip};
pub use build::BuildError;
pub use charge::{Charge, ChargeError};
pub use error::{ParseError, ParseErrorKind};
pub use model::{Account, Criterion, Initiation, Local, Payload};
pub use parse::{Reading, parse};
pub use tag::{Tag, additional};
pub use tlv::Field;
pub use warning::{Warning, WarningKind};
