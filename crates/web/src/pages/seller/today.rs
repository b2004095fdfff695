//! `/jual`: what came in, what to prepare, how the day goes.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::{LineId, OfferId, SellerOrderId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use market::catalogue::Catalogue;
use market::orders;
use market::orders::staff::StallOrder;
use market::orders::{LineState, OrderLine, SellerOrderState, Slot, slots};
use market::picking::{LineDecision, decide};
use market::settlement::{self, StallMoney};

use super::at::At;
use super::goods::ware;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Posted, Who, show};
use crate::format;
use crate::pages::staff::words::key;
use crate::pages::staff::{self, goods, money, time, words};
use crate::views::shop::cards::Badge;
use crate::views::staff::trader::today::{Accepted, Incoming, IncomingLine, Takings, TodayView};
use crate::views::{Page, Tone};

/// Goods shown on the day's page.
const WARES: usize = 6;
/// Collected orders shown below those to prepare.
const COLLECTED: usize = 5;

/// Shows the day of a stall.
pub async fn show_today(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let at = At::of(&app, &who, query.text("lapak"))?;
    let parts = orders::staff::of_stall(&app.desk, &who.actor, at.stall).await?;
    let ids: Vec<_> = parts.iter().filter(|order| !order.order_state.is_final()).map(|order| order.slot).collect();
    let slots = slots::find(&app.desk, &ids).await?;
    let sums = settlement::money_of_stall_today(&app.desk, &who.actor, at.stall).await?;
    show(&view(&app, &who, &at, &parts, &slots, &sums))
}

fn view(app: &App, who: &Who, at: &At, parts: &[StallOrder], slots: &[Slot], sums: &StallMoney) -> TodayView {
    let catalogue = app.catalogue.read();
    let now = app.desk.now();
    let mut waiting: Vec<&StallOrder> = parts.iter().filter(|order| order.part.state == SellerOrderState::Waiting).collect();
    waiting.sort_by_key(|order| order.part.decide_by);
    let incoming: Vec<_> = waiting.iter().map(|order| incoming(app, who, &catalogue, order, slots)).collect();
    let closed = catalogue.stall_by_id(at.stall).map(|view| view.stall.closed_until).filter(|until| *until > now);
    let is_open = catalogue.stall_by_id(at.stall).is_some_and(|view| view.is_open(now));
    let status = if is_open {
        Badge { tone: Tone::Good, text: who.t.text("state-open").to_owned() }
    } else {
        Badge { tone: Tone::Bad, text: who.t.text("state-why-closed").to_owned() }
    };
    TodayView {
        page: Page {
            live_url: Some(format!("/langsung?topik=stall:{}", at.stall)),
            ..at.page(app, who, "/jual", who.t.text("trader-nav-today"), u32::try_from(incoming.len()).unwrap_or(u32::MAX))
        },
        stall: at.slug.clone(),
        name: at.name.clone(),
        place: if at.place.is_empty() { at.market_name.clone() } else { format!("{} · {}", at.place, at.market_name) },
        stalls: at.chips("/jual"),
        status,
        closed_until: closed.map(|until| who.t.with("trader-opens-again", &[("when", &time::until(app, who, until))])),
        incoming,
        accepted: accepted(app, who, &catalogue, parts, slots),
        today: today(who, sums),
        yesterday: yesterday(who, sums, app.desk.today().plus_days(-1)),
        goods: wares(app, who, &catalogue, at, parts),
        goods_count: u32::try_from(catalogue.offers_of_stall(at.stall).count()).unwrap_or(u32::MAX),
    }
}

fn today(who: &Who, sums: &StallMoney) -> Takings {
    let note = match sums.coming_orders {
        0 => String::new(),
        _ => who.t.with("trader-coming", &[("amount", &money::rupiah(who, sums.coming))]),
    };
    Takings { amount: money::rupiah(who, sums.today), note }
}

fn yesterday(who: &Who, sums: &StallMoney, since: BusinessDate) -> Takings {
    let note = if sums.approved.amount() > 0 {
        who.t.with("trader-fetch", &[("amount", &money::rupiah(who, sums.approved))])
    } else if sums.yesterday > Rupiah::ZERO && sums.last_paid.as_ref().is_some_and(|payout| payout.business_date >= since) {
        who.t.text("trader-paid-out").to_owned()
    } else {
        String::new()
    };
    Takings { amount: money::rupiah(who, sums.yesterday), note }
}

