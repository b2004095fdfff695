//! The steps that move transfers and their money, each inside a running transaction.

use ::store::{StoreError, Tx, Value};
use jobs::feed::Topic;
use kernel::id::{MarketId, PayoutId, RawId, SettlementId};
use ledger::{Account, AccountKind, Reason};

use super::model::{PAYOUT_MESSAGE, PayoutMessage, Transfer};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::trail;
use crate::payees::Wish;
use crate::settlement::rules::{self, Act};
use crate::settlement::store as settlement;
use crate::settlement::{PayeeKind, Payout};

/// Keeps the accounts of prepared payouts as they are now.
pub(crate) fn prepare<'w>(
    tx: &mut Tx,
    city: kernel::id::CityId,
    prepared: impl Iterator<Item = (PayoutId, &'w Wish)>,
) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> =
        prepared.flat_map(|(id, wish)| [id.into(), (&wish.channel).into(), (&wish.account).into(), (&wish.holder).into()]).collect();
    store::insert_transfers(tx, city, &items)
}

/// Puts the transfers of an approved batch on their way.
pub(crate) async fn send(desk: &Desk, tx: &mut Tx, market: MarketId, payouts: &[Payout]) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let going: Vec<&Payout> = payouts.iter().filter(|payout| payout.is_transfer()).collect();
    let Some(first) = going.first() else { return Ok(()) };
    store::send(tx, city, first.settlement, now)?;
    let (clearing, in_flight) = (Account::new(AccountKind::PayoutClearing, market), in_flight(desk));
    let transfers: Vec<_> = going
        .iter()
        .map(|payout| {
            let act = Act { kind: "payout", reference: payout.id.into(), date: desk.today(), memo: payout.business_date.to_string() };
            act.transfer(Reason::PayoutSent, clearing, in_flight, payout.amount)
        })
        .collect();
    Ok(ledger::post(tx, city, now, &transfers).await?)
}

fn in_flight(desk: &Desk) -> Account {
    Account::new(AccountKind::PayoutInFlight, desk.city_id())
}

/// Takes transfers that arrived off the city's bank account.
///
/// # Errors
/// [`MarketError::Stale`] when one of them is not on its way any more.
pub(super) async fn arrive(desk: &Desk, tx: &mut Tx, arrived: &[&Transfer]) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    if store::arrive(tx, city, &ids(arrived), now).await? != arrived.len() as u64 {
        return Err(MarketError::Stale);
    }
    let bank = Account::new(AccountKind::Bank, city);
    let transfers: Vec<_> = arrived
        .iter()
        .map(|transfer| act(desk, transfer).transfer(rules::payout_reasons(transfer.payee_kind).1, in_flight(desk), bank, transfer.amount))
        .collect();
    ledger::post(tx, city, now, &transfers).await?;
    end(desk, tx, arrived, "arrived")
}

/// Gives the money of transfers that did not arrive, or were called off, back to what their payees are owed; each with its reason.
///
/// # Errors
/// [`MarketError::Stale`] when one of them is not on its way any more.
pub(super) async fn fail(desk: &Desk, tx: &mut Tx, failed: &[(&Transfer, &str)]) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let all: Vec<&Transfer> = failed.iter().map(|(transfer, _)| *transfer).collect();
    let reasons: Vec<Value<'_>> = failed.iter().flat_map(|(transfer, why)| [transfer.payout.into(), (*why).into()]).collect();
    if store::fail(tx, city, &ids(&all), &reasons, now).await? != all.len() as u64 {
        return Err(MarketError::Stale);
    }
    let transfers: Vec<_> = all
        .iter()
        .map(|transfer| {
            let reason = match transfer.payee_kind {
                PayeeKind::Stall => Reason::PayoutCancelled,
                PayeeKind::Runner => Reason::RunnerPayoutCancelled,
            };
            act(desk, transfer).transfer(reason, in_flight(desk), rules::owed_to(transfer.payee_kind, transfer.payee), transfer.amount)
        })
        .collect();
    ledger::post(tx, city, now, &transfers).await?;
    end(desk, tx, &all, "failed")
}

fn act(desk: &Desk, transfer: &Transfer) -> Act {
    Act { kind: "payout", reference: transfer.payout.into(), date: desk.today(), memo: transfer.business_date.to_string() }
}

fn ids(transfers: &[&Transfer]) -> Vec<Value<'static>> {
    transfers.iter().map(|transfer| transfer.payout.into()).collect()
}

/// Ends the batches whose last payouts these were, and tells everybody.
fn end(desk: &Desk, tx: &mut Tx, ended: &[&Transfer], kind: &str) -> Result<(), MarketError> {
    let mut batches: Vec<SettlementId> = ended.iter().map(|transfer| transfer.settlement).collect();
    batches.sort_unstable();
    batches.dedup();
    for batch in batches {
        settlement::end_batch(tx, desk.city_id(), batch)?;
    }
    let changes: Vec<(Topic, RawId)> = ended.iter().map(|transfer| (Topic::Payout, transfer.payout.into())).collect();
    trail::tell_all(desk, tx, &changes)?;
    for transfer in ended {
        tell(desk, tx, (transfer.payee_kind, transfer.payee), Some(transfer.payout), kind)?;
    }
    Ok(())
}

/// Queues news for a payee, about a payout or about none.
pub(crate) fn tell(
    desk: &Desk,
    tx: &mut Tx,
    (payee_kind, payee): (PayeeKind, RawId),
    payout: Option<PayoutId>,
    kind: &str,
) -> Result<(), StoreError> {
    let message = PayoutMessage { payee_kind, payee, payout, kind: kind.to_owned() };
    jobs::queue::enqueue(tx, desk.city_id(), &*desk.house.ids, desk.now(), PAYOUT_MESSAGE, &message, desk.now(), None)
}
