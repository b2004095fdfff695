//! The second pair of eyes: the money stands on the bank's list, or it does not.

use ::store::{StoreError, Tx};
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::{Actor, BusinessDate, Role, Rupiah, Scope};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};
use providers::payments::{PaymentState, PaymentStatus};
use serde::Serialize;

use super::model::{Claim, ClaimState, Listed, PRINTED};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ClaimId;
use crate::orders::model::Order;
use crate::orders::trail;
use crate::payments::model::{Intent, IntentState};
use crate::payments::{books, store as payments};
use crate::settlement::rights;
use crate::settlement::rules::{check_checker, read_reason};

/// The most characters of a bank's reference.
const REFERENCE_MAX: usize = 60;
/// Banks' lists name days; the time is made up. **Units:** minutes of the day.
const MIDDAY: i64 = 720;

/// A line of the bank's list, as it is typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnBankList {
    /// The bank's name of the payment; each is used once.
    pub reference: String,
    /// What came, whole rupiah.
    pub amount: Rupiah,
    /// On which day.
    pub date: BusinessDate,
}

/// Confirms a recorded payment against the bank's list and books it: a treasurer, or a manager of the market who did not record it.
/// What came too late, or for an order that was called off, goes back. The same key again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::MakerIsChecker`], [`MarketError::WrongState`] unless recorded,
/// [`MarketError::Missing`] `reference`, [`MarketError::TooLong`], [`MarketError::ReferenceUsed`], [`MarketError::AmountDiffers`] with
/// what was recorded, [`MarketError::DayNotBegun`], [`MarketError::Idempotency`].
pub async fn confirm(desk: &Desk, actor: &Actor, key: &str, id: ClaimId, mut said: OnBankList) -> Result<(), MarketError> {
    said.reference = read_reference(&said.reference)?;
    if said.date > desk.today() {
        return Err(MarketError::DayNotBegun);
    }
    let key = IdempotencyKey::new(actor, "confirm_payment", key, &(id, &said))?;
    let context = (desk.clone(), actor.clone(), key, said);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, said)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let claim = taken(desk, tx, actor, id).await?;
            if claim.state != ClaimState::Recorded {
                return Err(MarketError::WrongState { what: "claim", state: claim.state.name() });
            }
            check_checker(claim.recorded_by, actor.person)?;
            let recorded = claim.amount.unwrap_or_default();
            if recorded != said.amount {
                return Err(MarketError::AmountDiffers { recorded });
            }
            book(desk, tx, actor, &claim, said).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<ClaimId>().map(drop),
    }
}

/// A bank's reference as it is kept: without spaces and in capitals, so that typed otherwise it is the same.
///
/// # Errors
/// [`MarketError::Missing`], [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub(in crate::payments) fn read_reference(typed: &str) -> Result<String, MarketError> {
    let text = MarketError::read("reference", typed, REFERENCE_MAX)?.replace(' ', "").to_uppercase();
    if text.is_empty() { Err(MarketError::Missing("reference")) } else { Ok(text) }
}

/// The claim, its order's payment taken, for one who may judge it.
async fn taken(desk: &Desk, tx: &mut Tx, actor: &Actor, id: ClaimId) -> Result<Claim, MarketError> {
    let city = desk.city_id();
    let listed = store::claim(tx, city, id).await?.ok_or(MarketError::NotFound("claim"))?;
    if !may_check(actor, &listed) {
        let is_seen = rights::sees(actor, listed.claim.market) || actor.person == Some(listed.buyer);
        return Err(if is_seen { MarketError::NotAllowed } else { MarketError::NotFound("claim") });
    }
    payments::lock(tx, city, listed.claim.order, desk.now()).await?;
    // Read again: what was written before the lock was taken counts.
    Ok(store::claim(tx, city, id).await?.ok_or(MarketError::NotFound("claim"))?.claim)
}

/// Whether the actor may be the second person, as far as roles go; never whoever paid.
pub(super) fn may_check(actor: &Actor, listed: &Listed) -> bool {
    let has_role = actor.manages(listed.claim.market) || actor.holds(Role::Treasurer, Scope::City);
    has_role && actor.person != Some(listed.buyer)
}

