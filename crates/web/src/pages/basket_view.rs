//! The basket as its page shows it: lines by stall in walking order, each with what stands in the way of ordering it.

use kernel::id::{BasketLineId, StallId};
use kernel::{Rupiah, Timestamp};
use market::baskets::{Basket, BasketLine as Line};
use market::catalogue::{Availability, Catalogue, OfferView, StockKind};

use super::{frame, product, wanted, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::format;
use crate::views::Page;
use crate::views::error::Link;
use crate::views::order::basket::{BasketGroup, BasketLine, BasketView, Problem};
use crate::views::shop::cards::ChipLink;

/// Goods for the empty page.
const SUGGESTIONS: [&str; 4] = ["cabai rawit", "tempe", "telur", "bawang merah"];

/// A line that comes back as typed.
pub struct Typed<'t> {
    /// Which.
    pub line: BasketLineId,
    /// What was typed.
    pub fields: &'t Fields,
    /// What is wrong with it.
    pub fault: &'t Fault,
}

/// The page of one basket.
#[must_use]
pub fn view(app: &App, who: &Who, page: Page, current: Option<&Basket>, baskets: &[Basket], typed: Option<&Typed<'_>>) -> BasketView {
    let catalogue = app.catalogue.snapshot();
    let market = current.and_then(|basket| catalogue.market_by_id(basket.market));
    let groups = current.map(|basket| groups(app, who, &catalogue, basket, typed)).unwrap_or_default();
    let problems = groups.iter().flat_map(|group| &group.lines).filter(|line| line.problem.is_some()).count();
    let total: Rupiah = current.map(|basket| sum(&catalogue, &basket.lines)).unwrap_or_default();
    let fees = market.map(|market| {
        who.t.with(
            "basket-fees",
            &[("delivery", &words::money(who, market.delivery_base)), ("service", &words::money(who, market.service_fee))],
        )
    });
    let suggestion =
        |text: &&str| ChipLink { href: frame::address("/cari", &[("q", text)]), label: (*text).to_owned(), ..ChipLink::default() };
    BasketView {
        page,
        place: market.map(|market| market.name.clone()).unwrap_or_default(),
        place_href: market.map(|market| format!("/pasar/{}", market.slug)).unwrap_or_default(),
        groups,
        subtotal: words::money(who, total),
        fees_note: fees.unwrap_or_default(),
        problem_count: frame::count(problems),
        below_minimum: String::new(),
        others: others(who, &catalogue, current, baskets),
        suggestions: SUGGESTIONS.iter().map(suggestion).collect(),
    }
}

fn sum(catalogue: &Catalogue, lines: &[Line]) -> Rupiah {
    lines.iter().map(|line| frame::estimate(catalogue, &line.wanted)).sum()
}

fn others(who: &Who, catalogue: &Catalogue, current: Option<&Basket>, baskets: &[Basket]) -> Vec<Link> {
    let elsewhere = baskets.iter().filter(|basket| current.is_some_and(|current| current.market != basket.market));
    let link = |basket: &Basket| {
        let market = catalogue.market_by_id(basket.market)?;
        let text = who.t.with("basket-elsewhere", &[("place", &market.name), ("count", &basket.lines.len())]);
        Some(Link { href: frame::address("/keranjang", &[("pasar", &market.slug)]), text })
    };
    elsewhere.filter_map(link).collect()
}

