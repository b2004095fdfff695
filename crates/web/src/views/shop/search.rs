//! `/cari`: results with facets; asks back when a word means several goods.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{ChipLink, GoodCard, Pager};
use crate::views::error::Link;
use crate::views::page::Page;

/// Search results. `page.search` is the query.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/search.html")]
pub struct SearchView {
    /// Around the content.
    pub page: Page,
    /// `128 barang`, formatted and counted.
    pub total: String,
    /// `Mungkin maksud Anda beras 5 kg?`: the corrected query as a link.
    pub did_you_mean: Option<Link>,
    /// The query was searched as this instead of as typed; empty when not.
    pub searched_as: String,
    /// A word that means several goods (`bawang`): which one?
    pub which: Vec<ChipLink>,
    /// Facets: market, cluster, group; links that switch a value on or off.
    pub facets: Vec<Facet>,
    /// Order of the results.
    pub sorts: Vec<ChipLink>,
    /// Only what can be ordered now.
    pub open_now: ChipLink,
    /// Price range as typed, rupiah without marks.
    pub price_from: String,
    /// See `price_from`.
    pub price_to: String,
    /// The other parameters of the search, kept by the price form as hidden fields.
    pub kept: Vec<(String, String)>,
    /// What is on, to take off with one tap.
    pub active: Vec<ChipLink>,
    /// Results.
    pub goods: Vec<GoodCard>,
    /// Stalls and shops whose name fits.
    pub stalls: Vec<ChipLink>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
    /// What others look for: for the empty page.
    pub suggestions: Vec<ChipLink>,
}

/// One facet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facet {
    /// Its name.
    pub title: String,
    /// Its values.
    pub items: Vec<ChipLink>,
}
