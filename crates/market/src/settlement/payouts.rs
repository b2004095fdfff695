//! Handing out what was approved.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{MarketId, PayoutId};
use kernel::{Actor, Rupiah};
use ledger::{Account, AccountKind};

use super::model::PayoutState;
use super::rules::{self, Act};
use super::{note, rights, store};
use crate::desk::Desk;
use crate::disbursements;
use crate::error::MarketError;
use crate::orders::trail;

/// The manager hands out an approved payout at the market office, in cash, once. The last one ends its batch.
/// The same key again is no error.
///
/// **Holds** the market's cash desk: the box is never emptied twice.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::AlreadyDone`] when it was paid before,
/// [`MarketError::NotCash`] when it goes through the bank, [`MarketError::WrongState`] when it is not approved, [`MarketError::BadAmount`] with what is in the box when that is less,
/// [`MarketError::Idempotency`].
pub async fn pay_payout(desk: &Desk, actor: &Actor, key: &str, id: PayoutId) -> Result<(), MarketError> {
    let key = IdempotencyKey::new(actor, "pay_payout", key, &id)?;
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            pay(desk, tx, actor, id).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<PayoutId>().map(drop),
    }
}

async fn pay(desk: &Desk, tx: &mut Tx, actor: &Actor, id: PayoutId) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let payout = store::payout(tx, city, id).await?.ok_or(MarketError::NotFound("payout"))?;
    if !actor.manages(payout.market) {
        return Err(if rights::sees(actor, payout.market) { MarketError::NotAllowed } else { MarketError::NotFound("payout") });
    }
    if payout.is_transfer() {
        return Err(MarketError::NotCash);
    }
    store::begin_act(tx, city, payout.market)?;
    if !store::pay_payout(tx, city, id, actor.person, now).await? {
        // Read again under the lock: somebody may have paid it while this act waited.
        let state = store::payout(tx, city, id).await?.map_or(payout.state, |payout| payout.state);
        return Err(match state {
            PayoutState::Paid => MarketError::AlreadyDone,
            other => MarketError::WrongState { what: "payout", state: other.name() },
        });
    }
    has_cash(desk, tx, payout.market, payout.amount).await?;
    store::end_batch(tx, city, payout.settlement)?;
    let act = Act { kind: "payout", reference: id.into(), date: desk.today(), memo: payout.business_date.to_string() };
    let clearing = Account::new(AccountKind::PayoutClearing, payout.market);
    let cash_box = Account::new(AccountKind::CashBox, payout.market);
    let reason = rules::payout_reasons(payout.payee_kind).1;
    ledger::post(tx, city, now, &[act.transfer(reason, clearing, cash_box, payout.amount)]).await?;
    trail::tell(desk, tx, Topic::Payout, id)?;
    disbursements::tell(desk, tx, (payout.payee_kind, payout.payee), Some(id), "handed_over")?;
    let said = serde_json::json!({ "amount": payout.amount, "payee": payout.payee });
    Ok(note(desk, tx, actor, "payout.paid", ("payout", id.into()), payout.market, &said).await?)
}

/// Refuses to hand out more than the box holds. Call it under the market's cash desk.
pub(super) async fn has_cash(desk: &Desk, tx: &mut Tx, market: MarketId, wanted: Rupiah) -> Result<(), MarketError> {
    let there = ledger::balance(tx, desk.city_id(), Account::new(AccountKind::CashBox, market)).await?;
    if wanted > there { Err(MarketError::BadAmount { most: there.max(Rupiah::ZERO) }) } else { Ok(()) }
}
