//! `/`: which market, what to tap first, what prices did.

use axum::extract::State;
use axum::response::Response;
use market::catalogue::{Catalogue, Cluster, Market, MarketKind};
use market::orders::{SlotKind, read};

use super::cards::{self, Shelf};
use super::{frame, prices, words};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Who, show};
use crate::format;
use crate::views::Nav;
use crate::views::shop::home::{Again, ClusterCard, HomeView, Mover};

/// Goods shown.
const GOODS: usize = 12;
/// Goods of one group among them.
const GOODS_OF_GROUP: usize = 2;
/// Groups shown, in this order.
const GROUPS: &[&str] = &["sayur", "bumbu", "daging", "telur", "kedelai", "ikan", "buah"];
/// Commodities whose price moved most.
const MOVERS: usize = 6;

/// Shows the front page.
pub async fn show_home(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let baskets = frame::baskets_of(&app, &who).await?;
    let catalogue = app.catalogue.snapshot();
    let delivering: Vec<&Market> =
        catalogue.markets().iter().filter(|market| market.does_deliver && market.kind != MarketKind::Hub).collect();
    let mut markets = Vec::with_capacity(delivering.len());
    for market in &delivering {
        markets.push(cards::market_card(&app, &who, &catalogue, market).await?);
    }
    let chosen = who.market.as_deref().and_then(|slug| catalogue.market(slug)).or(delivering.first().copied());
    let next_slot = next_slot(&app, &who, chosen).await?;
    let again = again(&app, &who, &catalogue).await?;
    let mut page = frame::buyer_with(&app, &who, Nav::Home, who.t.text("home-title"), &baskets);
    page.description = who.t.text("home-lead").to_owned();
    let shelf = Shelf { who: &who, baskets: &baskets, now: app.desk.now() };
    let places = catalogue.markets().iter().filter(|market| market.kind != MarketKind::Hub).count();
    show(&HomeView {
        page,
        next_slot,
        again,
        markets,
        market_count: format::number(who.lang, i64::try_from(places).unwrap_or(i64::MAX)),
        goods: chosen.map(|market| goods(&shelf, &catalogue, market)).unwrap_or_default(),
        clusters: [Cluster::Culinary, Cluster::Msme, Cluster::HomeIndustry]
            .map(|cluster| cluster_card(&app, &who, &catalogue, cluster))
            .into(),
        movers: movers(&who, &catalogue),
        finding: prices::finding(&who, &catalogue, catalogue.board()),
    })
}

async fn next_slot(app: &App, who: &Who, market: Option<&Market>) -> Result<Option<String>, Fault> {
    let Some(market) = market else { return Ok(None) };
    let slots = app.slots.of(&app.desk, market.id).await?;
    Ok(slots.first().map(|slot| {
        let cutoff = words::time(app, who, slot.cutoff);
        match slot.kind {
            SlotKind::Asap => who.t.with("home-next-asap", &[("cutoff", &cutoff)]),
            SlotKind::Window => who.t.with("home-next-slot", &[("slot", &words::slot(app, who, slot)), ("cutoff", &cutoff)]),
        }
    }))
}

async fn again(app: &App, who: &Who, catalogue: &Catalogue) -> Result<Option<Again>, Fault> {
    if who.actor.person.is_none() {
        return Ok(None);
    }
    let last = read::mine(&app.desk, &who.actor, None, 1).await?.items.into_iter().next();
    Ok(last.map(|order| {
        let place = catalogue.market_by_id(order.market).map(|market| market.name.clone()).unwrap_or_default();
        let day = format::day(who.lang, order.business_date.days());
        Again {
            href: format!("/pesanan/{}", order.number),
            text: who.t.with("home-last-order", &[("day", &day), ("place", &place)]),
            number: order.number,
        }
    }))
}

/// A few of each group that one can have now.
fn goods(shelf: &Shelf<'_>, catalogue: &Catalogue, market: &Market) -> Vec<crate::views::shop::cards::GoodCard> {
    let mut chosen = Vec::with_capacity(GOODS);
    for group in GROUPS {
        let mut best = cards::best_of_each(catalogue.offers_of_group(market.id, group), shelf.now);
        best.sort_by_key(|(view, _)| view.product.commodity.is_none());
        let open = best.into_iter().filter(|(view, _)| view.availability(shelf.now).is_open());
        chosen.extend(open.take(GOODS_OF_GROUP).map(|(view, _)| shelf.card_of_stall(&view)));
    }
    chosen.truncate(GOODS);
    chosen
}

fn cluster_card(app: &App, who: &Who, catalogue: &Catalogue, cluster: Cluster) -> ClusterCard {
    let hub = catalogue.markets().iter().find(|market| market.kind == MarketKind::Hub && market.cluster == cluster);
    let now = app.desk.now();
    let open = hub.map_or(0, |hub| catalogue.stalls_of(hub.id).filter(|view| view.is_open(now)).count());
    let (name, pictures) = match cluster {
        Cluster::Culinary => (who.t.text("cluster-culinary"), ["rawon", "soto", "es"]),
        Cluster::Msme => (who.t.text("cluster-msme"), ["kue-basah", "batik", "roti"]),
        Cluster::HomeIndustry | Cluster::Market => (who.t.text("cluster-home-industry"), ["keripik-tempe", "gerabah", "topeng-malangan"]),
    };
    ClusterCard {
        href: hub.map_or_else(|| "/pasar".to_owned(), |hub| format!("/pasar/{}", hub.slug)),
        name: name.to_owned(),
        text: who.t.with("cluster-open", &[("count", &open)]),
        pictures: pictures.iter().map(|picture| assets::picture(picture).into_owned()).collect(),
    }
}

fn movers(who: &Who, catalogue: &Catalogue) -> Vec<Mover> {
    let rows = catalogue.movers(MOVERS).into_iter().filter(|row| row.change_bp.is_some_and(|change| change != 0));
    rows.map(|row| {
        let commodity = &catalogue.commodities()[row.commodity];
        Mover {
            href: format!("/harga#{}", commodity.slug),
            name: commodity.name.clone(),
            picture: assets::picture(&commodity.slug).into_owned(),
            price: words::money(who, row.median),
            per: format!("/{}", commodity.watch_unit),
            change: prices::change(who, row.change_bp.unwrap_or_default()),
        }
    })
    .collect()
}
