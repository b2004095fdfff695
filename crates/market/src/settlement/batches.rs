//! Settlement batches: who gets what, prepared by one person and approved by another.

use std::collections::{HashMap, HashSet};

use ::store::{Tx, Value};
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{MarketId, PayoutId, RawId, SettlementId};
use kernel::{Actor, BusinessDate, Role, Rupiah, Scope};
use ledger::{Account, AccountKind, Transfer};

use super::model::{BatchState, PayeeKind, Settlement};
use super::rules::{self, Act};
use super::{note, rights, store};
use crate::desk::Desk;
use crate::disbursements;
use crate::error::MarketError;
use crate::orders::trail;
use crate::payees::{self, Frequency, Wish};

/// Money for one payee, not yet written.
struct Due {
    id: PayoutId,
    kind: PayeeKind,
    payee: RawId,
    amount: Rupiah,
    wish: Wish,
}

/// Lists what a market owes its stalls and runners up to a closed business date, and sets it aside, as each wishes to be paid. Once for
/// each market and date; the same key gives the same batch again.
///
/// **Holds** the market's cash desk. Payouts set aside earlier, in whatever batch, are not owed any more.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::WrongState`] of a `day` that is `open`, [`MarketError::AlreadyDone`],
/// [`MarketError::NothingToPay`], [`MarketError::Idempotency`].
pub async fn create_settlement(
    desk: &Desk,
    actor: &Actor,
    key: &str,
    market: MarketId,
    date: BusinessDate,
) -> Result<SettlementId, MarketError> {
    rights::must_manage(actor, market)?;
    let key = IdempotencyKey::new(actor, "create_settlement", key, &(market, date))?;
    let id: SettlementId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            if !store::has_market(tx, desk.city_id(), market).await? {
                return Err(MarketError::NotFound("market"));
            }
            store::begin_act(tx, desk.city_id(), market)?;
            if store::closing(tx, desk.city_id(), market, date).await?.is_none() {
                return Err(MarketError::WrongState { what: "day", state: "open" });
            }
            prepare(desk, tx, actor, id, market, date).await
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

async fn prepare(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    id: SettlementId,
    market: MarketId,
    date: BusinessDate,
) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let dues = dues(desk, tx, market, date).await?;
    let batch = Settlement {
        id,
        market,
        business_date: date,
        state: BatchState::Prepared,
        total: dues.iter().map(|due| due.amount).sum(),
        prepared_by: actor.person,
        prepared: now,
        approved_by: None,
        approved: None,
    };
    if !store::insert_batch(tx, city, &batch).await? {
        return Err(MarketError::AlreadyDone);
    }
    if dues.is_empty() {
        return Err(MarketError::NothingToPay);
    }
    let items: Vec<Value<'_>> =
        dues.iter().flat_map(|due| [due.id.into(), due.kind.into(), due.payee.into(), due.amount.into(), due.wish.method.into()]).collect();
    store::insert_payouts(tx, city, id, &items)?;
    let to_bank = dues.iter().filter(|due| due.wish.method.is_transfer()).map(|due| (due.id, &due.wish));
    disbursements::prepare(tx, city, to_bank)?;
    let clearing = Account::new(AccountKind::PayoutClearing, market);
    let transfers: Vec<Transfer> = dues
        .iter()
        .map(|due| {
            let act = Act { kind: "payout", reference: due.id.into(), date, memo: date.to_string() };
            act.transfer(rules::payout_reasons(due.kind).0, rules::owed_to(due.kind, due.payee), clearing, due.amount)
        })
        .collect();
    ledger::post(tx, city, now, &transfers).await?;
    let changes: Vec<(Topic, RawId)> = dues.iter().map(|due| (Topic::Payout, due.id.into())).collect();
    trail::tell_all(desk, tx, &changes)?;
    let said = serde_json::json!({ "date": date.to_string(), "total": batch.total, "payouts": dues.len() });
    Ok(note(desk, tx, actor, "settlement.prepared", ("settlement", id.into()), market, &said).await?)
}

