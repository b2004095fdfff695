//! Cards of goods and markets from the catalogue, lists cut into pages, names filtered.

use std::collections::HashMap;

use kernel::Timestamp;
use kernel::id::ProductId;
use market::baskets::Basket;
use market::catalogue::{Catalogue, Market, MarketKind, OfferView};

use super::frame::address;
use super::words;
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::format;
use crate::pages::photos;
use crate::views::shop::cards::{GoodCard, MarketCard, Pager};

/// Goods on one page of a list.
pub const PAGE_GOODS: usize = 40;

/// What cards need to know besides the offer.
pub struct Shelf<'a> {
    /// For formats.
    pub who: &'a Who,
    /// What is in the baskets already.
    pub baskets: &'a [Basket],
    /// Now.
    pub now: Timestamp,
}

impl Shelf<'_> {
    /// One offer as a card; `from` says who sells it.
    #[must_use]
    pub fn card(&self, view: &OfferView<'_>, from: String) -> GoodCard {
        let (who, product, offer) = (self.who, view.product, view.offer);
        let availability = view.availability(self.now);
        let stock = words::stock(who, view, self.now);
        let is_plain = availability.is_open() && stock.tone == crate::views::Tone::Good;
        let id = offer.id.to_string();
        GoodCard {
            href: address(&format!("/produk/{}", product.slug), &[("penawaran", &id)]),
            name: product.name(who.actor.lang).to_owned(),
            picture: assets::picture(&product.illustration).into_owned(),
            photo: view.picture.map(photos::photo),
            price: words::money(who, offer.price),
            per: words::per(product),
            from,
            quick: if availability.is_open() { words::quantity(who, usual(view), product) } else { String::new() },
            in_basket: self.in_basket(view),
            badge: (!is_plain).then_some(stock),
            offer: id,
        }
    }

    /// One offer as a card that names its stall.
    #[must_use]
    pub fn card_of_stall(&self, view: &OfferView<'_>) -> GoodCard {
        self.card(view, format!("{} · {}", view.stall.name, words::place(view.stall)))
    }

    fn in_basket(&self, view: &OfferView<'_>) -> String {
        let lines = self.baskets.iter().flat_map(|basket| &basket.lines).filter(|line| line.wanted.offer == view.offer.id);
        let said: Vec<String> = lines.map(|line| words::wanted(self.who, &line.wanted, view.product)).collect();
        said.join(" + ")
    }
}

/// What one tap adds: a quarter of a kilogram, or the least that is sold.
#[must_use]
pub fn usual(view: &OfferView<'_>) -> kernel::Quantity {
    let (step, min) = (view.product.step.milli().max(1), view.product.min.milli());
    let quarter = 250;
    let is_by_weight = view.product.sold_by == kernel::Unit::Weight && quarter % step == 0 && quarter >= min;
    let milli = if is_by_weight { quarter } else { min.max(step) };
    kernel::Quantity::from_milli(milli).unwrap_or(view.product.min)
}

/// One offer of each product, with the number of stalls that sell it: what one can have before what one cannot, then the cheapest.
#[must_use]
pub fn best_of_each<'a>(offers: impl Iterator<Item = OfferView<'a>>, now: Timestamp) -> Vec<(OfferView<'a>, usize)> {
    let mut at: HashMap<ProductId, usize> = HashMap::new();
    let mut best: Vec<(OfferView<'a>, usize)> = Vec::new();
    for view in offers {
        let index = *at.entry(view.product.id).or_insert(best.len());
        match best.get_mut(index) {
            None => best.push((view, 1)),
            Some((known, stalls)) => {
                *stalls += 1;
                let rank = |view: &OfferView<'_>| (!view.availability(now).is_open(), view.offer.price);
                if rank(&view) < rank(known) {
                    *known = view;
                }
            }
        }
    }
    best
}

/// A market as a card.
///
/// # Errors
/// A [`Fault`] when its slots cannot be read.
pub async fn market_card(app: &App, who: &Who, catalogue: &Catalogue, market: &Market) -> Result<MarketCard, Fault> {
    let next = if market.does_deliver { app.slots.of(&app.desk, market.id).await?.first().cloned() } else { None };
    let ward = market.ward_code.as_deref().and_then(|code| app.desk.areas.ward(code));
    let stalls = catalogue.stalls_of(market.id).len();
    Ok(MarketCard {
        slug: market.slug.clone(),
        name: market.name.clone(),
        place: ward.map(|ward| ward.district.clone()).unwrap_or_default(),
        status: words::market_status(app, who, market, app.desk.now()),
        size: if stalls == 0 { String::new() } else { stalls_text(who, market, stalls) },
        next_slot: next.map(|slot| who.t.with("market-next-slot", &[("slot", &words::slot(app, who, &slot))])).unwrap_or_default(),
    })
}

/// `251 lapak`, `43 toko`.
#[must_use]
pub fn stalls_text(who: &Who, market: &Market, stalls: usize) -> String {
    let count = format::number(who.lang, i64::try_from(stalls).unwrap_or(i64::MAX));
    match market.kind {
        MarketKind::Hub => who.t.with("count-shops", &[("count", &count)]),
        _ => who.t.with("count-stalls", &[("count", &count)]),
    }
}

/// Whether a name holds what stands in a filter field.
#[must_use]
pub fn fits(name: &str, filter: &str) -> bool {
    order_text::fold(name).contains(&order_text::fold(filter))
}

/// A part of a list, with links to its neighbours that keep the rest of the query.
pub struct Slice {
    /// First entry shown, from 0.
    pub from: usize,
    /// After the last.
    pub to: usize,
    /// The links; none when everything fits one page.
    pub pager: Option<Pager>,
}

/// Cuts `total` entries into pages of `rows`; `?hal=` says which, from 1.
#[must_use]
pub fn slice(who: &Who, query: &Fields, total: usize, rows: usize) -> Slice {
    let last = total.saturating_sub(1) / rows;
    let page = query.read::<usize>("hal").unwrap_or(1).saturating_sub(1).min(last);
    let (from, to) = (page * rows, ((page + 1) * rows).min(total));
    if last == 0 {
        return Slice { from, to, pager: None };
    }
    let link = |page: usize| with(&who.path, &[("hal", &(page + 1).to_string())]);
    let number = |value: usize| format::number(who.lang, i64::try_from(value).unwrap_or(i64::MAX));
    let text = who.t.with("pager-text", &[("from", &number(from + 1)), ("to", &number(to)), ("total", &number(total))]);
    let previous = if page > 0 { link(page - 1) } else { String::new() };
    let next = if page < last { link(page + 1) } else { String::new() };
    Slice { from, to, pager: Some(Pager { previous, next, text }) }
}

/// An address with some parameters changed; an empty value takes one off. The page number starts anew unless it is given.
#[must_use]
pub fn with(path_and_query: &str, changes: &[(&str, &str)]) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name) || name == "hal" || name == "bahasa";
    let kept: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(name, _)| !is_changed(name)).collect();
    let all: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(changes.iter().copied()).collect();
    address(path, &all)
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn addresses_change_one_parameter_and_keep_the_others() {
        for (address, changes, expected) in [
            ("/cari?q=cabai&hal=3", [("pasar", "bareng")], "/cari?q=cabai&pasar=bareng"),
            ("/cari?q=a+b&pasar=x", [("pasar", "")], "/cari?q=a+b"),
            ("/cari", [("hal", "2")], "/cari?hal=2"),
        ] {
            assert_eq!(with(address, &changes), expected);
        }
    }
}
