//! Saving a basket as a standing order.

use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{MarketId, OfferId};
use kernel::time::MINUTE;
use kernel::{Actor, BusinessDate, Phone, Rupiah, Timestamp};
use registry::addresses::DeliveryAddress;
use serde::Serialize;

use super::model::{StandingLine, StandingOrder, StandingState};
use super::{rules, store};
use crate::catalogue::SlotPlan;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::StandingId;
use crate::orders::model::WantedLine;
use crate::orders::place::read_recipient;
use crate::orders::quote::{check_line, check_shape};
use crate::orders::store as orders;

/// What a buyer saves.
#[derive(Debug, Clone, Serialize)]
pub struct NewStanding {
    /// From which market.
    pub market: MarketId,
    /// What.
    pub lines: Vec<WantedLine>,
    /// Monday is bit 0, Sunday bit 6; at least one.
    pub weekdays: i64,
    /// When its window begins, minutes after midnight; one of the market's.
    pub starts_minute: i64,
    /// Who receives it.
    pub recipient: String,
    /// The recipient's number.
    pub phone: Phone,
    /// Where.
    pub address: DeliveryAddress,
    /// Which payment provider collects.
    pub payment: String,
    /// Place it by itself up to this, tolerance included; ask each time when none.
    pub total_max: Option<Rupiah>,
}

/// Saves a standing order; its first day is the next that can still be had. The same key gives the same one again.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::Missing`] of `weekdays` or `recipient`, [`MarketError::SlotClosed`] for a window the market
/// has not, [`MarketError::PaymentUnknown`], [`MarketError::BadAmount`], [`MarketError::TooManyLines`] of standing orders, and what a
/// basket is refused for.
pub async fn create(desk: &Desk, actor: &Actor, key: &str, mut new: NewStanding) -> Result<StandingId, MarketError> {
    let person = actor.person.ok_or(MarketError::SignInFirst)?;
    check(desk, &mut new)?;
    let key = IdempotencyKey::new(actor, "create_standing", key, &new)?;
    let id: StandingId = desk.house.id();
    let context = (desk.clone(), key, new);
    let done = desk.house.db.write(context, move |tx, (desk, key, new)| {
        Box::pin(async move {
            let (city, now) = (desk.city_id(), desk.now());
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), now).await? {
                return Err(MarketError::Repeated(stored));
            }
            if store::of_person(tx, city, person).await?.iter().filter(|order| order.state != StandingState::Stopped).count()
                >= rules::ORDERS_MAX
            {
                return Err(MarketError::TooManyLines(rules::ORDERS_MAX));
            }
            let offers: Vec<OfferId> = new.lines.iter().flat_map(|line| std::iter::once(line.offer).chain(line.alternative)).collect();
            let facts = orders::offer_facts(tx, city, &offers).await?;
            let mut lines = Vec::with_capacity(new.lines.len());
            for wanted in &new.lines {
                lines.push(StandingLine { wanted: wanted.clone(), price: check_line(wanted, &facts, new.market)?.price });
            }
            let plan = plan(&orders::slot_plans(tx, city).await?, new.market, new.starts_minute).ok_or(MarketError::SlotClosed)?;
            let (next_day, due) = first(desk, &plan, new.weekdays);
            let order = StandingOrder {
                id,
                person,
                market: new.market,
                state: StandingState::Active,
                weekdays: new.weekdays,
                starts_minute: new.starts_minute,
                lines,
                recipient: new.recipient.clone(),
                phone: new.phone.clone(),
                address: new.address.clone(),
                payment: new.payment.clone(),
                total_max: new.total_max,
                next_day,
                due,
                made: now,
                version: 1,
            };
            Ok(store::insert(tx, city, &order)?)
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

/// Refuses what cannot be ordered at all, and makes its texts fit to keep.
fn check(desk: &Desk, new: &mut NewStanding) -> Result<(), MarketError> {
    new.lines = check_shape(std::mem::take(&mut new.lines))?;
    new.recipient = read_recipient(&new.recipient)?;
    if !(1..=127).contains(&new.weekdays) {
        return Err(MarketError::Missing("weekdays"));
    }
    let most = crate::orders::rules::AMOUNT_MAX;
    if new.total_max.is_some_and(|total| total <= Rupiah::ZERO || total > most) {
        return Err(MarketError::BadAmount { most });
    }
    desk.payment(&new.payment).map(drop).ok_or(MarketError::PaymentUnknown)
}

/// The market's window that begins at that minute.
pub(super) fn plan(plans: &[SlotPlan], market: MarketId, starts_minute: i64) -> Option<SlotPlan> {
    plans.iter().find(|plan| plan.market == market && plan.starts_minute == starts_minute).copied()
}

/// The first day that can still be had, and when it is due.
pub(super) fn first(desk: &Desk, plan: &SlotPlan, weekdays: i64) -> (BusinessDate, Timestamp) {
    let day = rules::next_day(weekdays, desk.today().plus_days(-1));
    let day = if cutoff(desk, plan, day) > desk.now() { day } else { rules::next_day(weekdays, day) };
    (day, due(desk, plan, day))
}

fn cutoff(desk: &Desk, plan: &SlotPlan, day: BusinessDate) -> Timestamp {
    day.at_minute(plan.starts_minute, desk.city.offset_minutes).plus(-plan.cutoff_minutes * MINUTE)
}

/// When a day is to be prepared: the city's lead before the cut-off.
pub(super) fn due(desk: &Desk, plan: &SlotPlan, day: BusinessDate) -> Timestamp {
    cutoff(desk, plan, day).plus(-desk.city.settings.standing_lead_minutes * MINUTE)
}
