//! What every page is set in: language, tokens, navigation, basket.

use kernel::Rupiah;
use market::baskets::{self, Basket};
use market::catalogue::{Catalogue, Market};
use market::orders::WantedLine;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::format;
use crate::views::{Area, BasketBar, Here, Nav, Page, StaffBar};

/// The frame of a page for anyone, without basket: no SQL.
#[must_use]
pub fn page(app: &App, who: &Who, title: impl Into<String>) -> Page {
    Page {
        t: who.t,
        title: title.into(),
        path: who.path.clone(),
        city: app.city_name().to_owned(),
        origin: who.origin.clone(),
        signed_in_name: who.name.clone().map(|name| if name.is_empty() { who.t.text("nav-account").to_owned() } else { name }),
        csrf: who.csrf.clone(),
        key: kernel::id::RawId::from_bytes(app.desk.house.ids.secret()).simple().to_string(),
        is_demo: app.is_demo(),
        flash: who.flash.clone(),
        ..Page::default()
    }
}

/// The frame of a buyer's page, with the basket.
///
/// # Errors
/// A [`Fault`] when the baskets cannot be read.
pub async fn buyer(app: &App, who: &Who, nav: Nav, title: impl Into<String>) -> Result<Page, Fault> {
    let baskets = baskets_of(app, who).await?;
    Ok(buyer_with(app, who, nav, title, &baskets))
}

/// The same, where the baskets have been read already.
#[must_use]
pub fn buyer_with(app: &App, who: &Who, nav: Nav, title: impl Into<String>, baskets: &[Basket]) -> Page {
    let catalogue = app.catalogue.read();
    let market = who.market.as_deref().and_then(|slug| catalogue.market(slug));
    let current = baskets.iter().find(|basket| market.is_some_and(|market| market.id == basket.market)).or(baskets.first());
    let market = market.or_else(|| catalogue.market_by_id(current?.market));
    Page {
        area: Area::Buyer(nav),
        market: market.map(here),
        basket_count: current.map_or(0, |basket| count(basket.lines.len())),
        basket_bar: current.filter(|_| nav != Nav::Basket).map(|basket| bar(&catalogue, who, basket)),
        ..page(app, who, title)
    }
}

/// The market that the head of a buyer's page names.
#[must_use]
pub fn here(market: &Market) -> Here {
    Here { slug: market.slug.clone(), name: market.name.clone() }
}

/// The frame of a staff page; kept out of search engines.
#[must_use]
pub fn staff(app: &App, who: &Who, bar: StaffBar, title: impl Into<String>) -> Page {
    Page { area: Area::Staff(bar), is_private: true, ..page(app, who, title) }
}

/// The baskets of whoever asks, last touched first; a browser that is new has none.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn baskets_of(app: &App, who: &Who) -> Result<Vec<Basket>, Fault> {
    if who.actor.person.is_none() && who.is_new_visitor {
        return Ok(Vec::new());
    }
    Ok(baskets::all(&app.desk, who.owner()).await?)
}

/// What a line costs by today's price; nothing when its offer is gone.
#[must_use]
pub fn estimate(catalogue: &Catalogue, wanted: &WantedLine) -> Rupiah {
    let price = catalogue.offer(wanted.offer).map(|view| view.offer.price);
    wanted.amount.or_else(|| price?.times_milli(wanted.quantity.milli())).unwrap_or_default()
}

fn bar(catalogue: &Catalogue, who: &Who, basket: &Basket) -> BasketBar {
    let total: Rupiah = basket.lines.iter().map(|line| estimate(catalogue, &line.wanted)).sum();
    BasketBar {
        count: count(basket.lines.len()),
        total: format::rupiah(who.lang, total.amount()),
        place: catalogue.market_by_id(basket.market).map(|market| market.name.clone()).unwrap_or_default(),
    }
}

/// A number of things for views.
#[must_use]
pub fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// A path with a query; empty values are left out.
#[must_use]
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
    let query = pairs.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
