//! Giving and changing a rating; hiding its words.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::Actor;
use kernel::id::{OrderId, RawId, StallId};
use serde::Serialize;

use super::model::{Rating, Subject};
use super::{rules, store};
use crate::delivery::rules::sold_by_stall;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::RatingId;
use crate::orders::model::{OrderDetail, OrderState};
use crate::orders::{read, store as orders, trail};
use crate::settlement::PayeeKind;
use crate::settlement::rules::read_reason;

/// What a buyer sends.
#[derive(Debug, Clone, Serialize)]
pub struct Rate {
    /// After which order.
    pub order: OrderId,
    /// About which of its stalls, or its runner.
    pub subject: Subject,
    /// 1 to 5.
    pub stars: i64,
    /// At most 300 characters; may be empty.
    pub words: String,
}

/// Rates a stall or the runner of one's delivered order, or changes what one said within seven days. The same key gives the same rating.
///
/// # Errors
/// [`MarketError::BadStars`], [`MarketError::TooLong`], [`MarketError::NotFound`] of an order or a `subject` that was no part of it,
/// [`MarketError::NotAllowed`] for others than the buyer, [`MarketError::WrongState`] unless delivered, [`MarketError::RatingLate`],
/// [`MarketError::Idempotency`].
pub async fn rate(desk: &Desk, actor: &Actor, key: &str, mut command: Rate) -> Result<RatingId, MarketError> {
    command.words = rules::read(command.stars, &command.words)?;
    let key = IdempotencyKey::new(actor, "rate", key, &command)?;
    let fresh: RatingId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key, command);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, command)| {
        Box::pin(async move {
            let city = desk.city_id();
            let order = orders::order(tx, city, command.order).await?.ok_or(MarketError::NotFound("order"))?;
            if actor.person != Some(order.buyer) {
                return Err(if read::may_see(actor, &order) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
            }
            let known = store::of_order(tx, city, order.id).await?.into_iter().find(|rating| rating.subject == command.subject);
            let id = known.as_ref().map_or(fresh, |rating| rating.id);
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let detail = orders::detail(tx, city, order).await?;
            write(desk, tx, actor, &detail, known.as_ref(), id, command).await
        })
    });
    match done.await {
        Ok(id) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

async fn write(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    detail: &OrderDetail,
    known: Option<&Rating>,
    id: RatingId,
    command: &Rate,
) -> Result<RatingId, MarketError> {
    let (city, now, order) = (desk.city_id(), desk.now(), &detail.order);
    if order.state != OrderState::Delivered {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    }
    if !is_part(detail, command.subject) {
        return Err(MarketError::NotFound("subject"));
    }
    if let Some(rating) = known {
        rules::check_change(rating.made, now)?;
        store::change(tx, city, id, command.stars, &command.words, now)?;
    } else {
        let rating = Rating {
            id,
            order: order.id,
            market: order.market,
            subject: command.subject,
            stars: command.stars,
            words: command.words.clone(),
            made_by: order.buyer,
            made: now,
            changed: None,
            is_hidden: false,
            hidden_why: String::new(),
        };
        if !store::insert(tx, city, &rating).await? {
            return Err(MarketError::Stale);
        }
    }
    let said = serde_json::json!({ "kind": command.subject.kind, "stars": command.stars });
    trail::note(desk, tx, actor, order.id, "rated", &said, None)?;
    if command.subject.kind == PayeeKind::Stall {
        trail::tell(desk, tx, Topic::Stall, command.subject.id)?;
    }
    Ok(id)
}

/// A stall that supplied something, or the runner who brought it.
fn is_part(detail: &OrderDetail, subject: Subject) -> bool {
    match subject.kind {
        PayeeKind::Stall => sold_by_stall(&detail.lines).iter().any(|(stall, _)| RawId::from(*stall) == subject.id),
        PayeeKind::Runner => detail.order.runner.map(RawId::from) == Some(subject.id),
    }
}

/// Hides a rating's words, with a reason, or shows them again. Again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the market's managers and for whoever it is about,
/// [`MarketError::ReasonMissing`], [`MarketError::TooLong`].
pub async fn set_hidden(desk: &Desk, actor: &Actor, id: RatingId, is_hidden: bool, reason: &str) -> Result<(), MarketError> {
    let reason = read_reason(reason)?;
    if is_hidden && reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    desk.house
        .db
        .write((desk.clone(), actor.clone(), reason), move |tx, (desk, actor, reason)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                let rating = store::rating(tx, city, id).await?.ok_or(MarketError::NotFound("rating"))?;
                if !actor.manages(rating.market) || is_about(actor, rating.subject) {
                    return Err(super::read::refusal(actor, &rating));
                }
                if rating.is_hidden == is_hidden {
                    return Ok(());
                }
                let why = if is_hidden { reason.as_str() } else { "" };
                store::set_hidden(tx, city, id, is_hidden.then_some(now), actor.person, why)?;
                let act = if is_hidden { "rating.hidden" } else { "rating.shown" };
                let said = serde_json::json!({ "order": rating.order, "reason": reason });
                registry::audit::log(tx, actor, &*desk.house.ids, now, act, "rating", id, &said).await?;
                Ok(trail::tell(desk, tx, Topic::Board, rating.market)?)
            })
        })
        .await
}

/// Whether a rating is about the actor: their stall, or they themselves.
pub(super) fn is_about(actor: &Actor, subject: Subject) -> bool {
    match subject.kind {
        PayeeKind::Stall => actor.person.is_some() && actor.sells_at(StallId(subject.id)),
        PayeeKind::Runner => actor.person.map(RawId::from) == Some(subject.id),
    }
}
