//! `/produk/{slug}`: one product, who sells it in the market, and the form that puts it into the basket.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::id::OfferId;
use kernel::{Rupiah, Unit};
use market::catalogue::{Catalogue, ComparableUnit, Market, OfferView, Product};

use super::cards::{self, Shelf, with};
use super::{frame, photos, prices, wanted, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show_with};
use crate::format;
use crate::views::Nav;
use crate::views::error::Link;
use crate::views::shop::cards::Photo;
use crate::views::shop::product::{OfferChoice, OrderForm, ProductView};

/// Offers shown in one market.
const OFFERS: usize = 30;
/// Related goods shown.
const RELATED: usize = 6;

/// Shows one product.
pub async fn show_product(State(app): State<App>, Path(slug): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    render(&app, &who, &slug, &query, None).await
}

/// The page, or the page again with what was typed and what is wrong with it.
///
/// # Errors
/// A [`Fault`] when there is no such product or the baskets cannot be read.
pub async fn render(app: &App, who: &Who, slug: &str, typed: &Fields, wrong: Option<&Fault>) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let product = catalogue.product(slug).ok_or_else(Fault::not_found)?;
    let baskets = frame::baskets_of(app, who).await?;
    let sight = Sight::new(app, who, &catalogue, product, typed);
    let mut page = frame::buyer_with(app, who, Nav::Search, product.name(who.actor.lang), &baskets);
    page.description = who.t.with("product-description", &[("name", &product.name(who.actor.lang)), ("city", &app.city_name())]);
    if wrong.is_some() {
        page.path = format!("/produk/{slug}");
    }
    page.errors.extend(wrong.map(|fault| fault.field_error(who.t)));
    page.market = sight.market.map(frame::here).or(page.market);
    let status = wrong.map_or(axum::http::StatusCode::OK, Fault::status);
    let shelf = Shelf { who, baskets: &baskets, now: sight.now };
    let row = catalogue.board().rows.iter().find(|row| Some(&catalogue.commodities()[row.commodity].slug) == product.commodity.as_ref());
    show_with(
        status,
        &ProductView {
            page,
            name: product.name(who.actor.lang).to_owned(),
            also: product.phrases.iter().take(5).cloned().collect::<Vec<_>>().join(", "),
            picture: assets::picture(&product.illustration).into_owned(),
            photo: sight.photo(),
            about: String::new(),
            crumbs: sight.crumbs(),
            price: sight.lowest().map(|price| words::money(who, price)).unwrap_or_default(),
            per: words::per(product),
            city_price: row.map(|row| city_price(who, row)).unwrap_or_default(),
            change: row.and_then(|row| row.change_bp).map(|moved| prices::change(who, moved)),
            offers: sight.offers.iter().take(OFFERS).map(|view| sight.choice(view)).collect(),
            form: sight.form(typed),
            elsewhere: sight.elsewhere(),
            related: related(&shelf, &sight),
        },
    )
}

/// What is looked at: a product in a market, with the offer chosen.
struct Sight<'a> {
    who: &'a Who,
    catalogue: &'a Catalogue,
    product: &'a Product,
    market: Option<&'a Market>,
    offers: Vec<OfferView<'a>>,
    chosen: Option<OfferView<'a>>,
    now: kernel::Timestamp,
}

impl<'a> Sight<'a> {
    fn new(app: &App, who: &'a Who, catalogue: &'a Catalogue, product: &'a Product, typed: &Fields) -> Self {
        let now = app.desk.now();
        let asked = typed.read::<OfferId>("offer").or_else(|| typed.read("penawaran"));
        let asked = asked.and_then(|id| catalogue.offer(id)).filter(|view| view.product.id == product.id);
        let last = who.market.as_deref().and_then(|slug| catalogue.market(slug));
        let of_last = || catalogue.offers_of_product(product.id).find(|view| last.is_some_and(|market| market.id == view.market.id));
        let any = || catalogue.offers_of_product(product.id).min_by_key(|view| (!view.market.does_deliver, view.offer.price));
        let market = asked.or_else(of_last).or_else(any).map(|view| view.market);
        let in_market = |view: &OfferView<'_>| market.is_some_and(|market| market.id == view.market.id);
        let mut offers: Vec<OfferView<'a>> = catalogue.offers_of_product(product.id).filter(in_market).collect();
        offers.sort_by_key(|view| (!view.availability(now).is_open(), view.offer.price));
        let can_be_had = |view: &OfferView<'_>| view.availability(now).is_open();
        let chosen = asked.filter(can_be_had).or_else(|| offers.iter().copied().find(can_be_had));
        Self { who, catalogue, product, market, offers, chosen, now }
    }

    /// The picture of the chosen offer, else of the first that has one.
    fn photo(&self) -> Option<Photo> {
        self.chosen.iter().chain(&self.offers).find_map(|view| view.picture).map(photos::photo)
    }

    fn lowest(&self) -> Option<Rupiah> {
        self.chosen.or(self.offers.first().copied()).map(|view| view.offer.price)
    }