fn groups(app: &App, who: &Who, catalogue: &Catalogue, basket: &Basket, typed: Option<&Typed<'_>>) -> Vec<BasketGroup> {
    let now = app.desk.now();
    let mut known: Vec<(OfferView<'_>, &Line)> =
        basket.lines.iter().filter_map(|line| Some((catalogue.offer(line.wanted.offer)?, line))).collect();
    known.sort_by_key(|(view, _)| view.stall.walking_order);
    let mut groups: Vec<(StallId, Rupiah, BasketGroup)> = Vec::new();
    for (view, line) in known {
        let row = basket_line(who, catalogue, &view, line, now, typed.filter(|typed| typed.line == line.id));
        let estimate = frame::estimate(catalogue, &line.wanted);
        match groups.last_mut() {
            Some((stall, total, group)) if *stall == view.stall.id => {
                *total += estimate;
                group.lines.push(row);
            }
            _ => groups.push((view.stall.id, estimate, group(&view, row))),
        }
    }
    groups.into_iter().map(|(_, total, group)| BasketGroup { subtotal: words::money(who, total), ..group }).collect()
}

fn group(view: &OfferView<'_>, line: BasketLine) -> BasketGroup {
    BasketGroup {
        seller: view.stall.name.clone(),
        href: format!("/lapak/{}", view.stall.slug),
        place: words::place(view.stall),
        subtotal: String::new(),
        lines: vec![line],
    }
}

fn basket_line(
    who: &Who,
    catalogue: &Catalogue,
    view: &OfferView<'_>,
    line: &Line,
    now: Timestamp,
    typed: Option<&Typed<'_>>,
) -> BasketLine {
    let wanted = &line.wanted;
    let id = view.offer.id.to_string();
    let said = words::wanted(who, wanted, view.product);
    let text = |name: &str, kept: String| typed.map_or(kept, |typed| typed.fields.text(name).to_owned());
    let wrong = typed.and_then(|typed| typed.fault.sentence(who.t)).map(|text| Problem { text, actions: Vec::new() });
    BasketLine {
        id: line.id.to_string(),
        name: view.product.name(who.actor.lang).to_owned(),
        href: frame::address(&format!("/produk/{}", view.product.slug), &[("penawaran", &id)]),
        picture: assets::picture(&view.product.illustration).into_owned(),
        quantity: text("quantity", said),
        step: product::step(view),
        unit_price: price(who, view, line),
        estimate: words::money(who, frame::estimate(catalogue, wanted)),
        note: text("note", wanted.note.clone()),
        substitution: text("substitution", words::rule(wanted.policy).to_owned()),
        substitution_text: words::rule_text(who.t, wanted.policy).to_owned(),
        alternatives: wanted::alternatives(who, catalogue, view, wanted.alternative, now),
        problem: wrong.or_else(|| problem(who, view, wanted, now)),
    }
}

/// `Rp45.000/kg`, with the price before when it changed since the line was put in.
fn price(who: &Who, view: &OfferView<'_>, line: &Line) -> String {
    let now = format!("{}{}", words::money(who, view.offer.price), words::per(view.product));
    if line.price_seen == view.offer.price {
        return now;
    }
    who.t.with("basket-price-was", &[("now", &now), ("before", &words::money(who, line.price_seen))])
}

fn problem(who: &Who, view: &OfferView<'_>, wanted: &market::orders::WantedLine, now: Timestamp) -> Option<Problem> {
    let remove = ("remove".to_owned(), who.t.text("basket-do-remove").to_owned());
    let gone = |text: &str| Some(Problem { text: text.to_owned(), actions: vec![remove.clone()] });
    match view.availability(now) {
        Availability::Withdrawn => return gone(who.t.text("basket-withdrawn")),
        Availability::ClosedToday { .. } => return gone(who.t.text("basket-closed")),
        Availability::SoldOut { .. } => return gone(who.t.text("basket-sold-out")),
        Availability::Open => {}
    }
    let is_short = view.offer.stock_kind == StockKind::Counted && view.offer.stock < wanted.quantity;
    let left = words::quantity(who, view.offer.stock, view.product);
    let take = ("take_rest".to_owned(), who.t.with("basket-take-rest", &[("left", &left)]));
    let can_take = view.offer.stock >= view.product.min;
    is_short.then(|| Problem {
        text: who.t.with("basket-left", &[("left", &left)]),
        actions: can_take.then_some(take).into_iter().chain([remove]).collect(),
    })
}

/// `7 barang dari 4 lapak`.
#[must_use]
pub fn summary(who: &Who, catalogue: &Catalogue, lines: &[Line]) -> String {
    let mut stalls: Vec<StallId> = lines.iter().filter_map(|line| Some(catalogue.offer(line.wanted.offer)?.stall.id)).collect();
    stalls.sort_unstable();
    stalls.dedup();
    let count = |things: usize| format::number(who.lang, i64::try_from(things).unwrap_or(i64::MAX));
    who.t.with("checkout-summary", &[("lines", &count(lines.len())), ("stalls", &count(stalls.len()))])
}
