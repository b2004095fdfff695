//! `/akun/kunci` and `/masuk/kunci`: the second factor of staff, set up and given.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;

/// Sets one up: `POST /akun/kunci/mulai`, then `POST /akun/kunci` with `code`, both with `next`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/second_factor.html")]
pub struct FactorView {
    /// Around the content; errors name `code`.
    pub page: Page,
    /// How far it is.
    pub step: FactorStep,
    /// Local path to go on to afterwards.
    pub next: String,
}

/// How far it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum FactorStep {
    /// Nothing yet.
    None,
    /// To be taken over by an app.
    Begun {
        /// In groups of four, for typing.
        secret: String,
        /// For a link on the phone itself.
        uri: String,
        /// The same as a picture.
        qr: Option<Qr>,
    },
    /// In use.
    Confirmed {
        /// `7 kode cadangan tersisa`.
        left: String,
    },
}

/// A QR code to be drawn.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Qr {
    /// Width and height in squares, with the border.
    pub side: u32,
    /// The dark squares, as the path of an SVG.
    pub path: String,
}

/// Asks for it: `POST /masuk/kunci` with `code`, `next`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/proof.html")]
pub struct ProofView {
    /// Around the content; errors name `code`.
    pub page: Page,
    /// Local path to go on to afterwards.
    pub next: String,
}

/// Shows the recovery codes, once.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/recovery.html")]
pub struct RecoveryView {
    /// Around the content.
    pub page: Page,
    /// Each works once.
    pub codes: Vec<String>,
    /// Local path to go on to.
    pub next: String,
}
