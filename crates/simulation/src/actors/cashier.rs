//! The evening: cash comes back, the day is closed, a batch is prepared, approved and paid out.

use kernel::id::{MarketId, PayoutId, PersonId, SettlementId};
use kernel::{Actor, BusinessDate, Rupiah};
use market::settlement::{self, CashDirection, CloseCash, MoveCash, ReturnCash};

use crate::agenda::Event;
use crate::audit;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// In such steps the treasurer brings cash.
const BROUGHT_STEP: i64 = 50_000;

/// Takes the runners' cash, and closes the day when nothing is open; else tries again later.
pub async fn close(world: &mut World, market: MarketId, date: BusinessDate) -> Result<(), Stop> {
    let manager = world.cast.place(market)?.manager.clone();
    let preview = settlement::closing_preview(&world.machine.desk, &manager, market, date).await?;
    for float in &preview.floats {
        take_back(world, &manager, market, float.runner, float.amount).await?;
    }
    if preview.orders_open > 0 {
        if world.mishap(20) {
            count_box(world, &manager, market, date, 0, &["day_open"]).await?;
        }
        world.soon(10, 20, Event::Closing(market, date));
        return Ok(());
    }
    let expected = world.model.money.in_box(market);
    let difference = if world.chance.chance(10) { world.chance.between(-20, 5) * 100 } else { 0 };
    let found = (expected + difference).max(0);
    let brought = bring(world, market, lacking(world, market, date, found)).await?;
    let (expected, counted) = (expected + brought, found + brought);
    if count_box(world, &manager, market, date, counted, &["day_open"]).await? {
        world.model.money.put_in_box(market, counted - expected);
        prepare(world, &manager, market, date).await?;
    } else {
        world.soon(10, 20, Event::Closing(market, date));
    }
    Ok(())
}

/// The treasurer brings cash from the bank into a market's box; gives how much.
async fn bring(world: &mut World, market: MarketId, amount: i64) -> Result<i64, Stop> {
    if amount == 0 {
        return Ok(0);
    }
    let treasurer = world.cast.treasurer.clone();
    let act = Act::keyed("move_cash", format!("the treasurer brings {}", Rupiah(amount))).about(market);
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "lain" } else { "uang untuk pelunasan" };
        let direction = CashDirection::Brought;
        let command = MoveCash { market, direction, amount: Rupiah(amount), reason: reason.to_owned() };
        settlement::move_cash(&desk, &treasurer, &key, command).await
    };
    let Ok(id) = wire::send(world, act, call).await? else { return Ok(0) };
    world.model.money.put_in_box(market, amount);
    world.model.money.brought += amount;
    audit::reference(world, id.into(), &[("cash_brought", amount)]).await?;
    Ok(amount)
}

/// What a box of a past lacks for what is to be handed out, in whole notes: much is paid by code, and so comes to the bank.
fn lacking(world: &World, market: MarketId, date: BusinessDate, found: i64) -> i64 {
    if world.settings.is_trial() {
        return 0;
    }
    let money = &world.model.money;
    let waiting: i64 = money.payouts.values().filter(|payout| payout.market == market && !payout.is_paid).map(|payout| payout.amount).sum();
    let wanted = waiting + money.dues(market, date).values().sum::<i64>() - found;
    if wanted > 0 { (wanted / BROUGHT_STEP + 1) * BROUGHT_STEP } else { 0 }
}

/// A runner brings the cash; at times some is missing, and the first count says no reason.
async fn take_back(world: &mut World, manager: &Actor, market: MarketId, runner: PersonId, float: Rupiah) -> Result<(), Stop> {
    let mut findings = Findings::default();
    let known = world.model.money.floats.get(&runner.into()).copied().unwrap_or_default();
    findings.same("a runner carries what buyers paid", Some(runner.into()), &float.amount(), &known);
    findings.end()?;
    let difference = if world.chance.chance(8) { world.chance.between(-30, 10) * 100 } else { 0 };
    let counted = (float.amount() + difference).max(0);
    let is_silent = counted != float.amount() && world.chance.chance(40);
    let says = format!("the runner brings {} of {float}", Rupiah(counted));
    for reason in if is_silent { vec!["", "kembalian salah"] } else { vec!["kembalian salah"] } {
        let refusals: &[&str] = if reason.is_empty() { &["reason_missing"] } else { &[] };
        let act = Act::keyed("return_cash", says.clone()).about(runner).may(refusals);
        let call = async |desk, key: String, body| {
            let counted = Rupiah(if body == Body::Other { counted + 100 } else { counted });
            let command = ReturnCash { market, runner, counted, expected: Some(float), reason: reason.to_owned() };
            settlement::return_cash(&desk, manager, &key, command).await
        };
        let Ok(count) = wire::send(world, act, call).await? else { continue };
        world.model.money.floats.insert(runner.into(), 0);
        world.model.money.put_in_box(market, counted);
        let short = (counted - float.amount()).abs();
        let taken = if counted < float.amount() { counted } else { float.amount() };
        audit::reference(world, count.into(), &[("cash_returned", taken), ("cash_difference", short)]).await?;
    }
    Ok(())
}