async fn book(desk: &Desk, tx: &mut Tx, actor: &Actor, claim: &Claim, said: &OnBankList) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    match store::confirm(tx, city, claim.id, (&said.reference, said.date), actor.person, now).await {
        Ok(true) => {}
        Ok(false) => return Err(MarketError::Stale),
        Err(StoreError::Duplicate(_)) => return Err(MarketError::ReferenceUsed),
        Err(error) => return Err(error.into()),
    }
    let standing = payments::standing(tx, city, claim.intent, claim.order).await?.ok_or(MarketError::NotFound("payment"))?;
    let (intent, order, _) = &standing;
    payments::move_intent(tx, city, intent, IntentState::Paid, (None, intent.polls))?;
    let at = said.date.at_minute(MIDDAY, desk.city.offset_minutes);
    let status = PaymentStatus {
        state: PaymentState::Paid,
        amount: said.amount,
        fee: None,
        refunded: None,
        at: Some(at),
        provider_reference: Some(said.reference.clone()),
    };
    if !books::receive(desk, tx, &standing, &status).await? {
        return Err(MarketError::AlreadyDone);
    }
    ledger::post(tx, city, now, &[reached_the_bank(desk, claim, order, said.amount)]).await?;
    let detail = serde_json::json!({ "amount": said.amount, "provider": PRINTED });
    trail::note(desk, tx, actor, order.id, "paid", &detail, None)?;
    trail::message(desk, tx, order.id, "payment_confirmed")?;
    trail::tell(desk, tx, Topic::Board, order.market)?;
    trail::tell(desk, tx, Topic::Cash, order.market)?;
    let logged = serde_json::json!({ "order": order.id, "amount": said.amount, "reference": said.reference, "date": said.date });
    Ok(registry::audit::log(tx, actor, &*desk.house.ids, now, "payment.confirmed", "claim", claim.id, &logged).await?)
}

async fn intent(desk: &Desk, tx: &mut Tx, claim: &Claim) -> Result<Intent, MarketError> {
    let intents = payments::intents(tx, desk.city_id(), claim.order).await?;
    intents.into_iter().find(|intent| intent.id == claim.intent).ok_or(MarketError::NotFound("payment"))
}

/// It stands on the bank's list, so nobody settles it later.
fn reached_the_bank(desk: &Desk, claim: &Claim, order: &Order, amount: Rupiah) -> Transfer {
    Transfer {
        id: derive_id(claim.id.into(), Reason::ProviderSettled, 0),
        debit: Account::new(AccountKind::Bank, desk.city_id()),
        credit: books::of_provider(PRINTED),
        amount,
        reason: Reason::ProviderSettled,
        reference_kind: "claim",
        reference: claim.id.into(),
        business_date: desk.today(),
        memo: order.number.clone(),
    }
}

/// Rejects what was shown or recorded, with a reason that the buyer reads; the buyer may show another picture. Whoever recorded it may
/// take it back so. The same key again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::ReasonMissing`], [`MarketError::TooLong`],
/// [`MarketError::WrongState`] when it is decided, [`MarketError::Idempotency`].
pub async fn reject(desk: &Desk, actor: &Actor, key: &str, id: ClaimId, reason: &str) -> Result<(), MarketError> {
    let reason = read_reason(reason)?;
    if reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    let key = IdempotencyKey::new(actor, "reject_payment", key, &(id, &reason))?;
    let context = (desk.clone(), actor.clone(), key, reason);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, reason)| {
        Box::pin(async move {
            let (city, now) = (desk.city_id(), desk.now());
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), now).await? {
                return Err(MarketError::Repeated(stored));
            }
            let claim = taken(desk, tx, actor, id).await?;
            if !store::reject(tx, city, id, reason, actor.person, now).await? {
                return Err(MarketError::WrongState { what: "claim", state: claim.state.name() });
            }
            let intent = intent(desk, tx, &claim).await?;
            if intent.state.is_open() && intent.expires <= now {
                payments::move_intent(tx, city, &intent, IntentState::Expired, (None, intent.polls))?;
            }
            let said = serde_json::json!({ "order": claim.order, "reason": reason });
            registry::audit::log(tx, actor, &*desk.house.ids, now, "payment.rejected", "claim", id, &said).await?;
            trail::note(desk, tx, actor, claim.order, "proof_rejected", &serde_json::json!({ "reason": reason }), None)?;
            trail::message(desk, tx, claim.order, "proof_rejected")?;
            Ok(trail::tell(desk, tx, Topic::Cash, claim.market)?)
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<ClaimId>().map(drop),
    }
}

/// What the reader may do with a claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Say how much came.
    pub record: bool,
    /// Find it on the bank's list.
    pub confirm: bool,
    /// Say that it was not so.
    pub reject: bool,
}

/// What the actor may do with a claim as it stands.
#[must_use]
pub fn may(actor: &Actor, listed: &Listed) -> May {
    let (claim, may_check) = (&listed.claim, may_check(actor, listed));
    May {
        record: may_check && claim.state == ClaimState::Shown && actor.manages(claim.market),
        confirm: may_check && claim.state == ClaimState::Recorded && check_checker(claim.recorded_by, actor.person).is_ok(),
        reject: may_check && claim.state.is_open(),
    }
}
