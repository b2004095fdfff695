//! `/pasar` and `/pasar/{slug}`: the markets; one market's goods or stalls.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use market::catalogue::{Catalogue, Market, MarketKind, OfferView};
use market::orders::Slot;

use super::cards::{self, Shelf, fits, with};
use super::{frame, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::answer::Said;
use crate::extract::cookie::Cookie;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::views::Nav;
use crate::views::shop::cards::{ChipLink, GoodCard, Pager};
use crate::views::shop::market::{Block, MarketView, MarketsView, SlotMark, StallRow};

/// Slots shown on a market's page.
const SLOTS: usize = 6;
/// Goods named in a stall's row.
const SELLS: usize = 4;

/// Shows all markets.
pub async fn show_markets(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let filter = query.text("nama");
    let (mut delivering, mut others) = (Vec::new(), Vec::new());
    for market in catalogue.markets().iter().filter(|market| fits(&market.name, filter)) {
        let card = cards::market_card(&app, &who, &catalogue, market).await?;
        if market.does_deliver { delivering.push(card) } else { others.push(card) }
    }
    let mut page = frame::buyer(&app, &who, Nav::Home, who.t.text("markets-title")).await?;
    page.description = who.t.text("markets-lead").to_owned();
    show(&MarketsView { page, filter: filter.to_owned(), delivering, others })
}

/// Shows one market, and remembers it as the one shopped in.
pub async fn show_market(State(app): State<App>, Path(slug): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let market = catalogue.market(&slug).ok_or_else(Fault::not_found)?;
    let baskets = frame::baskets_of(&app, &who).await?;
    let slots = if market.does_deliver { app.slots.of(&app.desk, market.id).await? } else { Vec::new().into() };
    let mut page = frame::buyer_with(&app, &who, Nav::Home, market.name.clone(), &baskets);
    page.market = Some(frame::here(market));
    page.live_url = Some(format!("/langsung?topik=market:{}", market.id));
    page.description = who.t.with("market-description", &[("name", &market.name), ("city", &app.city_name())]);
    let filter = query.text("nama");
    let is_stall_list = query.text("lihat") == "lapak";
    let shelf = Shelf { who: &who, baskets: &baskets, now: app.desk.now() };
    let (goods, pager) = if is_stall_list { (Vec::new(), None) } else { goods(&shelf, &catalogue, market, &query) };
    let view = MarketView {
        page,
        slug: market.slug.clone(),
        name: market.name.clone(),
        place: place(&who, &catalogue, market),
        status: words::market_status(&app, &who, market, shelf.now),
        hours: who.t.with("hours-daily", &[("hours", &format::clock_range(who.lang, market.opens_minute, market.closes_minute))]),
        is_delivering: market.does_deliver,
        slots: slots.iter().take(SLOTS).map(|slot| slot_mark(&app, &who, slot)).collect(),
        is_stall_list,
        groups: groups(&who, &catalogue, market, query.text("golongan")),
        filter: filter.to_owned(),
        goods,
        blocks: if is_stall_list { blocks(&app, &who, &catalogue, market, filter) } else { Vec::new() },
        pager,
    };
    let mut response = show(&view)?.into_response();
    if who.market.as_deref() != Some(&market.slug) {
        response.extensions_mut().insert(Said { cookies: vec![Cookie::market(&market.slug)], ..Said::default() });
    }
    Ok(response)
}

fn welcome<'m>(who: &Who, market: &'m Market) -> &'m str {
    match who.actor.lang {
        kernel::Lang::Id => &market.facts.welcome_id,
        kernel::Lang::Jv => &market.facts.welcome_jv,
        kernel::Lang::En => &market.facts.welcome_en,
    }
}

