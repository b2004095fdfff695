//! What replaces a missing line: by the line's rule, or by asking the buyer until a deadline.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{LineId, OfferId, OrderId, SellerOrderId, SubstitutionId};
use kernel::time::MINUTE;
use kernel::{Actor, Quantity, Rupiah};

use super::rules;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{LineState, Order, OrderDetail, OrderLine, OrderState, Substitution, SubstitutionPolicy, SubstitutionState};
use crate::orders::rules::OfferFacts;
use crate::orders::store::{self, LineOutcome};
use crate::orders::trail;

/// A missing line: nothing picked, nothing charged.
pub(crate) const fn missing(reason: &str) -> LineOutcome<'_> {
    LineOutcome { state: LineState::Missing, reason, picked: None, price: None, total: Some(Rupiah::ZERO) }
}

/// Decides what becomes of a line that cannot be had: another offer by rule, a question to the buyer, or nothing.
pub(crate) async fn resolve_missing(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    order: &Order,
    line: &OrderLine,
    reason: &str,
) -> Result<(), MarketError> {
    let city = desk.city_id();
    if let Some((facts, quantity)) = by_rule(desk, tx, order, line).await?
        && take(desk, tx, line, &facts, quantity).await?
    {
        let agreed =
            Substitution { state: SubstitutionState::Accepted, by_rule: true, ..proposal(desk, desk.house.id(), line, &facts, quantity)? };
        store::insert_substitution(tx, city, &agreed).await?;
        repoint(desk, tx, line, &facts, quantity).await?;
        return trail::note(
            desk,
            tx,
            actor,
            order.id,
            "substituted_by_rule",
            &serde_json::json!({ "line": line.id, "offer": facts.id }),
            None,
        )
        .map_err(MarketError::from);
    }
    let waits = matches!(line.policy, SubstitutionPolicy::Ask | SubstitutionPolicy::Alternative);
    let outcome =
        if waits { LineOutcome { state: LineState::Rejected, reason, picked: None, price: None, total: None } } else { missing(reason) };
    if !store::settle_line(tx, city, line, &outcome).await? {
        return Err(MarketError::Stale);
    }
    let kind = if waits { "line_needs_answer" } else { "line_missing" };
    Ok(trail::note(desk, tx, actor, order.id, kind, &serde_json::json!({ "line": line.id, "reason": reason }), None)?)
}

/// What the line's rule allows without asking.
async fn by_rule(desk: &Desk, tx: &mut Tx, order: &Order, line: &OrderLine) -> Result<Option<(OfferFacts, Quantity)>, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    match line.policy {
        SubstitutionPolicy::BestMatch => {
            let Some(original) = store::offer_facts(tx, city, &[line.offer]).await?.pop() else { return Ok(None) };
            let slugs: Vec<&str> = std::iter::once(original.product_slug.as_str())
                .chain(original.substitutes.split(';').filter(|slug| !slug.is_empty()))
                .collect();
            let offers = store::offers_of_products(tx, city, order.market, &slugs).await?;
            let tried = store::offers_tried(tx, city, line).await?;
            let found = rules::best_match(
                line,
                &original.product_slug,
                &original.substitutes,
                &offers,
                &tried,
                desk.city.settings.substitution_cap_bp,
                now,
            );
            Ok(found.and_then(|(index, quantity, _)| offers.get(index).map(|facts| (facts.clone(), quantity))))
        }
        SubstitutionPolicy::Alternative => {
            let Some(wanted) = line.alternative.filter(|id| *id != line.offer_to_pick()) else { return Ok(None) };
            let facts = store::offer_facts(tx, city, &[wanted]).await?.pop();
            Ok(facts.and_then(|facts| {
                let quantity = rules::substitute_quantity(line, &facts)?;
                let total = facts.price.times_milli(quantity.milli())?;
                (facts.has(quantity, now) && total <= rules::cap_of(line, desk.city.settings.substitution_cap_bp))
                    .then_some((facts, quantity))
            }))
        }
        SubstitutionPolicy::Ask | SubstitutionPolicy::Refund | SubstitutionPolicy::Never => Ok(None),
    }
}

