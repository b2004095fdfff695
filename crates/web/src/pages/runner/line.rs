//! One line of the walk: what it needs of the runner, and what could replace it.

use kernel::id::OfferId;
use kernel::{Quantity, Unit};
use market::catalogue::{Catalogue, OfferView, StockKind};
use market::orders::rules::OfferFacts;
use market::orders::{LineState, OrderDetail, OrderLine, Substitution, SubstitutionPolicy, SubstitutionState};
use market::picking::rules;

use crate::app::App;
use crate::extract::Who;
use crate::format;
use crate::pages::staff::{goods, money, time, words};
use crate::pages::words as shop_words;
use crate::views::staff::runner::pick::{Alternative, PickLine, PickState};

/// The most offers proposed for a line.
const ALTERNATIVES: usize = 5;
/// Of each product, the most stalls among them.
const OF_EACH: usize = 2;

/// A line as the runner sees it.
pub fn line(app: &App, who: &Who, catalogue: &Catalogue, detail: &OrderDetail, line: &OrderLine) -> PickLine {
    let open = detail.substitutions.iter().find(|asked| asked.line == line.id && asked.state == SubstitutionState::Asked);
    let state = state(line, open);
    let agreed = line.picked_price.filter(|_| line.picked_offer.is_some()).unwrap_or(line.price);
    let offer = line.offer_to_pick();
    PickLine {
        id: line.id.to_string(),
        order: detail.order.number.clone(),
        bag: goods::bag(&detail.order.number),
        name: goods::name(catalogue, offer, who.lang),
        picture: goods::picture(catalogue, offer),
        quantity: goods::wanted(who.lang, line),
        price: format!("{}/{}", money::rupiah(who, agreed), line.unit),
        price_plain: agreed.amount().to_string(),
        note: line.note.clone(),
        instead_of: if line.picked_offer.is_some() { ordered(who, catalogue, line) } else { String::new() },
        rule: words::rule(who.t, line),
        most: most(who, line),
        is_weighed: line.sold_by == Unit::Weight,
        unit: line.unit.clone(),
        amount: typed(line),
        version: line.version,
        state,
        outcome: outcome(who, line, state),
        proposed: open.map(|asked| goods::proposed(who.lang, catalogue, asked)).unwrap_or_default(),
        countdown: open.map(|asked| time::countdown(app.desk.now(), asked.answer_by)).unwrap_or_default(),
        alternatives: if state == PickState::Choose { alternatives(app, who, catalogue, line) } else { Vec::new() },
    }
}

/// What was ordered, and where, for a line that something else replaces.
fn ordered(who: &Who, catalogue: &Catalogue, line: &OrderLine) -> String {
    let place = catalogue.offer(line.offer).map(|view| goods::place(view.stall)).unwrap_or_default();
    format!("{} {place}", goods::name(catalogue, line.offer, who.lang))
}

fn state(line: &OrderLine, open: Option<&Substitution>) -> PickState {
    match line.state {
        LineState::Open if open.is_some() => PickState::Asking,
        LineState::Open => PickState::Open,
        LineState::Rejected if open.is_some() => PickState::Asking,
        LineState::Rejected => PickState::Choose,
        LineState::Picked | LineState::Substituted => PickState::Done,
        LineState::Missing => PickState::Missing,
    }
}

fn most(who: &Who, line: &OrderLine) -> String {
    if line.sold_by != Unit::Weight || line.amount.is_some() {
        return String::new();
    }
    who.t.with("runner-most", &[("weight", &format::weight(who.lang, rules::most(line).milli()))])
}

/// What the field holds: what was entered before, in grams or pieces.
fn typed(line: &OrderLine) -> String {
    match line.picked {
        Some(picked) if line.sold_by == Unit::Weight => picked.milli().to_string(),
        Some(picked) => picked.decimal(),
        None => String::new(),
    }
}

fn outcome(who: &Who, line: &OrderLine, state: PickState) -> String {
    match state {
        PickState::Done => {
            let total = line.total.map(|total| money::rupiah(who, total)).unwrap_or_default();
            format!("{} · {total}", goods::picked(who.lang, line))
        }
        PickState::Missing => format!("{} · {}", words::line_note(who.t, line), who.t.text("runner-not-charged")),
        PickState::Open | PickState::Choose | PickState::Asking => String::new(),
    }
}

/// The same goods at another stall first, then what may stand in for them; cheaper first, within what may be asked for.
fn alternatives(app: &App, who: &Who, catalogue: &Catalogue, line: &OrderLine) -> Vec<Alternative> {
    if !matches!(line.policy, SubstitutionPolicy::Ask | SubstitutionPolicy::Alternative | SubstitutionPolicy::BestMatch) {
        return Vec::new();
    }
    let Some(original) = catalogue.offer(line.offer) else { return Vec::new() };
    let same = std::iter::once(original.product.id);
    let others = original.product.substitutes.iter().filter_map(|slug| catalogue.product(slug)).map(|product| product.id);
    let now = app.desk.now();
    let mut found = Vec::new();
    for product in same.chain(others) {
        let here =
            |view: &OfferView<'_>| view.market.id == original.market.id && view.offer.id != line.offer && view.availability(now).is_open();
        let mut offers: Vec<_> = catalogue.offers_of_product(product).filter(here).collect();
        offers.sort_by_key(|view| view.offer.price);
        found.extend(offers.iter().filter_map(|view| alternative(who, line, view)).take(OF_EACH));
        if found.len() >= ALTERNATIVES {
            break;
        }
    }
    found.truncate(ALTERNATIVES);
    found
}

fn alternative(who: &Who, line: &OrderLine, view: &OfferView<'_>) -> Option<Alternative> {
    let quantity = quantity_of(line, view)?;
    let total = view.offer.price.times_milli(quantity.milli())?;
    if total > line.estimate.share(rules::ASKED_CAP) {
        return None;
    }
    let amount = shop_words::quantity(who, quantity, view.product);
    let text = format!("{amount} · {} · {} {}", money::rupiah(who, total), goods::place(view.stall), view.stall.name);
    Some(Alternative {
        offer: view.offer.id.to_string(),
        name: view.product.name(who.lang).to_owned(),
        picture: crate::assets::picture(&view.product.illustration).into_owned(),
        text,
    })
}

/// How much of it serves, by the same rule that the service applies.
fn quantity_of(line: &OrderLine, view: &OfferView<'_>) -> Option<Quantity> {
    let is_there = |quantity: &Quantity| view.offer.stock_kind == StockKind::Ask || view.offer.stock >= *quantity;
    rules::substitute_quantity(line, &facts(view.offer.id, view)).filter(is_there)
}

fn facts(id: OfferId, view: &OfferView<'_>) -> OfferFacts {
    OfferFacts {
        id,
        stall: view.stall.id,
        market: view.market.id,
        product: view.product.id,
        product_slug: view.product.slug.clone(),
        name: view.product.name_id.clone(),
        price: view.offer.price,
        stock_milli: None,
        away_until: view.offer.sold_out_until,
        is_withdrawn: view.offer.is_withdrawn,
        sold_by: view.product.sold_by,
        unit: view.product.unit.clone(),
        tolerance: view.product.tolerance,
        step_milli: view.product.step.milli(),
        min_milli: view.product.min.milli(),
        substitutes: String::new(),
    }
}