/// Counts the box and closes the day; whether it was closed.
async fn count_box(
    world: &mut World,
    manager: &Actor,
    market: MarketId,
    date: BusinessDate,
    counted: i64,
    refusals: &'static [&'static str],
) -> Result<bool, Stop> {
    let act = Act::keyed("close_cash", format!("the manager counts {} and closes {date}", Rupiah(counted))).about(market).may(refusals);
    let call = async |desk, key: String, body| {
        let counted = Rupiah(if body == Body::Other { counted + 100 } else { counted });
        let command = CloseCash { market, date, counted, expected: None, reason: "selisih hitung".to_owned() };
        settlement::close_cash(&desk, manager, &key, command).await
    };
    Ok(wire::send(world, act, call).await?.is_ok())
}

async fn prepare(world: &mut World, manager: &Actor, market: MarketId, date: BusinessDate) -> Result<(), Stop> {
    let is_idle = world.model.money.dues(market, date).is_empty();
    let act = Act::keyed("create_settlement", format!("the manager prepares the batch of {date}")).about(market);
    let act = act.may(if is_idle { &["nothing_to_pay"] } else { &[] });
    let call = async |desk, key: String, body| {
        let date = if body == Body::Other { date.plus_days(-1) } else { date };
        settlement::create_settlement(&desk, manager, &key, market, date).await
    };
    let Ok(batch) = wire::send(world, act, call).await? else { return Ok(()) };
    let detail = settlement::get_settlement(&world.machine.desk, manager, batch).await?;
    for payout in &detail.payouts {
        world.tell(&[payout.id.into()], &format!("{} is to get {} from {date}", payout.name, payout.amount));
    }
    audit::payouts_prepared(world, market, date, &detail.payouts)?;
    world.soon(2, 15, Event::Approve(batch, market));
    Ok(())
}

/// The maker tries in vain; the treasurer approves, and the payouts are handed out.
pub async fn approve(world: &mut World, batch: SettlementId, market: MarketId) -> Result<(), Stop> {
    let manager = world.cast.place(market)?.manager.clone();
    let treasurer = world.cast.treasurer.clone();
    let early = settlement::get_settlement(&world.machine.desk, &manager, batch).await?.payouts;
    if world.mishap(20)
        && let Some(first) = early.first()
    {
        pay_with(world, first.id, market, &["wrong_state"]).await?;
    }
    for (actor, refusals) in [(manager, &["not_allowed"] as &[&str]), (treasurer, &[])] {
        let act = Act::keyed("approve_settlement", "somebody approves the batch".to_owned()).about(batch).may(refusals);
        let call = async |desk, key: String, body| {
            let id = if body == Body::Other { SettlementId(market.0) } else { batch };
            settlement::approve_settlement(&desk, &actor, &key, id).await
        };
        if wire::send(world, act, call).await?.is_err() && refusals.is_empty() {
            return Ok(());
        }
    }
    for payout in early {
        world.soon(1, 45, Event::PayOut(payout.id, market));
    }
    Ok(())
}

/// The manager hands out a payout; now and then a second time.
pub async fn pay(world: &mut World, payout: PayoutId, market: MarketId) -> Result<(), Stop> {
    let is_paid = world.model.money.payouts.get(&payout).is_some_and(|kept| kept.is_paid);
    let refusals: &[&str] = if is_paid { &["already_done"] } else { &["bad_amount"] };
    if pay_with(world, payout, market, refusals).await? {
        if world.chance.chance(5) {
            world.soon(1, 30, Event::PayOut(payout, market));
        }
    } else if !is_paid && world.today() < world.last_day() {
        world.soon(23 * 60, 25 * 60, Event::PayOut(payout, market));
    }
    Ok(())
}

/// Hands it out; whether it was.
async fn pay_with(world: &mut World, payout: PayoutId, market: MarketId, refusals: &'static [&'static str]) -> Result<bool, Stop> {
    let manager = world.cast.place(market)?.manager.clone();
    let amount = world.model.money.payouts.get(&payout).map_or(0, |kept| kept.amount);
    let act = Act::keyed("pay_payout", format!("the manager hands out {}", Rupiah(amount))).about(payout).may(refusals);
    let call = async |desk, key: String, body| {
        let id = if body == Body::Other { PayoutId(market.0) } else { payout };
        settlement::pay_payout(&desk, &manager, &key, id).await
    };
    let done = wire::send(world, act, call).await?.is_ok();
    if done {
        world.model.money.put_in_box(market, -amount);
        if let Some(kept) = world.model.money.payouts.get_mut(&payout) {
            kept.is_paid = true;
        }
    }
    check(world, payout).await?;
    Ok(done)
}

/// A payout is set aside once, and handed out once or not yet.
async fn check(world: &World, payout: PayoutId) -> Result<(), Stop> {
    let Some(kept) = world.model.money.payouts.get(&payout) else { return Ok(()) };
    let paid = if kept.is_paid { kept.amount } else { 0 };
    audit::paid_once(world, payout.into(), kept.amount, paid).await
}
