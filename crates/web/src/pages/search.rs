//! `/cari`: goods, stalls and shops by word, with facets.

use axum::extract::State;
use axum::response::Response;
use kernel::Rupiah;
use market::catalogue::search::{Found, PAGE_MAX, Query};
use market::catalogue::{Catalogue, Cluster};

use super::cards::{self, PAGE_GOODS, Shelf, with};
use super::{frame, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::views::Nav;
use crate::views::error::Link;
use crate::views::shop::cards::ChipLink;
use crate::views::shop::search::{Facet, SearchView};

/// The most characters of a query.
const TEXT_MAX: usize = 80;
/// Goods for the page that found nothing.
const SUGGESTIONS: [&str; 6] = ["cabai rawit", "bawang merah", "telur", "tempe", "ayam", "beras 5kg"];

/// Shows what was found.
pub async fn show_search(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let baskets = frame::baskets_of(&app, &who).await?;
    let catalogue = app.catalogue.snapshot();
    let now = app.desk.now();
    let text: String = query.text("q").chars().take(TEXT_MAX).collect();
    let is_by_price = query.text("urut") == "murah";
    let asked = asked(&catalogue, &query, &text);
    let total = catalogue.search(&Query { limit: 0, ..asked }, now).total;
    let total_shown = if is_by_price { total.min(PAGE_MAX) } else { total };
    let slice = cards::slice(&who, &query, total_shown, PAGE_GOODS);
    let mut found = if is_by_price {
        catalogue.search(&Query { limit: PAGE_MAX, ..asked }, now)
    } else {
        catalogue.search(&Query { offset: slice.from, limit: PAGE_GOODS, ..asked }, now)
    };
    if is_by_price {
        found.offers.sort_by_key(|view| view.comparable().map_or(view.offer.price, |comparable| comparable.price));
        found.offers = found.offers[slice.from..slice.to].to_vec();
    }
    let mut page = frame::buyer_with(&app, &who, Nav::Search, title(&who, &text), &baskets);
    page.description = who.t.with("search-description", &[("city", &app.city_name())]);
    // Results count as `/cari` by its canonical link; pages that found nothing would say whatever a stranger's link makes them say.
    page.is_private = total == 0;
    page.search.clone_from(&text);
    let shelf = Shelf { who: &who, baskets: &baskets, now };
    show(&SearchView {
        total: who.t.with("count-goods", &[("count", &format::number(who.lang, i64::try_from(found.total).unwrap_or(i64::MAX)))]),
        did_you_mean: found.suggestion.clone().map(|text| Link { href: with(&who.path, &[("q", &text)]), text }),
        searched_as: String::new(),
        which: which(&who, &catalogue, &text),
        facets: facets(&who, &query, &found),
        sorts: sorts(&who, is_by_price),
        open_now: toggle(&who, "buka", who.t.text("search-open-now"), query.is_set("buka")),
        price_from: query.text("dari").to_owned(),
        price_to: query.text("sampai").to_owned(),
        kept: kept(&query),
        active: active(&who, &catalogue, &query),
        goods: found.offers.iter().map(|view| shelf.card(view, format!("{} · {}", view.stall.name, view.market.name))).collect(),
        stalls: stalls(&found),
        pager: slice.pager,
        suggestions: SUGGESTIONS
            .iter()
            .map(|text| chip(frame::address("/cari", &[("q", text)]), (*text).to_owned(), String::new(), false))
            .collect(),
        page,
    })
}

fn title(who: &Who, text: &str) -> String {
    if text.is_empty() { who.t.text("search-all").to_owned() } else { who.t.with("search-results", &[("query", &text)]) }
}

fn asked<'q>(catalogue: &Catalogue, query: &'q Fields, text: &'q str) -> Query<'q> {
    let price = |name: &str| query.read::<i64>(name).filter(|price| *price > 0).map(Rupiah);
    Query {
        text,
        market: catalogue.market(query.text("pasar")).map(|market| market.id),
        cluster: cluster(query.text("kelompok")),
        group: Some(query.text("golongan")).filter(|group| !group.is_empty()),
        price_min: price("dari"),
        price_max: price("sampai"),
        open_now: query.is_set("buka"),
        in_stock: false,
        offset: 0,
        limit: PAGE_GOODS,
    }
}

fn cluster(name: &str) -> Option<Cluster> {
    Cluster::ALL.iter().copied().find(|cluster| cluster_slug(*cluster) == name)
}

const fn cluster_slug(cluster: Cluster) -> &'static str {
    match cluster {
        Cluster::Market => "pasar",
        Cluster::Culinary => "kuliner",
        Cluster::Msme => "umkm",
        Cluster::HomeIndustry => "ikm",
    }
}

fn cluster_name(who: &Who, cluster: Cluster) -> &'static str {
    match cluster {
        Cluster::Market => who.t.text("cluster-market"),
        Cluster::Culinary => who.t.text("cluster-culinary"),
        Cluster::Msme => who.t.text("cluster-msme"),
        Cluster::HomeIndustry => who.t.text("cluster-home-industry"),
    }
}

