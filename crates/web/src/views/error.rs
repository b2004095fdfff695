//! The page for everything that went wrong: what happened in words, and a way out.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::page::Page;

/// An error page. Its words come from the messages `error-STATUS-title` and `error-STATUS-text`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "error.html")]
pub struct ErrorView {
    /// Around the content.
    pub page: Page,
    /// HTTP status.
    pub status: u16,
    /// A sentence that says more than the status does; replaces the general one.
    pub detail: Option<String>,
    /// Where the way out leads: back to what the person was doing; none leads home only.
    pub back: Option<Link>,
    /// Number to tell the help desk, for 500.
    pub reference: Option<String>,
}

/// A link with its words.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Link {
    /// Address.
    pub href: String,
    /// Words.
    pub text: String,
}

impl ErrorView {
    /// The page for `status`; its title follows from it.
    #[must_use]
    pub fn new(mut page: Page, status: u16) -> Self {
        page.is_private = true;
        let view = Self { page, status, detail: None, back: None, reference: None };
        let title = view.heading().to_owned();
        Self { page: Page { title, ..view.page }, ..view }
    }

    /// What happened, in a few words.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        self.words("title")
    }

    /// What happened and what to do, in a sentence.
    #[must_use]
    pub fn text(&self) -> &str {
        self.detail.as_deref().unwrap_or_else(|| self.words("text"))
    }

    fn words(&self, part: &str) -> &'static str {
        let general = if self.status < 500 { 400 } else { 500 };
        let find = |status: u16| self.page.t.find(&format!("error-{status}-{part}"));
        find(self.status).or_else(|| find(general)).unwrap_or_default()
    }
}
