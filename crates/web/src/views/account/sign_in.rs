//! `/masuk` and `/masuk/kode`: phone number, then one-time code.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;

/// Asks for the phone number: `POST /masuk` with `phone`, `next`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/sign_in.html")]
pub struct SignInView {
    /// Around the content; errors name `phone`.
    pub page: Page,
    /// As typed.
    pub phone: String,
    /// Local path to go on to afterwards.
    pub next: String,
    /// Why one must sign in here: `supaya pesanan bisa diantar`; empty for no reason.
    pub reason: String,
}

/// Asks for the code: `POST /masuk/kode` with `code`, `challenge`, `name` (when new), `next`; `POST /masuk/kode/ulang` sends another.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/code.html")]
pub struct CodeView {
    /// Around the content; errors name `code`, `name`.
    pub page: Page,
    /// `0812 5555 ••01`.
    pub phone: String,
    /// Id of the request.
    pub challenge: String,
    /// Local path to go on to afterwards.
    pub next: String,
    /// The code, in demo mode.
    pub demo_code: Option<String>,
    /// `Kode berlaku sampai 06.35 WIB`.
    pub valid: String,
    /// Name as typed. The field is always shown and never required, so that nobody learns whether a number is known.
    pub name: String,
}
