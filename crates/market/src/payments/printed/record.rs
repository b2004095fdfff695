//! The first pair of eyes: somebody of the market says how much came for an order.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::OrderId;
use kernel::{Actor, Rupiah};

use super::model::{Claim, ClaimState, PRINTED};
use super::{offer, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::{ClaimId, IntentId};
use crate::orders::model::Order;
use crate::orders::{read, store as orders, trail};
use crate::payments::store as payments;
use crate::settlement::rules::COUNT_MAX;

/// Records what came for an order by the printed code: of the picture that waits, else of money that staff saw themselves, also after
/// another payment. Nothing is booked. The same key records once.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the market's managers and for the buyer,
/// [`MarketError::BadAmount`], [`MarketError::AlreadyDone`] while a recorded one waits for the second person,
/// [`MarketError::Idempotency`].
pub async fn record(desk: &Desk, actor: &Actor, key: &str, order: OrderId, amount: Rupiah) -> Result<ClaimId, MarketError> {
    if amount <= Rupiah::ZERO || amount > COUNT_MAX {
        return Err(MarketError::BadAmount { most: COUNT_MAX });
    }
    let key = IdempotencyKey::new(actor, "record_payment", key, &(order, amount))?;
    let fresh = desk.house.id::<ClaimId>();
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            let (city, now) = (desk.city_id(), desk.now());
            let order = managed(desk, tx, actor, order).await?;
            payments::lock(tx, city, order.id, now).await?;
            let claims = store::claims_of_order(tx, city, order.id).await?;
            let shown = claims.iter().find(|claim| claim.state == ClaimState::Shown).map(|claim| claim.id);
            let id = shown.unwrap_or(fresh);
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), now).await? {
                return Err(MarketError::Repeated(stored));
            }
            if claims.iter().any(|claim| claim.state == ClaimState::Recorded) {
                return Err(MarketError::AlreadyDone);
            }
            if shown.is_none() {
                let intent = attempt(desk, tx, &order, amount, &claims).await?;
                store::insert_claim(tx, city, &unseen(desk, id, &order, intent)).await?;
            }
            if !store::record(tx, city, id, amount, actor.person, now).await? {
                return Err(MarketError::Stale);
            }
            let said = serde_json::json!({ "order": order.id, "amount": amount });
            registry::audit::log(tx, actor, &*desk.house.ids, now, "payment.recorded", "claim", id, &said).await?;
            trail::note(desk, tx, actor, order.id, "payment_recorded", &serde_json::json!({ "amount": amount }), None)?;
            trail::tell(desk, tx, Topic::Cash, order.market)?;
            Ok(id)
        })
    });
    match done.await {
        Ok(id) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

async fn managed(desk: &Desk, tx: &mut Tx, actor: &Actor, id: OrderId) -> Result<Order, MarketError> {
    let order = orders::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
    if actor.manages(order.market) && actor.person != Some(order.buyer) {
        return Ok(order);
    }
    Err(if read::may_see(actor, &order) { MarketError::NotAllowed } else { MarketError::NotFound("order") })
}

/// The newest attempt of which nothing was said yet; a new one when there is none.
async fn attempt(desk: &Desk, tx: &mut Tx, order: &Order, amount: Rupiah, claims: &[Claim]) -> Result<IntentId, MarketError> {
    let city = desk.city_id();
    let is_claimed = |id: IntentId| claims.iter().any(|claim| claim.intent == id && claim.state != ClaimState::Rejected);
    let intents = payments::intents(tx, city, order.id).await?;
    if let Some(known) = intents.iter().rev().find(|intent| intent.provider == PRINTED && !is_claimed(intent.id)) {
        return Ok(known.id);
    }
    let fresh = offer::attempt(desk, order, amount);
    payments::insert_intent(tx, city, &fresh, fresh.expires).await?;
    Ok(fresh.id)
}

/// A claim that nobody sent a picture of.
fn unseen(desk: &Desk, id: ClaimId, order: &Order, intent: IntentId) -> Claim {
    Claim {
        id,
        market: order.market,
        order: order.id,
        intent,
        state: ClaimState::Shown,
        picture: None,
        amount: None,
        made: desk.now(),
        recorded_by: None,
        reference: None,
        date: None,
        checked_by: None,
        checked: None,
        reason: String::new(),
    }
}