/// Stalls in walking order, then runners; their ids sort in that order. Who is paid weekly and not this time, and transfers too small
/// to be made, stay out: what they are owed stays owed.
async fn dues(desk: &Desk, tx: &mut Tx, market: MarketId, date: BusinessDate) -> Result<Vec<Due>, MarketError> {
    let (city, settings) = (desk.city_id(), &desk.city.settings);
    let stalls = store::owed_to_stalls(tx, city, market, date).await?;
    let runners = store::owed_to_runners(tx, city, market, date).await?;
    let said = payees::store::wishes_of_market(tx, city, market).await?;
    let mut wishes: HashMap<RawId, Wish> = said.into_iter().map(|wish| (wish.payee, wish)).collect();
    let is_weekly = wishes.values().any(|wish| wish.frequency == Frequency::Weekly);
    let since = payees::week_began(date, settings.payout_weekday);
    let paid: HashSet<RawId> =
        if is_weekly { store::payees_since(tx, city, market, since).await?.into_iter().collect() } else { HashSet::new() };
    let of_stalls = stalls.into_iter().map(|(stall, earned, taken)| (PayeeKind::Stall, stall.into(), earned, taken));
    let of_runners = runners.into_iter().map(|(runner, earned, taken)| (PayeeKind::Runner, runner.into(), earned, taken));
    let owed: Vec<(PayeeKind, RawId, Rupiah, Wish)> = of_stalls
        .chain(of_runners)
        .filter_map(|(kind, payee, earned, taken)| {
            let wish = wishes.remove(&payee).unwrap_or_else(|| Wish::unsaid(kind, payee));
            let amount = rules::payable(earned, taken)?;
            let is_due = payees::is_due(wish.frequency, paid.contains(&payee));
            let is_too_small = wish.method.is_transfer() && amount < settings.payout_transfer_min_rupiah;
            (is_due && !is_too_small).then_some((kind, payee, amount, wish))
        })
        .collect();
    let mut ids: Vec<PayoutId> = owed.iter().map(|_| desk.house.id()).collect();
    ids.sort_unstable();
    Ok(owed.into_iter().zip(ids).map(|((kind, payee, amount, wish), id)| Due { id, kind, payee, amount, wish }).collect())
}

/// A treasurer approves what somebody else prepared; what is paid by transfer is then on its way. The same key again is no error.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than treasurers, [`MarketError::NotFound`], [`MarketError::MakerIsChecker`],
/// [`MarketError::AlreadyDone`] when it was approved before, [`MarketError::Stale`], [`MarketError::Idempotency`].
pub async fn approve_settlement(desk: &Desk, actor: &Actor, key: &str, id: SettlementId) -> Result<(), MarketError> {
    if !actor.holds(Role::Treasurer, Scope::City) {
        return Err(rights::refusal(actor));
    }
    let key = IdempotencyKey::new(actor, "approve_settlement", key, &id)?;
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            approve(desk, tx, actor, id).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<SettlementId>().map(drop),
    }
}

async fn approve(desk: &Desk, tx: &mut Tx, actor: &Actor, id: SettlementId) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let batch = store::batch(tx, city, id).await?.ok_or(MarketError::NotFound("settlement"))?;
    rules::check_checker(batch.prepared_by, actor.person)?;
    if batch.state != BatchState::Prepared {
        return Err(MarketError::AlreadyDone);
    }
    if !store::approve_batch(tx, city, id, actor.person, now).await? {
        return Err(MarketError::Stale);
    }
    let payouts = store::payouts_of_batch(tx, city, id).await?;
    disbursements::send(desk, tx, batch.market, &payouts).await?;
    let changes: Vec<(Topic, RawId)> = payouts.iter().map(|payout| (Topic::Payout, payout.id.into())).collect();
    trail::tell_all(desk, tx, &changes)?;
    let said = serde_json::json!({ "date": batch.business_date.to_string(), "total": batch.total });
    Ok(note(desk, tx, actor, "settlement.approved", ("settlement", id.into()), batch.market, &said).await?)
}