    fn crumbs(&self) -> Vec<Link> {
        let Some(market) = self.market else { return Vec::new() };
        let page = format!("/pasar/{}", market.slug);
        let group = words::group(self.who.t, &self.product.group);
        vec![
            Link { href: page.clone(), text: market.name.clone() },
            Link { href: with(&page, &[("golongan", &self.product.group)]), text: group },
        ]
    }

    fn choice(&self, view: &OfferView<'_>) -> OfferChoice {
        OfferChoice {
            offer: view.offer.id.to_string(),
            seller: view.stall.name.clone(),
            seller_href: format!("/lapak/{}", view.stall.slug),
            place: words::place(view.stall),
            price: words::money(self.who, view.offer.price),
            per: words::per(view.product),
            comparable: self.comparable(view),
            stock: words::stock(self.who, view, self.now),
            is_available: view.availability(self.now).is_open(),
            is_chosen: self.chosen.is_some_and(|chosen| chosen.offer.id == view.offer.id),
        }
    }

    /// `Rp14.700/kg` for a sack; nothing for goods sold by weight, which say it already.
    fn comparable(&self, view: &OfferView<'_>) -> String {
        let found = view.comparable().filter(|_| view.product.sold_by != Unit::Weight);
        let unit = |unit: ComparableUnit| unit.name();
        found.map(|found| format!("{}/{}", words::money(self.who, found.price), unit(found.unit))).unwrap_or_default()
    }

    fn form(&self, typed: &Fields) -> Option<OrderForm> {
        let view = self.chosen?;
        let usual = words::quantity(self.who, cards::usual(&view), view.product);
        let quantity = if typed.is_set("quantity") { typed.text("quantity").to_owned() } else { usual };
        let rule = if typed.is_set("substitution") { typed.text("substitution") } else { "best" };
        let is_weighed = view.product.sold_by == Unit::Weight;
        Some(OrderForm {
            quantity,
            unit: view.product.unit.clone(),
            step: step(&view),
            quick: self.quick(&view),
            weighing: if is_weighed { self.who.t.text("product-weighing").to_owned() } else { String::new() },
            note: typed.text("note").to_owned(),
            substitution: rule.to_owned(),
            alternatives: wanted::alternatives(self.who, self.catalogue, &view, typed.read("alternative"), self.now),
            is_change: false,
        })
    }

    /// Amounts to tap, each of which can be ordered.
    fn quick(&self, view: &OfferView<'_>) -> Vec<String> {
        let (step, min) = (view.product.step.milli().max(1), view.product.min.milli());
        let steps: &[i64] = if view.product.sold_by == Unit::Weight { &[250, 500, 1_000, 2_000] } else { &[1_000, 2_000, 3_000, 5_000] };
        let fits = steps.iter().filter(|milli| **milli >= min && **milli % step == 0);
        fits.filter_map(|milli| kernel::Quantity::from_milli(*milli))
            .map(|amount| words::quantity(self.who, amount, view.product))
            .collect()
    }

    fn elsewhere(&self) -> Vec<Link> {
        let here = self.market.map(|market| market.id);
        let mut cheapest: Vec<OfferView<'_>> = Vec::new();
        for view in self.catalogue.offers_of_product(self.product.id).filter(|view| Some(view.market.id) != here) {
            match cheapest.iter_mut().find(|known| known.market.id == view.market.id) {
                Some(known) if view.offer.price < known.offer.price => *known = view,
                Some(_) => {}
                None => cheapest.push(view),
            }
        }
        let link = |view: &OfferView<'_>| Link {
            href: frame::address(&format!("/produk/{}", self.product.slug), &[("penawaran", &view.offer.id.to_string())]),
            text: format!("{} {}{}", view.market.name, words::money(self.who, view.offer.price), words::per(self.product)),
        };
        cheapest.iter().map(link).collect()
    }
}

/// The step of the plus and minus buttons, in the unit: a quarter of a kilogram where the seller's step allows it.
#[must_use]
pub fn step(view: &OfferView<'_>) -> String {
    let step = view.product.step.milli().max(1);
    let milli = if view.product.sold_by == Unit::Weight && 250 % step == 0 { 250 } else { step };
    format::decimal(crate::i18n::Lang::En, milli)
}

fn city_price(who: &Who, row: &market::catalogue::index::BoardRow) -> String {
    let range = format::rupiah_range(who.lang, row.low.amount(), row.high.amount());
    who.t.with("product-city-price", &[("range", &range)])
}

fn related(shelf: &Shelf<'_>, sight: &Sight<'_>) -> Vec<crate::views::shop::cards::GoodCard> {
    let Some(market) = sight.market else { return Vec::new() };
    let best = cards::best_of_each(sight.catalogue.offers_of_group(market.id, &sight.product.group), sight.now);
    let others = best.into_iter().filter(|(view, _)| view.product.id != sight.product.id && view.availability(sight.now).is_open());
    others.take(RELATED).map(|(view, _)| shelf.card_of_stall(&view)).collect()
}
