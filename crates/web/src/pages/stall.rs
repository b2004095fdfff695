//! `/lapak/{slug}`: a stall of a market or a shop beside the markets, with its goods.

use axum::extract::{Path, State};
use axum::response::Response;
use market::catalogue::index::StallView as Stall;
use market::catalogue::{Cluster, OfferView};

use super::cards::{self, Shelf, with};
use super::{frame, trade, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::views::Nav;
use crate::views::error::Link;
use crate::views::shop::cards::ChipLink;
use crate::views::shop::stall::{Section, StallKind, StallView};

/// Shows one stall.
pub async fn show_stall(State(app): State<App>, Path(slug): Path<String>, who: Who, query: Fields) -> Result<Response, Fault> {
    let catalogue = app.catalogue.snapshot();
    let stall = catalogue.stall(&slug).ok_or_else(Fault::not_found)?;
    let baskets = frame::baskets_of(&app, &who).await?;
    let reputation = trade::reputation(&app, &who, stall.stall.id).await?;
    let now = app.desk.now();
    let mut page = frame::buyer_with(&app, &who, Nav::Home, stall.stall.name.clone(), &baskets);
    page.market = Some(frame::here(stall.market));
    page.live_url = Some(format!("/langsung?topik=stall:{}", stall.stall.id));
    page.description = who.t.with("stall-description", &[("name", &stall.stall.name), ("market", &stall.market.name)]);
    let chosen = query.text("golongan");
    let all: Vec<OfferView<'_>> = catalogue.offers_of_stall(stall.stall.id).collect();
    let wanted: Vec<&OfferView<'_>> = all.iter().filter(|view| chosen.is_empty() || view.product.group == chosen).collect();
    let slice = cards::slice(&who, &query, wanted.len(), cards::PAGE_GOODS);
    let shelf = Shelf { who: &who, baskets: &baskets, now };
    let kind = kind(&stall);
    show(&StallView {
        name: stall.stall.name.clone(),
        kind,
        tile: stall.market.slug.clone(),
        market: Some(Link { href: format!("/pasar/{}", stall.market.slug), text: stall.market.name.clone() }),
        place: place(&app, &who, &stall),
        status: words::stall_status(&app, &who, stall.stall, stall.market, now),
        hours: vec![
            who.t.with("hours-daily", &[("hours", &format::clock_range(who.lang, stall.stall.opens_minute, stall.stall.closes_minute))]),
        ],
        ready: ready(&who, kind, &all),
        about: String::new(),
        photo: String::new(),
        reputation,
        marks: Vec::new(),
        groups: groups(&who, &all, chosen),
        sections: sections(&shelf, &wanted[slice.from..slice.to]),
        pager: slice.pager,
        page,
    })
}

const fn kind(stall: &Stall<'_>) -> StallKind {
    match stall.market.cluster {
        Cluster::Market => StallKind::Market,
        Cluster::Culinary => StallKind::Kitchen,
        Cluster::Msme => StallKind::Shop,
        Cluster::HomeIndustry => StallKind::Maker,
    }
}

fn place(app: &App, who: &Who, stall: &Stall<'_>) -> String {
    if !stall.stall.block.is_empty() {
        return who.t.with("stall-place", &[("block", &stall.stall.block), ("number", &stall.stall.number.to_string())]);
    }
    let ward = stall.stall.ward_code.as_deref().and_then(|code| app.desk.areas.ward(code));
    let ward = ward.map(|ward| ward.name.clone()).unwrap_or_default();
    [stall.stall.street.clone(), ward].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// How long a kitchen takes for what takes longest.
fn ready(who: &Who, kind: StallKind, offers: &[OfferView<'_>]) -> Option<String> {
    let minutes = offers.iter().map(|view| view.product.ready_minutes).max().filter(|minutes| *minutes > 0)?;
    (kind == StallKind::Kitchen).then(|| who.t.with("stall-ready", &[("minutes", &minutes)]))
}

fn groups(who: &Who, offers: &[OfferView<'_>], chosen: &str) -> Vec<ChipLink> {
    let mut names: Vec<&str> = Vec::new();
    for view in offers {
        if !names.contains(&view.product.group.as_str()) {
            names.push(&view.product.group);
        }
    }
    let chip = |label: String, group: &str| ChipLink {
        href: with(&who.path, &[("golongan", group)]),
        label,
        is_on: group == chosen,
        ..ChipLink::default()
    };
    let all = chip(who.t.text("group-all").to_owned(), "");
    if names.len() < 2 {
        Vec::new()
    } else {
        std::iter::once(all).chain(names.iter().map(|name| chip(words::group(who.t, name), name))).collect()
    }
}

/// Goods under the headings of their groups; few goods stand without.
fn sections(shelf: &Shelf<'_>, offers: &[&OfferView<'_>]) -> Vec<Section> {
    let mut sections: Vec<(&str, Section)> = Vec::new();
    for view in offers {
        let group = view.product.group.as_str();
        let index = sections.iter().position(|(name, _)| *name == group).unwrap_or(sections.len());
        if index == sections.len() {
            sections.push((group, Section { title: words::group(shelf.who.t, group), goods: Vec::new() }));
        }
        sections[index].1.goods.push(shelf.card(view, String::new()));
    }
    if let [(_, only)] = sections.as_mut_slice() {
        only.title.clear();
    }
    sections.into_iter().map(|(_, section)| section).collect()
}
