//! A runner brings the float to the cashier.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{CashCountId, MarketId, PersonId};
use kernel::{Actor, Role, Rupiah, Scope};
use serde::Serialize;

use super::model::{CashCount, CountKind};
use super::rules::{self, Act};
use super::{note, rights, store};
use crate::desk::Desk;
use crate::error::MarketError;

/// What the cashier enters.
#[derive(Debug, Clone, Serialize)]
pub struct ReturnCash {
    /// Into which market's box.
    pub market: MarketId,
    /// Who brought it.
    pub runner: PersonId,
    /// What was there, in rupiah.
    pub counted: Rupiah,
    /// The float the screen showed; when given and no longer so, the return is refused as stale.
    pub expected: Option<Rupiah>,
    /// Why the two differ; needed when they do.
    pub reason: String,
}

/// Takes a runner's whole float of this market into its cash box. Short or over goes to the market's cash difference, with the reason;
/// the float is zero afterwards. The same key gives the same count again.
///
/// **Holds** the market's cash desk: of two returns at once the second finds no float any more. A delivery that is paid meanwhile stays
/// in the float for the next return.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than the market's managers, [`MarketError::MakerIsChecker`] for one's own float,
/// [`MarketError::NotARunner`], [`MarketError::AlreadyDone`] when there is no float, [`MarketError::Stale`], [`MarketError::ReasonMissing`],
/// [`MarketError::BadAmount`], [`MarketError::TooLong`], [`MarketError::Idempotency`].
pub async fn return_cash(desk: &Desk, actor: &Actor, key: &str, mut command: ReturnCash) -> Result<CashCountId, MarketError> {
    rights::must_manage(actor, command.market)?;
    rules::check_checker(Some(command.runner), actor.person)?;
    command.reason = rules::read_reason(&command.reason)?;
    let key = IdempotencyKey::new(actor, "return_cash", key, &command)?;
    let id: CashCountId = desk.house.id();
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

async fn write(desk: &Desk, tx: &mut Tx, actor: &Actor, id: CashCountId, command: &ReturnCash) -> Result<(), MarketError> {
    let (city, now, market, runner) = (desk.city_id(), desk.now(), command.market, command.runner);
    if !store::has_market(tx, city, market).await? {
        return Err(MarketError::NotFound("market"));
    }
    store::begin_act(tx, city, market)?;
    let expected = store::floats(tx, city, market, &[runner]).await?.first().copied().unwrap_or_default();
    if expected <= Rupiah::ZERO {
        return Err(no_float(desk, tx, market, runner).await?);
    }
    if command.expected.is_some_and(|seen| seen != expected) {
        return Err(MarketError::Stale);
    }
    rules::check_count(expected, command.counted, &command.reason)?;
    let count = CashCount {
        id,
        market,
        kind: CountKind::RunnerReturn,
        runner: Some(runner),
        business_date: desk.today(),
        expected,
        counted: command.counted,
        reason: command.reason.clone(),
        person: actor.person,
        at: now,
    };
    store::insert_count(tx, city, &count).await?;
    let act = Act { kind: "cash_count", reference: id.into(), date: count.business_date, memo: String::new() };
    ledger::post(tx, city, now, &rules::returned(&act, market, runner, expected, count.counted)).await?;
    let said = serde_json::json!({ "runner": runner, "expected": expected, "counted": count.counted });
    Ok(note(desk, tx, actor, "cash.returned", ("cash_count", id.into()), market, &said).await?)
}

/// Why there is nothing to return: the float was brought already, or this is no runner here.
async fn no_float(desk: &Desk, tx: &mut Tx, market: MarketId, runner: PersonId) -> Result<MarketError, MarketError> {
    let runners = registry::people::list_by_role(tx, desk.city_id(), Role::Runner, Scope::Market(market)).await?;
    let is_runner = runners.iter().any(|person| person.id == runner);
    Ok(if is_runner { MarketError::AlreadyDone } else { MarketError::NotARunner })
}
