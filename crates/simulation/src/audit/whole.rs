//! The whole city: the product's own invariants, and everything in memory against everything in the database.

use std::collections::{BTreeMap, HashMap};

use kernel::id::RawId;
use ledger::AccountKind;
use market::catalogue::StockKind;
use market::settlement::{PayoutState, invariants};
use store::Tx;

use super::store as rows;
use crate::stop::{Findings, Stop};
use crate::world::World;

/// Compares everything.
///
/// # Errors
/// [`Stop::Broken`].
pub async fn whole(world: &mut World) -> Result<(), Stop> {
    world.whole_checks += 1;
    let desk = &world.machine.desk;
    let mut findings = Findings::default();
    let mut tx = desk.house.db.reader().await?;
    for line in invariants::check(&mut tx, desk).await? {
        let subject = line.split([' ', ':']).find_map(|word| word.parse::<RawId>().ok());
        findings.add("an invariant of the market run", subject, line);
    }
    orders(world, &mut tx, &mut findings).await?;
    goods(world, &mut tx, &mut findings).await?;
    money(world, &mut tx, &mut findings).await?;
    super::payment::whole(world, &mut tx, &mut findings).await?;
    trade(world, &mut tx, &mut findings).await?;
    let dead = rows::dead_jobs(&mut tx, desk.city_id()).await?;
    findings.same("no job fails for good", None, &dead, &0);
    findings.end()
}

/// Every acknowledged order is there once, as it is remembered, and no other.
async fn orders(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let found = rows::orders(tx, world.machine.desk.city_id()).await?;
    let mut rest: BTreeMap<_, _> = world.model.orders.iter().collect();
    for (id, state, total) in found {
        let Some(known) = rest.remove(&id) else {
            findings.add("every order was acknowledged", Some(id.into()), "nobody was told of it".to_owned());
            continue;
        };
        let order = &known.detail.order;
        let expected = (order.state, order.total_final.map(kernel::Rupiah::amount));
        findings.same("an order is as it was left", Some(id.into()), &(state, total), &expected);
    }
    for (id, _) in rest {
        findings.add("an acknowledged order is there", Some((*id).into()), "it is gone".to_owned());
    }
    Ok(())
}

async fn goods(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let city = world.machine.desk.city_id();
    for offer in market::catalogue::store::offers(tx, city).await?.iter().filter(|offer| offer.stock_kind == StockKind::Counted) {
        findings.same("stock adds up", Some(offer.id.into()), &Some(offer.stock.milli()), &world.model.stock.get(&offer.id).copied());
    }
    let found: HashMap<_, _> = rows::slots(tx, city).await?.into_iter().collect();
    let expected: HashMap<_, _> = world.model.places.iter().filter(|(_, taken)| **taken != 0).map(|(id, taken)| (*id, *taken)).collect();
    findings.same("places of all slots add up", None, &found, &expected);
    Ok(())
}

async fn money(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let city = world.machine.desk.city_id();
    let money = &world.model.money;
    let owed = |accounts: &BTreeMap<RawId, crate::model::Owed>| accounts.iter().map(|(id, owed)| (*id, owed.balance())).collect();
    for (kind, expected) in [
        (AccountKind::StallPayable, owed(&money.stalls)),
        (AccountKind::RunnerEarning, owed(&money.runners)),
        (AccountKind::RunnerFloat, money.floats.clone()),
        (AccountKind::CashBox, money.boxes.clone()),
        (AccountKind::RefundPayable, money.refunds_waiting()),
    ] {
        compare(tx, city, kind, expected, findings).await?;
    }
    let sum = super::ledger_sum(tx, city).await?;
    findings.same("the ledger sums to zero", None, &sum, &0);
    let found = rows::payouts(tx, city).await?;
    let expected: Vec<_> = money.payouts.iter().map(|(id, payout)| (*id, payout.amount, payout.is_paid)).collect();
    let found: Vec<_> = found.into_iter().map(|(id, amount, state)| (id, amount, state == PayoutState::Paid)).collect();
    findings.same("payouts are as they were left", None, &found, &expected);
    Ok(())
}

/// Complaints and what they hold, ratings, and days of standing orders that became orders.
async fn trade(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let (city, trade) = (world.machine.desk.city_id(), &world.model.trade);
    let expected: Vec<_> = trade.complaints.values().map(|it| (it.id, it.state, it.amount.map(kernel::Rupiah::amount))).collect();
    findings.same("complaints are as they were left", None, &rows::complaints(tx, city).await?, &expected);
    let expected: Vec<_> = world.model.money.holds.held().into_iter().collect();
    findings.same("complaints hold back what nobody was paid", None, &rows::held(tx, city).await?, &expected);
    let expected: Vec<_> = trade.ratings.iter().map(|((order, subject), it)| (*order, *subject, it.id, it.stars)).collect();
    findings.same("ratings are as they were given", None, &rows::ratings(tx, city).await?, &expected);
    let expected: Vec<_> = trade.runs.iter().map(|((standing, day), order)| (*standing, *day, *order)).collect();
    findings.same("a day of a standing order is ordered once", None, &rows::standing_days(tx, city).await?, &expected);
    Ok(())
}

pub(super) async fn compare(
    tx: &mut Tx,
    city: kernel::id::CityId,
    kind: AccountKind,
    expected: BTreeMap<RawId, i64>,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let mut rest = expected;
    for balance in ledger::balances(tx, city, kind).await.map_err(market::MarketError::from)? {
        let expected = rest.remove(&balance.owner).unwrap_or_default();
        if expected != balance.amount.amount() {
            let what = format!("{}: found {}, expected {}", kind.name(), balance.amount, kernel::Rupiah(expected));
            findings.add("accounts hold what they should", Some(balance.owner), what);
        }
    }
    for (owner, expected) in rest.into_iter().filter(|(_, expected)| *expected != 0) {
        findings.add("accounts hold what they should", Some(owner), format!("{}: found nothing, expected {expected}", kind.name()));
    }
    Ok(())
}
