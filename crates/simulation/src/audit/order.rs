//! One order after an act: its state, its lines, the stock they hold, its place, its money.

use std::collections::BTreeSet;

use kernel::Rupiah;
use kernel::id::{LineId, OfferId, OrderId};
use market::orders::{LineState, OrderDetail, OrderLine, OrderState, Quote, SubstitutionState, read};

use super::{money, payment, store};
use crate::model::{self, Known};
use crate::stop::{Findings, Stop};
use crate::world::World;

/// What an act was meant to do to an order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    /// Whether it was done, or refused.
    pub worked: bool,
    /// The states it may lead to; none means that the state stays.
    pub to: &'static [OrderState],
    /// Whether goods that the order no longer holds went back to the stall.
    pub returns: bool,
    /// The line that was weighed, with the weight in thousandths and the price asked.
    pub weighed: Option<(LineId, i64, Rupiah)>,
    /// Whether a refusal counts a wrong PIN.
    pub counts_pin: bool,
    /// Whether money may be booked meanwhile, also when it is refused.
    pub may_book: bool,
}

/// Counts the place and the stock that a new order took.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn counted(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let desk = &world.machine.desk;
    let detail = read::get(desk, &desk.system(), order).await.map_err(|error| lost(order, &error))?;
    let mut findings = Findings::default();
    *world.model.places.entry(detail.order.slot).or_default() += 1;
    for (offer, milli) in detail.lines.iter().filter_map(model::held) {
        take(world, offer, milli, true, &mut BTreeSet::new(), &mut findings);
    }
    findings.end()
}

/// Compares an order that was just acknowledged, and is [counted], with its quote, and remembers it.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn acknowledged(world: &mut World, order: OrderId, quote: &Quote) -> Result<(), Stop> {
    let desk = &world.machine.desk;
    let detail = read::get(desk, &desk.system(), order).await.map_err(|error| lost(order, &error))?;
    let mut findings = Findings::default();
    let subject = Some(order.into());
    if world.model.orders.contains_key(&order) {
        findings.add("an order is acknowledged once", subject, format!("{} was acknowledged before", detail.order.number));
    }
    findings.same("a new order is placed", subject, &detail.order.state, &OrderState::Placed);
    let wanted: Vec<_> = quote.lines.iter().map(|line| (line.wanted.offer, line.wanted.quantity, line.price)).collect();
    let written: Vec<_> = detail.lines.iter().map(|line| (line.offer, line.quantity, line.price)).collect();
    findings.same("an order has the lines of its quote", subject, &written, &wanted);
    let known = Known::new(detail, quote);
    let held = known.detail.lines.iter().filter_map(model::held).map(|(offer, _)| offer);
    let goods = held.filter(|offer| world.model.stock.contains_key(offer)).collect();
    compare_goods(world, &known, goods, &mut findings).await?;
    world.model.keep(known);
    findings.end()
}

fn lost(order: OrderId, error: &market::MarketError) -> Stop {
    let mut findings = Findings::default();
    findings.add("an acknowledged order is there", Some(order.into()), format!("reading it gives: {error}"));
    findings.end().err().unwrap_or(Stop::Broken(Vec::new()))
}

/// Compares an order with what the act was meant to do to it, and remembers it as it is now.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn touched(world: &mut World, order: OrderId, outcome: Outcome) -> Result<(), Stop> {
    let desk = &world.machine.desk;
    let now = read::get(desk, &desk.system(), order).await.map_err(|error| lost(order, &error))?;
    let Some(mut known) = world.model.orders.get(&order).cloned() else {
        return Err(lost(order, &market::MarketError::NotFound("acknowledgement")));
    };
    let mut findings = Findings::default();
    let subject = Some(order.into());
    let before = std::mem::replace(&mut known.detail, now);
    if outcome.worked || outcome.may_book {
        payment::seen(world, order, &mut findings).await?;
    } else {
        let mut expected = before;
        if outcome.counts_pin {
            expected.order.pin_attempts = known.detail.order.pin_attempts;
        }
        findings.same("a refusal changes nothing", subject, &known.detail, &expected);
        world.model.keep(known);
        return findings.end();
    }
    check_state(&before, &known.detail, outcome, &mut findings);
    let mut goods = BTreeSet::new();
    check_lines(world, &before, &mut known, outcome, &mut goods, &mut findings);
    check_end(world, &before, &known, outcome, &mut goods, &mut findings);
    if known.detail.order.state.is_final() && !before.order.state.is_final() {
        let is_delivered = known.detail.order.state == OrderState::Delivered;
        known.goods_lost = known.detail.order.state == OrderState::Failed && !outcome.returns;
        let total = known.detail.order.total_final.filter(|_| is_delivered).unwrap_or_default();
        world.model.payments.end(order, total, world.now());
    }
    compare_goods(world, &known, goods, &mut findings).await?;
    if matches!(known.detail.order.state, OrderState::Delivered | OrderState::Failed) && !before.order.state.is_final() {
        money::earned(world, &known, outcome.returns);
    }
    world.model.keep(known);
    findings.end()
}

fn check_state(before: &OrderDetail, after: &OrderDetail, outcome: Outcome, findings: &mut Findings) {
    let (was, is) = (before.order.state, after.order.state);
    let allowed = if outcome.to.is_empty() { vec![was] } else { outcome.to.to_vec() };
    if !allowed.contains(&is) {
        findings.add("an order moves on as its act says", Some(after.order.id.into()), format!("was {was:?}, is {is:?}, not {allowed:?}"));
    }
    let lines = |detail: &OrderDetail| detail.lines.iter().map(|line| line.id).collect::<Vec<_>>();
    findings.same("an order keeps its lines", Some(after.order.id.into()), &lines(after), &lines(before));
}

