//! `/akun/data`: what is kept of a person, to take along or to have forgotten.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;

/// One's own data: `GET /akun/data.json`, `POST /akun/data/hapus` with `sure`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/privacy.html")]
pub struct PrivacyView {
    /// Around the content; errors name `sure`.
    pub page: Page,
}