/// Takes the substitute's stock; false when it is gone meanwhile.
async fn take(desk: &Desk, tx: &mut Tx, line: &OrderLine, facts: &OfferFacts, quantity: Quantity) -> Result<bool, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let call = store::take_stock(city, now, &[facts.id.into(), quantity.into(), facts.price.into()]);
    let taken = tx.all(vec![call]).await?.pop().unwrap_or_default();
    if taken.is_empty() {
        return Ok(false);
    }
    let moved = crate::orders::place::stock_move(desk.house.id(), facts.id, -quantity.milli(), "substituted", line.order, now);
    store::note_stock_moves(tx, city, &moved)?;
    trail::tell(desk, tx, Topic::Offer, facts.id)?;
    Ok(true)
}

/// A question to the buyer, open until the city's deadline.
fn proposal(
    desk: &Desk,
    id: SubstitutionId,
    line: &OrderLine,
    facts: &OfferFacts,
    quantity: Quantity,
) -> Result<Substitution, MarketError> {
    let now = desk.now();
    Ok(Substitution {
        id,
        order: line.order,
        line: line.id,
        offer: facts.id,
        quantity,
        price: facts.price,
        total: facts.price.times_milli(quantity.milli()).ok_or(MarketError::BadQuantity)?,
        state: SubstitutionState::Asked,
        by_rule: false,
        asked: now,
        answer_by: now.plus(desk.city.settings.substitution_answer_minutes * MINUTE),
    })
}

/// Points the line at the substitute, in that stall's part of the order (made when there is none yet).
async fn repoint(desk: &Desk, tx: &mut Tx, line: &OrderLine, facts: &OfferFacts, quantity: Quantity) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let fresh: SellerOrderId = desk.house.id();
    let part = store::ensure_part(tx, city, fresh, line.order, facts.stall, now).await?;
    if !store::repoint_line(tx, city, line, facts, quantity, part).await? {
        return Err(MarketError::Stale);
    }
    trail::tell(desk, tx, Topic::SellerOrder, part)?;
    Ok(())
}

/// The runner or manager proposes other goods; the buyer is asked until the deadline.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::NoSubstituteWanted`],
/// [`MarketError::AlreadyAsked`], [`MarketError::OtherMarket`], [`MarketError::BadQuantity`], [`MarketError::BadAmount`] above the cap.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    key: &str,
    order: OrderId,
    line: LineId,
    offer: OfferId,
    quantity: Option<Quantity>,
) -> Result<SubstitutionId, MarketError> {
    let key = IdempotencyKey::new(actor, "propose_substitution", key, &(order, line, offer, quantity))?;
    let id: SubstitutionId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let detail = open_for_picking(desk, tx, actor, order).await?;
            let line = detail.lines.iter().find(|other| other.id == line).ok_or(MarketError::NotFound("line"))?;
            let facts = store::offer_facts(tx, desk.city_id(), &[offer]).await?.pop().ok_or(MarketError::NotFound("offer"))?;
            let quantity = check_proposal(desk, &detail, line, &facts, quantity)?;
            let asked = proposal(desk, id, line, &facts, quantity)?;
            store::insert_substitution(tx, desk.city_id(), &asked).await?;
            trail::note(desk, tx, actor, order, "substitution_asked", &serde_json::json!({ "line": line.id, "offer": facts.id }), None)?;
            trail::message(desk, tx, detail.order.id, "substitution_asked")?;
            Ok(id)
        })
    });
    match done.await {
        Ok(id) => Ok(id),
        Err(MarketError::Store(::store::StoreError::Duplicate(_))) => Err(MarketError::AlreadyAsked),
        Err(error) => error.or_repeated(),
    }
}

