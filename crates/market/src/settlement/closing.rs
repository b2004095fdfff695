//! The end of a market's day: the box is counted, once.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{CashCountId, MarketId, PersonId};
use kernel::{Actor, BusinessDate, Rupiah};
use ledger::{Account, AccountKind};
use serde::Serialize;

use super::figures::{self, DayFigures};
use super::model::{CashCount, CountKind};
use super::rules::{self, Act};
use super::{note, rights, store};
use crate::desk::Desk;
use crate::error::MarketError;

/// What the manager enters at closing.
#[derive(Debug, Clone, Serialize)]
pub struct CloseCash {
    /// Which market.
    pub market: MarketId,
    /// Which local date: today or an earlier one.
    pub date: BusinessDate,
    /// What is in the box, in rupiah.
    pub counted: Rupiah,
    /// What the screen said should be there; when given and no longer so, the closing is refused as stale.
    pub expected: Option<Rupiah>,
    /// Why the two differ; needed when they do.
    pub reason: String,
}

/// A runner's cash in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunnerFloat {
    /// Who.
    pub runner: PersonId,
    /// Their name.
    pub name: String,
    /// How much, never zero.
    pub amount: Rupiah,
}

/// What a manager sees before closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosingPreview {
    /// What the box should hold.
    pub expected: Rupiah,
    /// Who still has cash of this market, by person.
    pub floats: Vec<RunnerFloat>,
    /// Orders of the day that are not final.
    pub orders_open: i64,
    /// The day's figures; its closing is among them once it is closed.
    pub figures: DayFigures,
}

impl ClosingPreview {
    /// Whether nothing stands in the way of closing.
    #[must_use]
    pub fn can_close(&self) -> bool {
        self.orders_open == 0 && self.floats.is_empty() && self.figures.closing.is_none()
    }
}

/// What should be in the box, and what is still open.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than the market's managers and those who see all money.
pub async fn closing_preview(desk: &Desk, actor: &Actor, market: MarketId, date: BusinessDate) -> Result<ClosingPreview, MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    let city = desk.city_id();
    let expected = ledger::balance(&mut tx, city, Account::new(AccountKind::CashBox, market)).await?;
    let carried = carried(desk, &mut tx, market).await?;
    let people: Vec<PersonId> = carried.iter().map(|(runner, _)| *runner).collect();
    let named = registry::people::find_many(&mut tx, city, &people).await?;
    let name_of = |runner| named.iter().find(|person| person.id == runner).map(|person| person.name.clone()).unwrap_or_default();
    let floats = carried.into_iter().map(|(runner, amount)| RunnerFloat { runner, name: name_of(runner), amount }).collect();
    let orders_open = store::orders_open(&mut tx, city, market, date).await?;
    Ok(ClosingPreview { expected, floats, orders_open, figures: figures::of_day(desk, &mut tx, market, date).await? })
}

/// Who has cash of this market in hand, by person; those with none are left out.
async fn carried(desk: &Desk, tx: &mut Tx, market: MarketId) -> Result<Vec<(PersonId, Rupiah)>, MarketError> {
    let city = desk.city_id();
    let all = ledger::balances(tx, city, AccountKind::RunnerFloat).await?;
    let runners: Vec<PersonId> = all.into_iter().map(|float| PersonId(float.owner)).collect();
    let amounts = store::floats(tx, city, market, &runners).await?;
    Ok(runners.into_iter().zip(amounts).filter(|(_, amount)| *amount != Rupiah::ZERO).collect())
}

/// What a runner carries of one market's cash.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than the runner and those who see the market's money.
pub async fn float_of_runner(desk: &Desk, actor: &Actor, market: MarketId, runner: PersonId) -> Result<Rupiah, MarketError> {
    if actor.person != Some(runner) {
        rights::must_see(actor, market)?;
    }
    let mut tx = desk.house.db.reader().await?;
    Ok(store::floats(&mut tx, desk.city_id(), market, &[runner]).await?.first().copied().unwrap_or_default())
}

/// Closes a market's day: the books come to what was counted, a difference is booked with its reason, and no order for the day
/// can be placed any more. Once for each market and date; the same key gives the same count again.
///
/// **Holds** the market's cash desk and the day's slots, so an order being placed is seen here as open or finds its slot closed.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::DayNotBegun`], [`MarketError::DayOpen`] with `orders` or `runner_floats`,
/// [`MarketError::AlreadyDone`], [`MarketError::Stale`], [`MarketError::ReasonMissing`], [`MarketError::BadAmount`],
/// [`MarketError::TooLong`], [`MarketError::Idempotency`].
pub async fn close_cash(desk: &Desk, actor: &Actor, key: &str, mut command: CloseCash) -> Result<CashCountId, MarketError> {
    rights::must_manage(actor, command.market)?;
    if command.date > desk.today() {
        return Err(MarketError::DayNotBegun);
    }
    command.reason = rules::read_reason(&command.reason)?;
    let key = IdempotencyKey::new(actor, "close_cash", key, &command)?;
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

async fn write(desk: &Desk, tx: &mut Tx, actor: &Actor, id: CashCountId, command: &CloseCash) -> Result<(), MarketError> {
    let (city, now, market, date) = (desk.city_id(), desk.now(), command.market, command.date);
    if !store::has_market(tx, city, market).await? {
        return Err(MarketError::NotFound("market"));
    }
    store::begin_act(tx, city, market)?;
    if store::closing(tx, city, market, date).await?.is_some() {
        return Err(MarketError::AlreadyDone);
    }
    store::end_slots(tx, city, market, date, date.at_minute(0, desk.city.offset_minutes))?;
    nothing_open(desk, tx, market, date).await?;
    let cash_box = Account::new(AccountKind::CashBox, market);
    let expected = ledger::balance(tx, city, cash_box).await?;
    if command.expected.is_some_and(|seen| seen != expected) {
        return Err(MarketError::Stale);
    }
    rules::check_count(expected, command.counted, &command.reason)?;
    let count = CashCount {
        id,
        market,
        kind: CountKind::Closing,
        runner: None,
        business_date: date,
        expected,
        counted: command.counted,
        reason: command.reason.clone(),
        person: actor.person,
        at: now,
    };
    store::insert_count(tx, city, &count).await?;
    let act = Act { kind: "cash_count", reference: id.into(), date, memo: date.to_string() };
    ledger::post(tx, city, now, &[rules::closed(&act, market, expected, count.counted)]).await?;
    let said = serde_json::json!({ "date": date.to_string(), "expected": expected, "counted": count.counted });
    note(desk, tx, actor, "cash.closed", ("cash_count", id.into()), market, &said).await?;
    Ok(crate::orders::trail::tell(desk, tx, jobs::feed::Topic::Market, market)?)
}

async fn nothing_open(desk: &Desk, tx: &mut Tx, market: MarketId, date: BusinessDate) -> Result<(), MarketError> {
    let count = store::orders_open(tx, desk.city_id(), market, date).await?;
    if count > 0 {
        return Err(MarketError::DayOpen { what: "orders", count });
    }
    let count = i64::try_from(carried(desk, tx, market).await?.len()).unwrap_or(i64::MAX);
    if count > 0 { Err(MarketError::DayOpen { what: "runner_floats", count }) } else { Ok(()) }
}
