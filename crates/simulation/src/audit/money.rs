//! The money of an order, a payout, a refund: what the ledger must have for it.

use std::collections::BTreeMap;

use kernel::id::{MarketId, RawId};
use kernel::{BusinessDate, Rupiah};
use market::orders::OrderState;
use market::settlement::Payout;

use super::store::{self, Movement};
use crate::model::{self, Known};
use crate::stop::{Findings, Stop};
use crate::world::World;

/// Remembers who earned what with an order that was delivered or failed.
pub fn earned(world: &mut World, known: &Known, returned: bool) {
    let order = &known.detail.order;
    let (market, date) = (order.market, order.business_date);
    let is_delivered = order.state == OrderState::Delivered;
    let share = known.share(world.machine.desk.city.settings.runner_share_bp).amount();
    let used = world.model.payments.purse(order.id).map_or(0, |purse| purse.used);
    let money = &mut world.model.money;
    if is_delivered || !returned {
        for (stall, amount) in model::sold_by_stall(&known.detail) {
            money.stall_earned(order.id, market, stall.into(), date, amount);
        }
    }
    if let Some(runner) = order.runner {
        money.runner_earned(order.id, market, runner.into(), date, share);
        if is_delivered {
            let total = order.total_final.unwrap_or_default().amount();
            money.charged += total;
            money.collected(runner.into(), total - used);
        }
    }
}

/// Compares an order's transfers and payment with its state.
pub fn compare_order(known: &Known, movements: &[Movement], payments: &[(String, i64)], world: &World, findings: &mut Findings) {
    let order = &known.detail.order;
    let subject = Some(order.id.into());
    let holds: Vec<i64> = movements.iter().filter(|it| it.state == "pending").map(|it| it.amount).collect();
    findings.same("an order holds what it may cost at most, once", subject, &holds, &vec![known.most.amount()]);
    let ended = movements.iter().filter(|it| it.resolves).count();
    findings.same("a hold ends once, with its order", subject, &ended, &usize::from(order.state.is_final()));
    let mut posted: BTreeMap<&str, i64> = BTreeMap::new();
    for movement in movements.iter().filter(|it| it.state == "posted") {
        *posted.entry(movement.reason.as_str()).or_default() += movement.amount;
    }
    let mut expected = expected(known, world);
    if let Some(purse) = world.model.payments.purse(order.id) {
        expected.extend([("payment_received", purse.booked), ("payment_used", purse.used), ("payment_returned", purse.sent)]);
    }
    let expected = expected.into_iter().filter(|(_, amount)| *amount != 0).collect::<BTreeMap<_, _>>();
    findings.same("the ledger has what the order says", subject, &posted, &expected);
    let payment = match order.state {
        OrderState::Delivered => vec![("paid".to_owned(), order.total_final.unwrap_or_default().amount())],
        OrderState::Failed | OrderState::Cancelled => vec![("cancelled".to_owned(), 0)],
        _ => vec![("awaited".to_owned(), order.total_estimate().amount())],
    };
    findings.same("a payment stands as its order does", subject, &payments.to_vec(), &payment);
}

fn expected(known: &Known, world: &World) -> BTreeMap<&'static str, i64> {
    let order = &known.detail.order;
    let share = known.share(world.machine.desk.city.settings.runner_share_bp).amount();
    let goods: i64 = model::sold_by_stall(&known.detail).values().sum();
    let due = order.total_final.unwrap_or_default().amount();
    let used = world.model.payments.purse(order.id).map_or(0, |purse| purse.used);
    match order.state {
        OrderState::Delivered => BTreeMap::from([
            ("order_charge", due),
            ("cash_collected", due - used),
            ("goods_sold", goods),
            ("runner_share", share),
            ("delivery_fee", order.delivery_fee.amount() - share),
            ("service_fee", order.service_fee.amount()),
            ("rounding", order.rounding.unwrap_or(Rupiah::ZERO).amount().abs()),
        ]),
        OrderState::Failed => {
            let lost = if known.goods_lost { goods } else { 0 };
            BTreeMap::from([("failed_trip", share), ("goods_lost", lost)])
        }
        _ => BTreeMap::new(),
    }
}

/// Compares a new batch with what the market owes, and remembers its payouts.
///
/// # Errors
/// [`Stop::Broken`].
pub fn payouts_prepared(world: &mut World, market: MarketId, date: BusinessDate, payouts: &[Payout]) -> Result<(), Stop> {
    let mut findings = Findings::default();
    let expected = world.model.money.dues(market, date);
    let found: BTreeMap<RawId, i64> = payouts.iter().map(|payout| (payout.payee, payout.amount.amount())).collect();
    findings.same("a batch pays each what is owed", Some(market.into()), &found, &expected);
    for payout in payouts {
        world.model.money.take(payout.payee, payout.amount.amount());
        world.model.money.holds.prepared(market, payout.payee, date);
        let kept = model::Payout { market, amount: payout.amount.amount(), is_paid: false };
        if world.model.money.payouts.insert(payout.id, kept).is_some() {
            findings.add("a payout is prepared once", Some(payout.id.into()), "it was there already".to_owned());
        }
    }
    findings.end()
}

/// Compares what the ledger has for a payout, refund or count with these reasons and amounts.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn reference(world: &World, about: RawId, expected: &[(&str, i64)]) -> Result<(), Stop> {
    if !world.settings.is_trial() {
        return Ok(());
    }
    let desk = &world.machine.desk;
    let mut tx = desk.house.db.reader().await?;
    let found = store::movements(&mut tx, desk.city_id(), about).await?;
    let found: Vec<(&str, &str, i64)> = found.iter().map(|it| (it.reason.as_str(), it.state.as_str(), it.amount)).collect();
    let mut expected: Vec<(&str, &str, i64)> = expected.iter().filter(|it| it.1 != 0).map(|it| (it.0, "posted", it.1)).collect();
    expected.sort_unstable();
    let mut findings = Findings::default();
    findings.same("money is moved once for each reason", Some(about), &found, &expected);
    findings.end()
}

/// Compares what the ledger has for a payout with what was set aside and what was handed out.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn paid_once(world: &World, payout: RawId, prepared: i64, paid: i64) -> Result<(), Stop> {
    if !world.settings.is_trial() {
        return Ok(());
    }
    let desk = &world.machine.desk;
    let mut tx = desk.house.db.reader().await?;
    let found = store::movements(&mut tx, desk.city_id(), payout).await?;
    let sum = |ending: &str| found.iter().filter(|it| it.reason.ends_with(ending)).map(|it| it.amount).sum::<i64>();
    let mut findings = Findings::default();
    findings.same("a payout is set aside once", Some(payout), &sum("payout_prepared"), &prepared);
    findings.same("a payout is paid once", Some(payout), &sum("payout_paid"), &paid);
    findings.end()
}
