//! What every page shares: language, head and navigation, messages, tokens for its forms.
//!
//! A view has a field `page: Page`; templates call its methods (`page.t("…")`, `page.icon("…")`).

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::parts::{Guard, Icon};
use crate::i18n::{Lang, T};

/// Everything around the content of one page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Page {
    /// Messages of the reader's language.
    pub t: T,
    /// Title in the language of the page, without the name of the site.
    pub title: String,
    /// One sentence for search engines and shared links.
    pub description: String,
    /// Path with query, as asked: the language links lead back to it.
    pub path: String,
    /// The city's short name: `Malang`.
    pub city: String,
    /// Scheme and host for canonical and shared links, without slash at the end; empty when unknown.
    pub origin: String,
    /// Who the page is for; decides header and navigation.
    pub area: Area,
    /// Name of the person signed in.
    pub signed_in_name: Option<String>,
    /// Lines in the basket.
    pub basket_count: u32,
    /// The bar above the bottom navigation; none on basket and checkout.
    pub basket_bar: Option<BasketBar>,
    /// The market the buyer shops in.
    pub market: Option<Here>,
    /// How much dearer a substitute may be: `10%`.
    pub substitution_cap: String,
    /// What stands in the search field.
    pub search: String,
    /// Token against forged requests.
    pub csrf: String,
    /// Fresh key per rendering; forms send it with the name of what they do.
    pub key: String,
    /// Demo mode: a bar leads to the demo people.
    pub is_demo: bool,
    /// Server-sent events that say when this page changed.
    pub live_url: Option<String>,
    /// Address of the service worker, for areas that work offline.
    pub worker_url: Option<String>,
    /// Messages after an action.
    pub flash: Vec<Flash>,
    /// What was wrong with the form, for the summary on top and beside the fields.
    pub errors: Vec<FieldError>,
    /// Kept out of search engines: personal pages, results, errors.
    pub is_private: bool,
}

/// Who the page is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Area {
    /// Buyers and the public, with the current place of the bottom navigation.
    Buyer(Nav),
    /// Traders, runners, managers, the city.
    Staff(StaffBar),
}

impl Default for Area {
    fn default() -> Self {
        Self::Buyer(Nav::None)
    }
}

/// The places of the buyers' navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nav {
    /// `/` and markets.
    Home,
    /// `/cari`.
    Search,
    /// `/keranjang`.
    Basket,
    /// `/pesanan`.
    Orders,
    /// `/akun`.
    Account,
    /// Elsewhere.
    None,
}

/// Header and navigation of a staff area.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StaffBar {
    /// Where one works and as what: `Lapak B-12 · Pasar Bareng`.
    pub place: String,
    /// Start page of the area.
    pub home: String,
    /// Navigation, at most five.
    pub items: Vec<StaffItem>,
}

/// One place of a staff navigation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StaffItem {
    /// Address.
    pub href: String,
    /// Name of the icon, see `assets/icons.svg`.
    pub icon: String,
    /// Word under the icon.
    pub label: String,
    /// Number beside it; 0 shows nothing.
    pub count: u32,
    /// Whether this is the page shown.
    pub is_current: bool,
}

/// The bar with the basket's count and estimated total.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BasketBar {
    /// Lines.
    pub count: u32,
    /// Estimated subtotal, formatted.
    pub total: String,
    /// Market or shop whose basket it is.
    pub place: String,
}

/// The market shown in the header.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Here {
    /// For addresses.
    pub slug: String,
    /// `Pasar Oro-oro Dowo`.
    pub name: String,
}

/// A message after an action.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    /// Tone.
    pub tone: Tone,
    /// Sentence in the reader's language.
    pub text: String,
}

/// Tone of a badge or message; the class name follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Done, open, in stock.
    Good,
    /// Waits for someone.
    Wait,
    /// Refused, sold out, late.
    Bad,
    /// Worth knowing.
    Note,
}

impl Tone {
    /// End of the class names `badge-…` and `notice-…`.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Wait => "wait",
            Self::Bad => "bad",
            Self::Note => "note",
        }
    }

    /// The icon that says the same.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Good => "done",
            Self::Bad => "warning",
            Self::Wait => "clock",
            Self::Plain | Self::Note => "info",
        }
    }
}

/// Something wrong with one field of a form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldError {
    /// The `id` of the field, which equals its `name`; empty for the form as a whole.
    pub field: String,
    /// Sentence in the reader's language that says how to put it right.
    pub text: String,
}

impl Page {
    /// A page in `lang` at `path` (with query) with a title; everything else empty.
    #[must_use]
    pub fn new(lang: Lang, path: &str, title: &str) -> Self {
        Self { t: T::new(lang), path: path.to_owned(), title: title.to_owned(), ..Self::default() }
    }

    /// The language of the page.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.t.lang()
    }

    /// A message without variables.
    #[must_use]
    pub fn t(&self, key: &'static str) -> &'static str {
        self.t.text(key)
    }

    /// A message with one variable.
    #[must_use]
    pub fn t1(&self, key: &'static str, name: &'static str, value: impl Display) -> String {
        self.t.with(key, &[(name, &value)])
    }

    /// A message with two variables.
    #[must_use]
    pub fn t2(&self, key: &'static str, a: &'static str, x: impl Display, b: &'static str, y: impl Display) -> String {
        self.t.with(key, &[(a, &x), (b, &y)])
    }

    /// An icon of `assets/icons.svg`, hidden from screen readers: words stand beside it.
    #[must_use]
    pub fn icon<'a>(&self, name: &'a str) -> Icon<'a> {
        Icon(name)
    }

    /// The hidden fields of a form that writes; `what` tells the forms of one page apart.
    #[must_use]
    pub fn guard(&self, what: impl Display) -> Guard<'_> {
        Guard { csrf: &self.csrf, key: &self.key, what: what.to_string() }
    }

    /// Address of a static file with its fingerprint.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        crate::assets::asset(name).into_owned()
    }

    /// Address of the drawn picture of a commodity or kind of goods.
    #[must_use]
    pub fn picture(&self, slug: &str) -> String {
        crate::assets::picture(slug).into_owned()
    }

    /// Address of a market's floor tile.
    #[must_use]
    pub fn tile(&self, slug: &str) -> String {
        crate::assets::tile(slug).into_owned()
    }

    /// What is wrong with the named field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.text.as_str())
    }

    /// Whether the buyers' navigation stands at `nav`.
    #[must_use]
    pub fn is_at(&self, nav: Nav) -> bool {
        matches!(self.area, Area::Buyer(here) if here == nav)
    }

    /// This page in another language.
    #[must_use]
    pub fn lang_href(&self, lang: &Lang) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((self.path.as_str(), ""));
        let rest = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("bahasa="));
        let pairs: Vec<_> = rest.chain([["bahasa=", lang.code()].concat().as_str()]).map(str::to_owned).collect();
        format!("{path}?{}", pairs.join("&"))
    }

    /// The path without its query.
    #[must_use]
    pub fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, Page};

    #[test]
    fn language_links_keep_the_rest_of_the_address() {
        let page = Page::new(Lang::Id, "/cari?q=cabai&bahasa=en", "x");
        assert_eq!(page.lang_href(&Lang::Jv), "/cari?q=cabai&bahasa=jv");
        assert_eq!(Page::new(Lang::Id, "/", "x").lang_href(&Lang::En), "/?bahasa=en");
    }
}