fn place(who: &Who, catalogue: &Catalogue, market: &Market) -> String {
    let stalls = catalogue.stalls_of(market.id).len();
    let size = if stalls == 0 { String::new() } else { cards::stalls_text(who, market, stalls) };
    [market.street.clone(), size, welcome(who, market).to_owned()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn slot_mark(app: &App, who: &Who, slot: &Slot) -> SlotMark {
    SlotMark { text: words::slot(app, who, slot), note: slot_note(app, who, slot), is_open: true }
}

/// `pesan sebelum 06.30 WIB`, or how few places are left.
#[must_use]
pub fn slot_note(app: &App, who: &Who, slot: &Slot) -> String {
    let left = slot.capacity - slot.taken;
    if left <= slot.capacity / 4 {
        return who.t.with("slot-left", &[("count", &left)]);
    }
    who.t.with("slot-until", &[("time", &words::time(app, who, slot.cutoff))])
}

fn groups(who: &Who, catalogue: &Catalogue, market: &Market, chosen: &str) -> Vec<ChipLink> {
    let base = format!("/pasar/{}", market.slug);
    let all = ChipLink { href: base.clone(), label: who.t.text("group-all").to_owned(), is_on: chosen.is_empty(), ..ChipLink::default() };
    let mut found: Vec<&str> = catalogue.groups_of_market(market.id).into_iter().map(|(group, _)| group).collect();
    found.sort_by_key(|group| words::group_rank(group));
    let chips = found.into_iter().map(|group| ChipLink {
        href: with(&base, &[("golongan", group)]),
        label: words::group(who.t, group),
        picture: assets::picture(words::group_picture(group)).into_owned(),
        count: String::new(),
        is_on: group == chosen,
    });
    std::iter::once(all).chain(chips).collect()
}

fn goods(shelf: &Shelf<'_>, catalogue: &Catalogue, market: &Market, query: &Fields) -> (Vec<GoodCard>, Option<Pager>) {
    let (group, filter) = (query.text("golongan"), query.text("nama"));
    let mut best = if group.is_empty() {
        cards::best_of_each(catalogue.offers_of_market(market.id), shelf.now)
    } else {
        cards::best_of_each(catalogue.offers_of_group(market.id, group), shelf.now)
    };
    if !filter.is_empty() {
        best.retain(|(view, _)| fits(view.product.name(shelf.who.actor.lang), filter) || fits(&view.product.name_id, filter));
    }
    // What a kitchen needs every day comes first, whatever stands nearest to the entrance.
    best.sort_by_key(|(view, _)| {
        (!view.availability(shelf.now).is_open(), words::group_rank(&view.product.group), view.product.commodity.is_none())
    });
    let slice = cards::slice(shelf.who, query, best.len(), cards::PAGE_GOODS);
    let cards = best[slice.from..slice.to].iter().map(|(view, stalls)| card(shelf, view, *stalls)).collect();
    (cards, slice.pager)
}

fn card(shelf: &Shelf<'_>, view: &OfferView<'_>, stalls: usize) -> GoodCard {
    if stalls == 1 {
        return shelf.card_of_stall(view);
    }
    let others = stalls - 1;
    let from = shelf.who.t.with("from-stall-and-others", &[("stall", &view.stall.name), ("count", &others)]);
    shelf.card(view, from)
}

fn blocks(app: &App, who: &Who, catalogue: &Catalogue, market: &Market, filter: &str) -> Vec<Block> {
    let now = app.desk.now();
    let mut blocks: Vec<Block> = Vec::new();
    for view in catalogue.stalls_of(market.id) {
        let sells = sells(who, catalogue.offers_of_stall(view.stall.id));
        if !fits(&view.stall.name, filter) && !fits(&sells, filter) && !fits(&words::place(view.stall), filter) {
            continue;
        }
        let row = StallRow {
            href: format!("/lapak/{}", view.stall.slug),
            number: words::place(view.stall),
            name: view.stall.name.clone(),
            sells,
            status: words::stall_status(app, who, view.stall, market, now),
        };
        let anchor = format!("blok-{}", view.stall.block.to_ascii_lowercase());
        match blocks.iter_mut().find(|block| block.anchor == anchor) {
            Some(block) => block.stalls.push(row),
            None => blocks.push(Block { name: block_name(who, market, &view.stall.block), anchor, stalls: vec![row] }),
        }
    }
    blocks
}

fn block_name(who: &Who, market: &Market, block: &str) -> String {
    if market.kind == MarketKind::Hub || block.is_empty() {
        return who.t.text("block-shops").to_owned();
    }
    who.t.with("block-name", &[("block", &block)])
}

fn sells<'a>(who: &Who, offers: impl Iterator<Item = OfferView<'a>>) -> String {
    offers.take(SELLS).map(|view| view.product.name(who.actor.lang).to_lowercase()).collect::<Vec<_>>().join(", ")
}
