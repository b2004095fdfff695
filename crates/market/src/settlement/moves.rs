//! Cash carried between the city's bank account and a market's box: a market that is paid by code lacks cash for those paid in cash.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::MarketId;
use kernel::{Actor, Role, Rupiah, Scope};
use ledger::{Account, AccountKind, Reason};
use serde::Serialize;

use super::payouts::has_cash;
use super::rules::{self, Act};
use super::{note, rights, store};
use crate::desk::Desk;
use crate::error::MarketError;
pub use crate::ids::CashMoveId;
use crate::named;

named! {
    /// Which way cash is carried.
    CashDirection {
        /// From the bank into the box.
        Brought = "brought",
        /// From the box to the bank.
        Banked = "banked",
    }
}

/// What the treasurer enters.
#[derive(Debug, Clone, Serialize)]
pub struct MoveCash {
    /// Whose box.
    pub market: MarketId,
    /// Which way.
    pub direction: CashDirection,
    /// More than zero, at most [`rules::COUNT_MAX`]; out of a box no more than it holds.
    pub amount: Rupiah,
    /// Why, or who carried it.
    pub reason: String,
}

/// The treasurer notes that cash was carried. The same key gives the same move again.
///
/// It needs no checker: the money stays the city's, and the box is counted by somebody else when the day is closed.
///
/// **Holds** the market's cash desk.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than treasurers, [`MarketError::ReasonMissing`], [`MarketError::TooLong`],
/// [`MarketError::NotFound`], [`MarketError::BadAmount`] with the most that can be carried, [`MarketError::Idempotency`].
pub async fn move_cash(desk: &Desk, actor: &Actor, key: &str, mut command: MoveCash) -> Result<CashMoveId, MarketError> {
    if !actor.holds(Role::Treasurer, Scope::City) {
        return Err(rights::refusal(actor));
    }
    command.reason = rules::read_reason(&command.reason)?;
    if command.reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    if command.amount <= Rupiah::ZERO || command.amount > rules::COUNT_MAX {
        return Err(MarketError::BadAmount { most: rules::COUNT_MAX });
    }
    let key = IdempotencyKey::new(actor, "move_cash", key, &command)?;
    let id: CashMoveId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key, command);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, command)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            write(desk, tx, actor, id, command).await
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

async fn write(desk: &Desk, tx: &mut Tx, actor: &Actor, id: CashMoveId, command: &MoveCash) -> Result<(), MarketError> {
    let (city, now, today) = (desk.city_id(), desk.now(), desk.today());
    if !store::has_market(tx, city, command.market).await? {
        return Err(MarketError::NotFound("market"));
    }
    store::begin_act(tx, city, command.market)?;
    let (bank, cash_box) = (Account::new(AccountKind::Bank, city), Account::new(AccountKind::CashBox, command.market));
    let act = Act { kind: "cash_move", reference: id.into(), date: today, memo: today.to_string() };
    let transfer = match command.direction {
        CashDirection::Brought => act.transfer(Reason::CashBrought, cash_box, bank, command.amount),
        CashDirection::Banked => {
            has_cash(desk, tx, command.market, command.amount).await?;
            act.transfer(Reason::CashBanked, bank, cash_box, command.amount)
        }
    };
    store::insert_move(tx, city, id, command, actor.person, (today, now))?;
    ledger::post(tx, city, now, &[transfer]).await?;
    let said = serde_json::json!({ "amount": command.amount, "market": command.market, "reason": command.reason });
    let action = match command.direction {
        CashDirection::Brought => "cash.brought",
        CashDirection::Banked => "cash.banked",
    };
    Ok(note(desk, tx, actor, action, ("cash_move", id.into()), command.market, &said).await?)
}
