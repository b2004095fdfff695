//! Payments by code: what the market knows of them against what was paid, and both against the acquirer's books.

use std::collections::BTreeMap;

use ::store::Tx;
use kernel::id::{OrderId, RawId};
use kernel::time::MINUTE;
use ledger::AccountKind;

use super::store;
use crate::model::Purse;
use crate::stop::{Findings, Stop};
use crate::world::World;

/// The longest time between two questions of the market about the same payment, or two tries to send money back: an hour, and the time
/// between two rounds.
const ASKED_WITHIN: i64 = 63 * MINUTE;

/// Looks what the market knows of an order's payments by now, and what it sent back. When it learns of them is its own affair; that each
/// was paid, so much, once, and that no more goes back than is left, is not.
///
/// # Errors
/// When the database cannot be read.
pub async fn seen(world: &mut World, order: OrderId, findings: &mut Findings) -> Result<(), Stop> {
    if world.model.payments.purse(order).is_none_or(|purse| purse.codes.is_empty() && purse.lines.is_empty()) {
        return Ok(());
    }
    let desk = &world.machine.desk;
    let (receipts, sent) = store::of_payments(&mut desk.house.db.reader().await?, desk.city_id(), order).await?;
    let subject = Some(RawId::from(order));
    let Some(purse) = world.model.payments.purse_mut(order) else { return Ok(()) };
    for (reference, amount) in &receipts {
        purse.find(reference, *amount);
    }
    let paid: BTreeMap<&str, i64> = purse.codes.iter().filter_map(|code| Some((code.reference.as_str(), code.paid?.0))).collect();
    for (reference, amount) in &receipts {
        findings.same("money is booked that was paid", subject, &Some(amount), &paid.get(reference.as_str()));
    }
    let forgotten = purse.codes.iter().filter(|code| code.is_booked && receipts.iter().all(|receipt| receipt.0 != code.reference)).count();
    findings.same("money that was booked stays booked", subject, &forgotten, &0);
    let before = purse.sent;
    let (now, today) = (world.now(), world.today());
    for (reference, amount) in receipts {
        world.model.payments.book(order, &reference, amount, now);
    }
    let most = before + world.model.payments.purse(order).map_or(0, Purse::back);
    if sent < before || sent > most {
        findings.add("no more goes back than is left", subject, format!("{sent} went back, {before} had and {most} may"));
    }
    world.model.payments.send(order, sent - before, now, today);
    Ok(())
}

/// All payments, the accounts they lie in, and the acquirer's own books.
///
/// # Errors
/// When the database cannot be read.
pub async fn whole(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let (payments, city) = (&world.model.payments, world.machine.desk.city_id());
    let (mut paid, mut back) = (BTreeMap::new(), BTreeMap::new());
    for (order, purse) in payments.purses().filter(|(_, purse)| purse.way.has_acquirer()) {
        paid.extend(purse.codes.iter().filter_map(|code| Some((code.reference.clone(), code.paid?.0))));
        back.insert(*order, purse.sent);
        in_time(world, *order, findings);
    }
    back.retain(|_, sent| *sent != 0);
    let (mut their_paid, mut their_back) = (BTreeMap::new(), BTreeMap::new());
    let acquirers = &world.machine.acquirers;
    for line in acquirers.codes.books().await?.into_iter().chain(acquirers.wallet.books().await?) {
        if let Some(order) = payments.order_of(&line.reference) {
            *their_back.entry(order).or_insert(0) += line.refunded.amount();
        }
        their_paid.insert(line.reference, line.amount.amount());
    }
    their_back.retain(|_, sent| *sent != 0);
    // Its answer was lost on the way, and the market asks again.
    for (order, most) in store::unsure_returns(tx, city).await? {
        let sent = back.get(&order).copied().unwrap_or(0);
        if let Some(theirs) = their_back.get(&order).filter(|theirs| (sent..=sent + most).contains(*theirs)) {
            back.insert(order, *theirs);
        }
    }
    findings.same("the acquirer has what was paid", None, &their_paid, &paid);
    findings.same("the acquirer sent back what the market says", None, &their_back, &back);
    accounts(world, tx, findings).await?;
    let left: BTreeMap<OrderId, i64> = payments.purses().map(|(order, purse)| (*order, purse.back())).filter(|it| it.1 != 0).collect();
    let waiting = store::returns_waiting(tx, city).await?.into_iter().collect();
    findings.same("what is to go back is on a list", None, &waiting, &left);
    let open = store::open_differences(tx, city).await?;
    findings.same("the acquirer's statements fit", None, &open, &0);
    Ok(())
}

/// What nobody told of is found, and what is too much goes back, within an hour of the market's own asking.
fn in_time(world: &World, order: OrderId, findings: &mut Findings) {
    let payments = &world.model.payments;
    let Some(purse) = payments.purse(order).filter(|purse| purse.way.has_acquirer()) else { return };
    let Some(asked) = payments.asked else { return };
    let subject = Some(RawId::from(order));
    for (code, at) in purse.unknown().filter(|(_, at)| at.plus(ASKED_WITHIN) < asked) {
        findings.add("a payment that nobody told of is found", subject, format!("{} was paid at {at:?}", code.reference));
    }
    if purse.back_since.is_some_and(|since| since.plus(ASKED_WITHIN) < asked) {
        findings.add("what is too much goes back", subject, format!("{} did not", purse.back()));
    }
}

async fn accounts(world: &World, tx: &mut Tx, findings: &mut Findings) -> Result<(), Stop> {
    let (payments, city) = (&world.model.payments, world.machine.desk.city_id());
    let (mut prepaid, mut held, mut found) = (BTreeMap::new(), 0, 0);
    for (_, purse) in payments.purses() {
        *prepaid.entry(RawId::from(purse.buyer)).or_insert(0) += purse.prepaid();
        *if purse.way.has_acquirer() { &mut held } else { &mut found } += purse.booked - purse.sent;
    }
    super::whole::compare(tx, city, AccountKind::BuyerPrepaid, prepaid, findings).await?;
    let settled = payments.settled_sum();
    for (kind, expected) in [
        (AccountKind::ProviderReceivable, held - settled.gross + settled.back),
        (AccountKind::ProviderFee, settled.fee),
        (AccountKind::Bank, settled.gross - settled.fee - settled.back - world.model.money.brought + found),
    ] {
        let balances = ledger::balances(tx, city, kind).await.map_err(market::MarketError::from)?;
        let has: i64 = balances.iter().map(|balance| balance.amount.amount()).sum();
        findings.same("accounts hold what the acquirer took", None, &(kind.name(), has), &(kind.name(), expected));
    }
    Ok(())
}
