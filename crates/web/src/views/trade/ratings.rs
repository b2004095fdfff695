//! Ratings: the buyer's form, a stall's reputation, the list for staff.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::Pager;

/// A stall or runner to be rated.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RatingForm {
    /// `stall:ID` or `runner:ID`.
    pub subject: String,
    /// For ids on the page.
    pub key: String,
    /// Name.
    pub name: String,
    /// Stars given before; 0 for none.
    pub stars: i64,
    /// Words given before.
    pub words: String,
    /// Whether it may be given or changed now.
    pub is_open: bool,
}

/// A rating as others see it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RatingRow {
    /// Its id.
    pub id: String,
    /// `★★★★☆`.
    pub stars: String,
    /// The same in words: `4 dari 5`.
    pub stars_text: String,
    /// Words; empty for none.
    pub words: String,
    /// About whom; empty where it is clear.
    pub about: String,
    /// When.
    pub day: String,
    /// Why its words are hidden; empty while they are shown.
    pub hidden: String,
}

/// What buyers think of a stall, on its page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReputationCard {
    /// `4,6`; empty below five ratings.
    pub average: String,
    /// `12 penilaian`.
    pub count: String,
    /// The newest words.
    pub words: Vec<RatingRow>,
}

/// A market's ratings for its manager.
///
/// Forms: `POST /kelola/{pasar}/nilai/{id}` with `act` (`hide`, `show`), `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/ratings.html")]
pub struct RatingsView {
    /// Around the content.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Whether the reader may hide words.
    pub can_hide: bool,
    /// Newest first.
    pub ratings: Vec<RatingRow>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
}