/// Follows each line and the stock it holds.
fn check_lines(
    world: &mut World,
    before: &OrderDetail,
    known: &mut Known,
    outcome: Outcome,
    goods: &mut BTreeSet<OfferId>,
    findings: &mut Findings,
) {
    let lines = known.detail.lines.clone();
    for line in &lines {
        let Some(old) = before.lines.iter().find(|old| old.id == line.id && **old != *line) else { continue };
        follow(world, old, line, outcome, goods, findings);
        let weighed = outcome.weighed.filter(|(id, ..)| *id == line.id);
        if let Some((_, milli, price)) = weighed
            && matches!(line.state, LineState::Picked | LineState::Substituted)
        {
            known.charged.insert(line.id, price);
            findings.same(
                "a line has the weight that was entered",
                Some(line.order.into()),
                &line.picked.map(|it| it.milli()),
                &Some(milli),
            );
        }
    }
    known.has_agreed |= known.detail.substitutions.iter().any(|it| it.state == SubstitutionState::Accepted);
    for line in &lines {
        let subject = Some(line.order.into());
        let expected = match line.state {
            LineState::Open | LineState::Rejected => None,
            LineState::Missing => Some(Rupiah::ZERO),
            LineState::Picked | LineState::Substituted => known.charged.get(&line.id).and_then(|price| model::total_of(line, *price)),
        };
        findings.same("a line costs its weight at its price", subject, &line.total, &expected);
    }
}

fn follow(world: &mut World, old: &OrderLine, line: &OrderLine, outcome: Outcome, goods: &mut BTreeSet<OfferId>, findings: &mut Findings) {
    match (model::held(old), model::held(line)) {
        (Some((from, had)), Some((to, has))) if from == to => take(world, to, has - had, false, goods, findings),
        (None, Some((to, has))) if old.state == LineState::Missing => take(world, to, has, false, goods, findings),
        (_, Some((to, has))) => take(world, to, has, true, goods, findings),
        (Some((from, had)), None) if outcome.returns => take(world, from, -had, false, goods, findings),
        _ => {}
    }
}

/// Takes stock in memory. Strictly: more than there is must never be sold; a weighing may find more than was counted.
fn take(world: &mut World, offer: OfferId, milli: i64, strictly: bool, goods: &mut BTreeSet<OfferId>, findings: &mut Findings) {
    let Some(left) = world.model.stock.get_mut(&offer) else { return };
    goods.insert(offer);
    if strictly && *left < milli {
        findings.add("no more is sold than there is", Some(offer.into()), format!("{milli} thousandths were sold of {left}"));
    }
    *left = (*left - milli).max(0);
}

/// The final total, and what a final order gives back.
fn check_end(
    world: &mut World,
    before: &OrderDetail,
    known: &Known,
    outcome: Outcome,
    goods: &mut BTreeSet<OfferId>,
    findings: &mut Findings,
) {
    let order = &known.detail.order;
    let subject = Some(order.id.into());
    let step = world.machine.desk.city.settings.cash_rounding_rupiah.amount();
    if order.state == OrderState::Picked && before.order.state != OrderState::Picked {
        let (sold, rounding, due) = known.due(&known.detail, step);
        let found = (order.goods_final, order.rounding, order.total_final);
        findings.same("the buyer pays for what was weighed", subject, &found, &(Some(sold), Some(rounding), Some(due)));
        if due > known.most + Rupiah(step) && !known.has_agreed {
            findings.add("nobody pays more than they agreed to", subject, format!("{due} is more than {}", known.most));
        }
    }
    if before.order.state.is_final() || !order.state.is_final() {
        return;
    }
    if order.state == OrderState::Cancelled {
        *world.model.places.entry(order.slot).or_default() -= 1;
    }
    let gives_back = order.state == OrderState::Cancelled || (order.state == OrderState::Failed && outcome.returns);
    if gives_back {
        for (offer, milli) in known.detail.lines.iter().filter_map(model::held) {
            take(world, offer, -milli, false, goods, findings);
        }
    }
}

/// Compares the order's money and place, and the stock of the offers it touched, with the database.
async fn compare_goods(world: &World, known: &Known, goods: BTreeSet<OfferId>, findings: &mut Findings) -> Result<(), Stop> {
    if !world.settings.is_trial() {
        return Ok(());
    }
    let desk = &world.machine.desk;
    let order = &known.detail.order;
    let mut tx = desk.house.db.reader().await?;
    let offers: Vec<OfferId> = goods.into_iter().collect();
    for offer in market::catalogue::store::find_offers(&mut tx, desk.city_id(), &offers).await? {
        let expected = world.model.stock.get(&offer.id).copied();
        if expected != Some(offer.stock.milli()) {
            let what = format!("offer {} has {} thousandths, expected {expected:?}", offer.id, offer.stock.milli());
            findings.add("stock adds up", Some(order.id.into()), what);
        }
    }
    let (movements, payments, taken) = store::of_order(&mut tx, desk.city_id(), order.id, order.slot).await?;
    findings.same("places of a slot add up", Some(order.id.into()), &taken, &world.model.places.get(&order.slot).copied());
    money::compare_order(known, &movements, &payments, world, findings);
    Ok(())
}
