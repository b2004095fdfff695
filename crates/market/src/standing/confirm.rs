//! What a prepared day costs now, and its owner's word that makes it an order.

use ::store::Tx;
use kernel::id::{OfferId, OrderId, PersonId};
use kernel::{Actor, BusinessDate, Lang, Rupiah};

use super::act::own;
use super::model::{Problem, RunState, StandingOrder, StandingRun};
use super::{rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::StandingId;
use crate::orders::model::Quote;
use crate::orders::place::{PlaceOrder, place_run};
use crate::orders::quote::{self, QuoteRequest};
use crate::orders::store as orders;

/// A day as it would be ordered now.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The standing order.
    pub order: StandingOrder,
    /// The day.
    pub run: StandingRun,
    /// What can be had, at today's prices; none once the day is over.
    pub quote: Option<Quote>,
    /// What cannot, or is dearer than the cap.
    pub problems: Vec<Problem>,
}

/// What a day would be now.
///
/// # Errors
/// [`MarketError::SignInFirst`]; [`MarketError::NotFound`], also for another's.
pub async fn preview(desk: &Desk, actor: &Actor, id: StandingId, day: BusinessDate) -> Result<Preview, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let order = own(desk, &mut tx, actor, id).await?;
    let run = store::run(&mut tx, desk.city_id(), id, day).await?.ok_or(MarketError::NotFound("standing_day"))?;
    if run.state != RunState::Waiting || run.confirm_by <= desk.now() {
        return Ok(Preview { problems: run.problems.clone(), order, run, quote: None });
    }
    match priced(desk, &mut tx, &order).await {
        Ok((quote, problems)) => Ok(Preview { order, run, quote: Some(quote).filter(|quote| !quote.lines.is_empty()), problems }),
        Err(MarketError::MarketClosed) => Ok(Preview { problems: run.problems.clone(), order, run, quote: None }),
        Err(error) => Err(error),
    }
}

/// Prices a standing order now: what can be had, and what is gone or dearer. An offer that no longer fits is gone.
pub(super) async fn priced(desk: &Desk, tx: &mut Tx, order: &StandingOrder) -> Result<(Quote, Vec<Problem>), MarketError> {
    let offers: Vec<OfferId> =
        order.lines.iter().flat_map(|line| std::iter::once(line.wanted.offer).chain(line.wanted.alternative)).collect();
    let facts = orders::offer_facts(tx, desk.city_id(), &offers).await?;
    let name = |offer: OfferId| facts.iter().find(|facts| facts.id == offer).map(|facts| facts.name.clone()).unwrap_or_default();
    let (mut fitting, mut problems) = (Vec::new(), Vec::new());
    for line in &order.lines {
        match quote::check_line(&line.wanted, &facts, order.market) {
            Ok(_) => fitting.push(line.wanted.clone()),
            Err(_) => problems.push(Problem { name: name(line.wanted.offer), problem: "withdrawn".to_owned(), price_now: None }),
        }
    }
    if fitting.is_empty() {
        return Err(MarketError::Empty);
    }
    let door = order.address.pin.or_else(|| desk.areas.ward(&order.address.ward_code).map(|ward| ward.centre));
    let quoted = quote::price(desk, tx, &QuoteRequest { market: order.market, lines: fitting, door }).await?;
    let gone =
        quoted.problems.iter().map(|line| Problem { name: line.name.clone(), problem: line.problem.to_owned(), price_now: line.price_now });
    problems.extend(gone);
    let cap = desk.city.settings.substitution_cap_bp;
    problems.extend(rules::dearer(&order.lines, &quoted.quote.lines, cap, |line| name(line.wanted.offer)));
    Ok((quoted.quote, problems))
}

/// Orders a waiting day with what can be had now; `total` is what its owner was shown. Once for each day: again gives the same order.
///
/// # Errors
/// As [`preview`]; [`MarketError::WrongState`] unless waiting, [`MarketError::TooLate`] after the cut-off, [`MarketError::Stale`] when it
/// costs something else now, and what placing an order is refused for.
pub async fn confirm(desk: &Desk, actor: &Actor, id: StandingId, day: BusinessDate, total: Rupiah) -> Result<OrderId, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let order = own(desk, &mut tx, actor, id).await?;
    let run = store::run(&mut tx, desk.city_id(), id, day).await?.ok_or(MarketError::NotFound("standing_day"))?;
    if let Some(placed) = run.order {
        return Ok(placed);
    }
    if run.state != RunState::Waiting {
        return Err(MarketError::WrongState { what: "standing_day", state: run.state.name() });
    }
    if run.confirm_by <= desk.now() {
        return Err(MarketError::TooLate);
    }
    let (quote, _) = priced(desk, &mut tx, &order).await?;
    drop(tx);
    if quote.total() != total {
        return Err(MarketError::Stale);
    }
    place_day(desk, &order, &run, quote).await
}

/// Places a day's order as its owner, in the transaction that moves the day on.
pub(super) async fn place_day(desk: &Desk, order: &StandingOrder, run: &StandingRun, quote: Quote) -> Result<OrderId, MarketError> {
    let slot = run.slot.ok_or(MarketError::SlotClosed)?;
    quote::keep(desk, order.person.into(), &quote).await?;
    let command = PlaceOrder {
        quote: quote.id,
        slot,
        recipient: order.recipient.clone(),
        phone: order.phone.clone(),
        address: order.address.clone(),
        payment: order.payment.clone(),
        buyer: None,
        visitor: None,
    };
    let key = format!("standing-{}", quote.id);
    let placed = place_run(desk, &owner(desk, order.person), &key, command, (order.id, run.day)).await;
    if matches!(placed, Err(MarketError::AlreadyDone)) {
        // Somebody was quicker: their order is the day's.
        let mut tx = desk.house.db.reader().await?;
        let now = store::run(&mut tx, desk.city_id(), order.id, run.day).await?;
        return now.and_then(|run| run.order).ok_or(MarketError::Stale);
    }
    placed
}

fn owner(desk: &Desk, person: PersonId) -> Actor {
    Actor { person: Some(person), ..Actor::visitor(desk.city_id(), Lang::Id) }
}
