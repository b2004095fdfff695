//! Preparing a transfer, checking it, and taking it back.

use ::store::{StoreError, Tx};
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::MarketId;
use kernel::{Actor, Role, Scope};
use ledger::{Account, AccountKind, Reason};

use super::model::{ByHand, TransferState};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ReturnId;
use crate::orders::{store as orders, trail};
use crate::payments::printed::read_reference;
use crate::payments::{books, store as payments};
use crate::settlement::rights;
use crate::settlement::rules::{check_checker, read_reason};

/// Notes that a return was typed into the bank, to the account that its buyer gave. `has_asked` says, where a provider may have sent it
/// already, that it was asked and did not. The same key again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than treasurers and the market's managers, and for the buyer,
/// [`MarketError::AlreadyDone`], [`MarketError::Missing`] `account` or `asked`, [`MarketError::Idempotency`].
pub async fn prepare(desk: &Desk, actor: &Actor, key: &str, id: ReturnId, has_asked: HasAsked) -> Result<(), MarketError> {
    act(desk, actor, key, ("prepare_return", id, String::new()), move |tx, desk, actor, found, _| {
        Box::pin(async move {
            if found.transfer.is_some() {
                return Err(MarketError::AlreadyDone);
            }
            let account = found.account.clone().filter(|account| account.problem.is_empty()).ok_or(MarketError::Missing("account"))?;
            if found.back.is_unsure && has_asked == HasAsked::No {
                return Err(MarketError::Missing("asked"));
            }
            let person = actor.person.ok_or(MarketError::SignInFirst)?;
            if !store::insert_transfer(tx, desk.city_id(), id, &account, person, desk.now()).await? {
                return Err(MarketError::AlreadyDone);
            }
            log(desk, tx, actor, "return.prepared", found, "").await
        })
    })
    .await
}

/// Whether the provider was asked about a return that it may have sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasAsked {
    /// It was, and sent nothing.
    Yes,
    /// Nobody asked.
    No,
}

/// Confirms that a prepared transfer left the bank, and books it, once: another person than who prepared it. The same key again is no
/// error.
///
/// # Errors
/// As [`prepare`]; [`MarketError::WrongState`] unless prepared, [`MarketError::MakerIsChecker`], [`MarketError::Missing`] `reference`,
/// [`MarketError::ReferenceUsed`].
pub async fn confirm(desk: &Desk, actor: &Actor, key: &str, id: ReturnId, reference: &str) -> Result<(), MarketError> {
    let reference = read_reference(reference)?;
    act(desk, actor, key, ("confirm_return", id, reference), move |tx, desk, actor, found, reference| {
        Box::pin(async move {
            checker(actor, found)?;
            match store::confirm_transfer(tx, desk.city_id(), id, reference, actor.person, desk.now()).await {
                Ok(true) => {}
                Ok(false) => return Err(MarketError::Stale),
                Err(StoreError::Duplicate(_)) => return Err(MarketError::ReferenceUsed),
                Err(error) => return Err(error.into()),
            }
            if !payments::transferred(tx, desk.city_id(), id, desk.now()).await? {
                return Err(MarketError::Stale);
            }
            let bank = Account::new(AccountKind::Bank, desk.city_id());
            book(desk, tx, actor, found, bank).await?;
            log(desk, tx, actor, "return.sent", found, reference).await
        })
    })
    .await
}

/// Takes a prepared transfer back, with a reason that the buyer reads beside the account: another person than who prepared it, or the bank
/// did not take it. The same key again is no error.
///
/// # Errors
/// As [`prepare`]; [`MarketError::ReasonMissing`], [`MarketError::TooLong`], [`MarketError::WrongState`] unless prepared.
pub async fn send_back(desk: &Desk, actor: &Actor, key: &str, id: ReturnId, reason: &str) -> Result<(), MarketError> {
    let reason = read_reason(reason)?;
    if reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    act(desk, actor, key, ("send_back_return", id, reason), move |tx, desk, actor, found, reason| {
        Box::pin(async move {
            prepared(found)?;
            if !store::delete_transfer(tx, desk.city_id(), id).await? {
                return Err(MarketError::Stale);
            }
            store::note_problem(tx, desk.city_id(), found.back.order, reason).await?;
            log(desk, tx, actor, "return.sent_back", found, reason).await
        })
    })
    .await
}

/// Notes that the provider had sent a return of which nobody was sure, as it says when asked: a treasurer, with what it said.
///
/// # Errors
/// As [`prepare`]; [`MarketError::ReasonMissing`], [`MarketError::WrongState`] unless nobody was sure, [`MarketError::AlreadyDone`] when
/// a transfer is prepared.
pub async fn sent_by_provider(desk: &Desk, actor: &Actor, key: &str, id: ReturnId, said: &str) -> Result<(), MarketError> {
    let said = read_reason(said)?;
    if said.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    act(desk, actor, key, ("return_sent_by_provider", id, said), move |tx, desk, actor, found, said| {
        Box::pin(async move {
            if !actor.holds(Role::Treasurer, Scope::City) {
                return Err(MarketError::NotAllowed);
            }
            if found.transfer.is_some() {
                return Err(MarketError::AlreadyDone);
            }
            if !payments::sent_after_all(tx, desk.city_id(), id, desk.now()).await? {
                return Err(MarketError::WrongState { what: "return", state: found.back.state.name() });
            }
            book(desk, tx, actor, found, books::of_provider(&found.provider)).await?;
            log(desk, tx, actor, "return.sent_by_provider", found, said).await
        })
    })
    .await
}

