//! `/jual/barang`: everything a stall sells.

use axum::extract::State;
use axum::response::Response;
use kernel::time::DAY;
use kernel::{Rupiah, Timestamp};
use market::catalogue::today::rules::step;
use market::catalogue::{Availability, OfferView, StockKind};

use super::at::At;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who, show};
use crate::format;
use crate::pages::staff::time;
use crate::pages::staff::words::key;
use crate::pages::{frame, photos, words as shop_words};
use crate::views::shop::cards::{ChipLink, Pager};
use crate::views::staff::trader::goods::{GoodsView, TraderGood};

/// Goods on one page of the list.
const ROWS: usize = 40;
/// A list longer than this can be filtered.
const FILTER_FROM: usize = 20;
/// Sold out for longer than this means until the trader says otherwise.
const OPEN_ENDED: i64 = 30 * DAY;

/// Shows the goods of a stall.
pub async fn show_goods(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let catalogue = app.catalogue.snapshot();
    let now = app.desk.now();
    let all: Vec<OfferView<'_>> = catalogue.offers_of_stall(at.stall).collect();
    let is_out = |view: &OfferView<'_>| matches!(view.availability(now), Availability::SoldOut { .. });
    let out = all.iter().filter(|view| is_out(view)).count();
    let (name, show_only) = (query.text("nama").to_lowercase(), query.text("lihat"));
    let fits = |view: &&OfferView<'_>| {
        let is_named = name.is_empty() || view.product.name(who.lang).to_lowercase().contains(&name);
        is_named
            && match show_only {
                "habis" => is_out(view),
                "dijual" => !is_out(view),
                _ => true,
            }
    };
    let found: Vec<_> = all.iter().filter(fits).collect();
    let from = query.read::<usize>("mulai").unwrap_or_default().min(found.len());
    let address = |only: &str, start: usize| {
        let start = if start == 0 { String::new() } else { start.to_string() };
        let stall = if at.all.len() > 1 { at.slug.as_str() } else { "" };
        frame::address("/jual/barang", &[("lapak", stall), ("nama", &name), ("lihat", only), ("mulai", &start)])
    };
    let chip = |only: &'static str, label: &'static str, count: usize| ChipLink {
        href: address(only, 0),
        label: who.t.text(label).to_owned(),
        count: count.to_string(),
        is_on: only == show_only,
        ..ChipLink::default()
    };
    let pager = (found.len() > ROWS).then(|| Pager {
        previous: if from == 0 { String::new() } else { address(show_only, from.saturating_sub(ROWS)) },
        next: if from + ROWS < found.len() { address(show_only, from + ROWS) } else { String::new() },
        text: format!("{}–{} / {}", from + 1, (from + ROWS).min(found.len()), found.len()),
    });
    show(&GoodsView {
        page: at.page(&app, &who, "/jual/barang", who.t.text("trader-nav-goods"), 0),
        stall: at.slug.clone(),
        filters: vec![
            chip("", key("trader-show-all"), all.len()),
            chip("dijual", key("trader-show-sold"), all.len() - out),
            chip("habis", key("trader-out"), out),
        ],
        has_filter: all.len() > FILTER_FROM,
        filter: query.text("nama").to_owned(),
        goods: found.iter().skip(from).take(ROWS).map(|view| ware(&app, &who, view, now)).collect(),
        pager,
    })
}

/// One of a trader's goods, with the prices one tap away.
pub fn ware(app: &App, who: &Who, view: &OfferView<'_>, now: Timestamp) -> TraderGood {
    let (price, unit) = (view.offer.price, &view.product.unit);
    let step = step(price);
    let tap = |to: Rupiah, sign: char| (to.amount().to_string(), format!("{sign}{}", format::number(who.lang, step.amount())));
    let (picture, is_photo) = photos::small(view);
    let is_counted = view.offer.stock_kind == StockKind::Counted;
    TraderGood {
        offer: view.offer.id.to_string(),
        name: view.product.name(who.lang).to_owned(),
        picture,
        is_photo,
        price: format::rupiah(who.lang, price.amount()),
        per: format!("/{unit}"),
        unit: unit.clone(),
        price_plain: price.amount().to_string(),
        cheaper: (price > step).then(|| tap(price - step, '−')),
        dearer: Some(tap(price + step, '+')),
        out: out(app, who, view, now),
        stock: if is_counted { view.offer.stock.decimal() } else { String::new() },
        stock_text: if is_counted {
            who.t.with("state-left", &[("quantity", &shop_words::quantity(who, view.offer.stock, view.product))])
        } else {
            String::new()
        },
    }
}

fn out(app: &App, who: &Who, view: &OfferView<'_>, now: Timestamp) -> Option<String> {
    match view.availability(now) {
        Availability::SoldOut { until: Some(until) } if until < now.plus(OPEN_ENDED) => {
            Some(who.t.with("trader-out-until", &[("when", &time::until(app, who, until))]))
        }
        Availability::SoldOut { until: Some(_) } => Some(who.t.text("trader-out-open-ended").to_owned()),
        Availability::SoldOut { until: None } => Some(who.t.text("trader-out-no-stock").to_owned()),
        Availability::Open | Availability::ClosedToday { .. } | Availability::Withdrawn => None,
    }
}
