//! `/demo`: step into the shoes of an invented person with one tap.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::Badge;

/// The demo people: `POST /demo/masuk` with `person`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/demo.html")]
pub struct DemoView {
    /// Around the content.
    pub page: Page,
    /// Groups: buyers, traders, runners, managers, city.
    pub groups: Vec<DemoGroup>,
}

/// People who do the same.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DemoGroup {
    /// `Pembeli`.
    pub title: String,
    /// What they do here.
    pub text: String,
    /// Icon.
    pub icon: String,
    /// People.
    pub people: Vec<DemoPerson>,
}

/// One invented person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DemoPerson {
    /// Value of the form.
    pub id: String,
    /// Name.
    pub name: String,
    /// `Lapak B-12, Pasar Oro-oro Dowo`.
    pub text: String,
    /// `3 pesanan baru`; none when nothing waits.
    pub badge: Option<Badge>,
    /// Whether this is who one is now.
    pub is_current: bool,
}