/// A boxed step of an act, which borrows all it is given.
type Done<'a> = ::store::BoxFuture<'a, Result<(), MarketError>>;

/// What all acts share: the key, the return with its order's payment taken, and who may.
async fn act<F>(
    desk: &Desk,
    actor: &Actor,
    key: &str,
    (name, id, said): (&'static str, ReturnId, String),
    then: F,
) -> Result<(), MarketError>
where
    F: for<'a> Fn(&'a mut Tx, &'a Desk, &'a Actor, &'a ByHand, &'a str) -> Done<'a> + Send + Sync + 'static,
{
    let key = IdempotencyKey::new(actor, name, key, &(id, &said))?;
    let then = std::sync::Arc::new(then);
    let done = desk.house.db.write((desk.clone(), actor.clone(), key, said), move |tx, (desk, actor, key, said)| {
        let then = std::sync::Arc::clone(&then);
        Box::pin(async move {
            let city = desk.city_id();
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let found = store::one(tx, city, id).await?.ok_or(MarketError::NotFound("return"))?;
            if !transfers(actor, found.back.market) || actor.person == Some(found.buyer) {
                let is_seen = rights::sees(actor, found.back.market) || actor.person == Some(found.buyer);
                return Err(if is_seen { MarketError::NotAllowed } else { MarketError::NotFound("return") });
            }
            payments::lock(tx, city, found.back.order, desk.now()).await?;
            // Read again: what was written before the lock was taken counts.
            let found = store::one(tx, city, id).await?.ok_or(MarketError::NotFound("return"))?;
            then(tx, desk, actor, &found, said).await?;
            trail::tell(desk, tx, Topic::Order, found.back.order)?;
            Ok(trail::tell(desk, tx, Topic::Cash, found.back.market)?)
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<ReturnId>().map(drop),
    }
}

fn prepared(found: &ByHand) -> Result<&super::Step, MarketError> {
    match &found.transfer {
        Some(step) if step.state == TransferState::Prepared => Ok(step),
        Some(step) => Err(MarketError::WrongState { what: "return", state: step.state.name() }),
        None => Err(MarketError::WrongState { what: "return", state: found.back.state.name() }),
    }
}

fn checker(actor: &Actor, found: &ByHand) -> Result<(), MarketError> {
    check_checker(Some(prepared(found)?.prepared_by), actor.person)
}

/// The money left: from the buyer's prepaid money to where it was taken from.
async fn book(desk: &Desk, tx: &mut Tx, actor: &Actor, found: &ByHand, from: Account) -> Result<(), MarketError> {
    let (city, back) = (desk.city_id(), &found.back);
    let order = orders::order(tx, city, back.order).await?.ok_or(MarketError::NotFound("order"))?;
    let sides = (books::of_buyer(&order), from);
    let sent = books::transfer(back.id.into(), Reason::PaymentReturned, sides, back.amount, &order, desk.today());
    ledger::post(tx, city, desk.now(), &[sent]).await?;
    let said = serde_json::json!({ "amount": back.amount, "why": back.reason });
    Ok(trail::note(desk, tx, actor, order.id, "money_returned", &said, None)?)
}

async fn log(desk: &Desk, tx: &mut Tx, actor: &Actor, act: &'static str, found: &ByHand, said: &str) -> Result<(), MarketError> {
    let detail = serde_json::json!({ "order": found.back.order, "amount": found.back.amount, "reason": said });
    Ok(registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), act, "return", found.back.id, &detail).await?)
}

/// What the reader may do with a return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Type it into the bank.
    pub prepare: bool,
    /// See that it left.
    pub confirm: bool,
    /// Ask the buyer for another account.
    pub send_back: bool,
    /// Say that its provider had sent it.
    pub end: bool,
}

/// Whether the actor makes transfers of a market, and so sees whole accounts: its managers, the treasurers.
pub(super) fn transfers(actor: &Actor, market: MarketId) -> bool {
    actor.manages(market) || actor.holds(Role::Treasurer, Scope::City)
}

/// What the actor may do with a return as it stands.
#[must_use]
pub fn may(actor: &Actor, found: &ByHand) -> May {
    if actor.person == Some(found.buyer) || !transfers(actor, found.back.market) {
        return May::default();
    }
    let has_account = found.account.as_ref().is_some_and(|account| account.problem.is_empty());
    May {
        prepare: found.transfer.is_none() && has_account,
        confirm: checker(actor, found).is_ok(),
        send_back: prepared(found).is_ok(),
        end: found.transfer.is_none() && found.back.is_unsure && actor.holds(Role::Treasurer, Scope::City),
    }
}