fn check_proposal(
    desk: &Desk,
    detail: &OrderDetail,
    line: &OrderLine,
    facts: &OfferFacts,
    quantity: Option<Quantity>,
) -> Result<Quantity, MarketError> {
    if !line.is_unsettled() {
        return Err(MarketError::WrongState { what: "line", state: line.state.name() });
    }
    if !rules::wants_substitute(line.policy) {
        return Err(MarketError::NoSubstituteWanted);
    }
    if facts.market != detail.order.market || facts.id == line.offer {
        return Err(MarketError::OtherMarket);
    }
    let quantity = quantity.or_else(|| rules::substitute_quantity(line, facts)).ok_or(MarketError::BadQuantity)?;
    if !facts.has(quantity, desk.now()) {
        return Err(MarketError::BadQuantity);
    }
    let total = facts.price.times_milli(quantity.milli()).ok_or(MarketError::BadQuantity)?;
    let most = line.estimate.share(rules::ASKED_CAP);
    if total > most || total <= Rupiah::ZERO {
        return Err(MarketError::BadAmount { most });
    }
    Ok(quantity)
}

/// The order, when the actor picks it (or manages its market) and it is still being picked.
pub(crate) async fn open_for_picking(desk: &Desk, tx: &mut Tx, actor: &Actor, id: OrderId) -> Result<OrderDetail, MarketError> {
    let order = store::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
    let is_its_runner = order.runner.is_some() && order.runner == actor.person && actor.runs_for(order.market);
    if !is_its_runner && !actor.manages(order.market) {
        return Err(if crate::orders::read::may_see(actor, &order) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
    }
    if !matches!(order.state, OrderState::Placed | OrderState::Picking) {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    }
    Ok(store::detail(tx, desk.city_id(), order).await?)
}

/// The buyer answers; staff may enter an answer given by phone.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::TooLate`], [`MarketError::AlreadyDone`] when answered otherwise.
pub async fn answer(desk: &Desk, actor: &Actor, order: OrderId, id: SubstitutionId, accepts: bool) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let found = store::order(tx, desk.city_id(), order).await?.ok_or(MarketError::NotFound("order"))?;
                let is_buyer = actor.person.is_some_and(|person| person == found.buyer || person == found.placed_by);
                if !is_buyer && !actor.manages(found.market) {
                    return Err(MarketError::NotFound("order"));
                }
                let detail = store::detail(tx, desk.city_id(), found).await?;
                let asked = detail.substitutions.iter().find(|other| other.id == id).ok_or(MarketError::NotFound("substitution"))?;
                match asked.state {
                    SubstitutionState::Asked if asked.answer_by > desk.now() => settle(desk, tx, actor, &detail, asked, accepts).await,
                    SubstitutionState::Asked | SubstitutionState::Expired => Err(MarketError::TooLate),
                    SubstitutionState::Accepted if accepts => Ok(()),
                    SubstitutionState::Refused if !accepts => Ok(()),
                    SubstitutionState::Accepted | SubstitutionState::Refused => Err(MarketError::AlreadyDone),
                }
            })
        })
        .await
}

/// Ends a question: with the substitute if agreed and still there, else without the line.
pub(crate) async fn settle(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    detail: &OrderDetail,
    asked: &Substitution,
    accepts: bool,
) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let to = match (accepts, asked.answer_by > now) {
        (true, true) => SubstitutionState::Accepted,
        (false, true) => SubstitutionState::Refused,
        (_, false) => SubstitutionState::Expired,
    };
    if !store::answer_substitution(tx, city, asked.id, to, now).await? {
        return Err(MarketError::Stale);
    }
    let line = detail.lines.iter().find(|line| line.id == asked.line).ok_or(MarketError::NotFound("line"))?;
    let order = &detail.order;
    let facts = store::offer_facts(tx, city, &[asked.offer]).await?.pop();
    if let (SubstitutionState::Accepted, Some(mut facts)) = (to, facts) {
        let agreed = facts.price.min(asked.price);
        if take(desk, tx, line, &facts, asked.quantity).await? {
            facts.price = agreed;
            repoint(desk, tx, line, &facts, asked.quantity).await?;
            return Ok(trail::note(desk, tx, actor, order.id, "substitution_accepted", &serde_json::json!({ "line": line.id }), None)?);
        }
    }
    let reason = if to == SubstitutionState::Accepted { "substitute_gone" } else { to.name() };
    if !store::settle_line(tx, city, line, &missing(reason)).await? {
        return Err(MarketError::Stale);
    }
    Ok(trail::note(desk, tx, actor, order.id, "substitution_ended", &serde_json::json!({ "line": line.id, "how": reason }), None)?)
}