/// A word that several commodities share: which one is meant?
fn which(who: &Who, catalogue: &Catalogue, text: &str) -> Vec<ChipLink> {
    let wanted = order_text::fold(text);
    if wanted.is_empty() || wanted.contains(' ') {
        return Vec::new();
    }
    let starts = |name: &str| order_text::fold(name).split(' ').next() == Some(wanted.as_str());
    let fit: Vec<_> = catalogue.commodities().iter().filter(|commodity| starts(&commodity.name)).collect();
    if fit.len() < 2 {
        return Vec::new();
    }
    let link = |name: &str| with(&who.path, &[("q", name)]);
    fit.iter()
        .map(|commodity| chip(link(&commodity.name), commodity.name.clone(), assets::picture(&commodity.slug).into_owned(), false))
        .collect()
}

fn facets(who: &Who, query: &Fields, found: &Found<'_>) -> Vec<Facet> {
    let link = |name: &str, value: &str, label: String, count: usize| {
        let is_on = query.text(name) == value;
        let count = format::number(who.lang, i64::try_from(count).unwrap_or(i64::MAX));
        ChipLink { href: with(&who.path, &[(name, if is_on { "" } else { value })]), label, picture: String::new(), count, is_on }
    };
    let facets = &found.facets;
    let markets = facets.markets.iter().map(|(market, count)| link("pasar", &market.slug, market.name.clone(), *count)).collect();
    let clusters = facets
        .clusters
        .iter()
        .map(|(cluster, count)| link("kelompok", cluster_slug(*cluster), cluster_name(who, *cluster).to_owned(), *count));
    let groups = facets.groups.iter().map(|(group, count)| link("golongan", group, words::group(who.t, group), *count));
    let facet = |title: &str, items: Vec<ChipLink>| Facet { title: title.to_owned(), items };
    let all = [
        facet(who.t.text("facet-markets"), markets),
        facet(who.t.text("facet-clusters"), clusters.collect()),
        facet(who.t.text("facet-groups"), groups.collect()),
    ];
    all.into_iter().filter(|facet| facet.items.len() > 1 || facet.items.iter().any(|item| item.is_on)).collect()
}

fn sorts(who: &Who, is_by_price: bool) -> Vec<ChipLink> {
    let sort = |value: &str, label: &str, is_on| chip(with(&who.path, &[("urut", value)]), label.to_owned(), String::new(), is_on);
    vec![sort("", who.t.text("sort-best"), !is_by_price), sort("murah", who.t.text("sort-cheap"), is_by_price)]
}

fn toggle(who: &Who, name: &str, label: &str, is_on: bool) -> ChipLink {
    chip(with(&who.path, &[(name, if is_on { "" } else { "1" })]), label.to_owned(), String::new(), is_on)
}

/// What the price form must send along.
fn kept(query: &Fields) -> Vec<(String, String)> {
    let names = ["q", "pasar", "kelompok", "golongan", "buka", "urut"];
    names.iter().filter(|name| query.is_set(name)).map(|name| ((*name).to_owned(), query.text(name).to_owned())).collect()
}

/// What is on, each a link that takes it off.
fn active(who: &Who, catalogue: &Catalogue, query: &Fields) -> Vec<ChipLink> {
    let off = |name: &str, label: String| chip(with(&who.path, &[(name, "")]), label, String::new(), true);
    let price = |value: &str| value.parse().map_or_else(|_| value.to_owned(), |amount| words::money(who, Rupiah(amount)));
    let mut active = Vec::new();
    active.extend(catalogue.market(query.text("pasar")).map(|market| off("pasar", market.name.clone())));
    active.extend(cluster(query.text("kelompok")).map(|cluster| off("kelompok", cluster_name(who, cluster).to_owned())));
    if query.is_set("golongan") {
        active.push(off("golongan", words::group(who.t, query.text("golongan"))));
    }
    if query.is_set("dari") {
        active.push(off("dari", format!("≥ {}", price(query.text("dari")))));
    }
    if query.is_set("sampai") {
        active.push(off("sampai", format!("≤ {}", price(query.text("sampai")))));
    }
    if query.is_set("buka") {
        active.push(off("buka", who.t.text("search-open-now").to_owned()));
    }
    active
}

fn stalls(found: &Found<'_>) -> Vec<ChipLink> {
    let link = |view: &market::catalogue::StallView<'_>| {
        chip(format!("/lapak/{}", view.stall.slug), format!("{}, {}", view.stall.name, view.market.name), String::new(), false)
    };
    found.stalls.iter().map(link).collect()
}

const fn chip(href: String, label: String, picture: String, is_on: bool) -> ChipLink {
    ChipLink { href, label, picture, count: String::new(), is_on }
}