fn incoming(app: &App, who: &Who, catalogue: &Catalogue, order: &StallOrder, slots: &[Slot]) -> Incoming {
    let open: Vec<&OrderLine> = order.lines.iter().filter(|line| line.state == LineState::Open).collect();
    let line = |line: &&OrderLine| IncomingLine {
        id: line.id.to_string(),
        name: goods::name(catalogue, line.offer, who.lang),
        picture: goods::picture(catalogue, line.offer),
        quantity: goods::wanted(who.lang, line),
        note: line.note.clone(),
        amount: format::rupiah(who.lang, line.expected().amount()),
    };
    let accepts = app.desk.city.settings.seller_default == registry::cities::SellerDefault::Accept;
    Incoming {
        id: order.part.id.to_string(),
        number: goods::short(&order.number, 6),
        whole: order.number.clone(),
        when: who.t.with("trader-fetched-for", &[("slot", &time::slot_of(app, who, slots, order.slot))]),
        countdown: time::countdown(app.desk.now(), order.part.decide_by),
        lines: open.iter().map(line).collect(),
        total: money::rupiah(who, open.iter().map(|line| line.expected()).sum()),
        otherwise: who.t.text(if accepts { key("trader-silence-accepts") } else { key("trader-silence-rejects") }).to_owned(),
        version: format!("{}-{}", order.part.id, open.len()),
    }
}

fn accepted(app: &App, who: &Who, catalogue: &Catalogue, parts: &[StallOrder], slots: &[Slot]) -> Vec<Accepted> {
    let (to_prepare, collected): (Vec<&StallOrder>, Vec<&StallOrder>) = parts
        .iter()
        .filter(|order| matches!(order.part.state, SellerOrderState::Accepted | SellerOrderState::Collected))
        .filter(|order| order.part.state == SellerOrderState::Collected || !order.order_state.is_final())
        .partition(|order| order.part.state == SellerOrderState::Accepted);
    let today = |order: &&&StallOrder| order.part.decided.is_some_and(|at| app.desk.city.date(at) == app.desk.today());
    let shown = to_prepare.iter().rev().chain(collected.iter().filter(today).take(COLLECTED));
    shown.map(|order| prepared(app, who, catalogue, order, slots)).collect()
}

fn prepared(app: &App, who: &Who, catalogue: &Catalogue, order: &StallOrder, slots: &[Slot]) -> Accepted {
    let kept = || order.lines.iter().filter(|line| !matches!(line.state, LineState::Rejected | LineState::Missing));
    let words_of = |line: &OrderLine| {
        let wanted = format!("{} {}", goods::name(catalogue, line.offer_to_pick(), who.lang), goods::wanted(who.lang, line));
        match goods::otherwise_picked(who.lang, line) {
            picked if picked.is_empty() => wanted,
            picked => format!("{wanted} → {picked}"),
        }
    };
    let slot = time::slot_of(app, who, slots, order.slot);
    Accepted {
        number: goods::short(&order.number, 6),
        status: words::part(who.t, order.part.state),
        lines: kept().map(words_of).collect(),
        runner: if slot.is_empty() { String::new() } else { who.t.with("trader-fetched-for", &[("slot", &slot)]) },
        total: money::rupiah(who, kept().map(|line| line.expected()).sum()),
    }
}

/// The goods asked for most in the newest orders, then the others in their order.
fn wares(
    app: &App,
    who: &Who,
    catalogue: &Catalogue,
    at: &At,
    parts: &[StallOrder],
) -> Vec<crate::views::staff::trader::goods::TraderGood> {
    let mut asked: BTreeMap<OfferId, usize> = BTreeMap::new();
    for line in parts.iter().flat_map(|order| &order.lines) {
        *asked.entry(line.offer).or_default() += 1;
    }
    let mut offers: Vec<_> = catalogue.offers_of_stall(at.stall).collect();
    offers.sort_by_key(|view| std::cmp::Reverse(asked.get(&view.offer.id).copied().unwrap_or_default()));
    let now: Timestamp = app.desk.now();
    offers.iter().take(WARES).map(|view| ware(app, who, view, now)).collect()
}

/// Everything is there.
pub async fn accept_part(State(app): State<App>, Path(part): Path<String>, form: Posted) -> Result<Response, Fault> {
    decided(&app, &form, &part, Vec::new()).await
}

/// The ticked lines are not there.
pub async fn decide_part(State(app): State<App>, Path(part): Path<String>, form: Posted) -> Result<Response, Fault> {
    let reason = form.text("reason");
    let missing = |text: &String| -> Option<LineDecision> {
        let line: LineId = text.parse().ok()?;
        Some(LineDecision { line, accepts: false, reason: reason.to_owned() })
    };
    let decisions: Vec<_> = form.all("line").iter().filter_map(missing).collect();
    if decisions.is_empty() {
        let words = form.who.t.text("trader-tick-something");
        return Ok(crate::extract::Go::to(way_back(&form)).say(Tone::Bad, words).into_response());
    }
    decided(&app, &form, &part, decisions).await
}

async fn decided(app: &App, form: &Posted, part: &str, decisions: Vec<LineDecision>) -> Result<Response, Fault> {
    let id: SellerOrderId = part.parse().map_err(|_| Fault::not_found())?;
    let done = decide(&app.desk, &form.who.actor, form.key(), id, decisions).await;
    Ok(staff::back(&form.who, done, &way_back(form), form.who.t.text("trader-answered"))?.into_response())
}

fn way_back(form: &Posted) -> String {
    form.who.came_from.clone().filter(|path| path.starts_with("/jual")).unwrap_or_else(|| "/jual".to_owned())
}
