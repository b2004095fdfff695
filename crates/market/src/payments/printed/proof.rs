//! The buyer's picture of a payment: it says where to look, and proves nothing.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, recall, remember};
use kernel::Actor;
use kernel::error::{ErrorKind, Kinded as _};
use kernel::id::{CityId, OrderId};
use kernel::time::DAY;
use providers::objects::ObjectKey;
use sha2::{Digest as _, Sha256};

use super::model::{Claim, ClaimState, PRINTED};
use super::read::has_open_claim;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ClaimId;
use crate::orders::model::Order;
use crate::orders::{read, store as orders, trail};
use crate::payments::model::{Intent, IntentState};
use crate::payments::store as payments;
use crate::pictures::{PictureError, Studio, UPLOAD_BYTES_MAX};

/// After the end of its code a payment can be shown for so long: who paid in the last minute is heard as well.
const LATE: i64 = 2 * DAY;

/// Keeps the buyer's picture of a payment by the printed code. The same key does it once.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than whoever ordered, [`MarketError::Picture`] for what is no
/// picture, [`MarketError::NothingDue`] without a code that could have been paid, [`MarketError::TooLate`] two days after its end,
/// [`MarketError::ProofWaits`] while one is looked at, [`MarketError::ProofUsed`] for a picture that was shown before,
/// [`MarketError::Idempotency`].
pub async fn show_proof(
    desk: &Desk,
    studio: &Studio,
    actor: &Actor,
    key: &str,
    order: OrderId,
    upload: Vec<u8>,
) -> Result<ClaimId, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    buyers(desk, &mut tx, actor, order).await?;
    if upload.len() > UPLOAD_BYTES_MAX {
        return Err(MarketError::Picture(PictureError::TooLarge));
    }
    let key = IdempotencyKey::new(actor, "show_proof", key, &(order, Sha256::digest(&upload).to_vec()))?;
    let done = recall(&mut tx, desk.city_id(), &key).await?;
    drop(tx);
    let files = studio.convert(upload).await?;
    let known: Option<ClaimId> = done.and_then(|id| id.parse().ok());
    let id = known.unwrap_or_else(|| desk.house.id());
    let (object, [_, _, largest]) = (object_key(desk.city_id(), id)?, files.jpegs);
    // Before the row, so that staff never judge a claim whose picture could not be kept. A death in between leaves a picture of no claim,
    // which nobody can ask for.
    studio.objects.put(&object, largest, "image/jpeg").await.map_err(PictureError::from)?;
    if known.is_some() {
        return Ok(id);
    }
    let kept = keep(desk, actor, key, (order, id), files.hash.clone()).await;
    // Where nobody knows whether the claim was written, a picture without a claim is better than the reverse.
    let is_refused = match &kept {
        Ok(kept) => *kept != id,
        Err(error) => !matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable),
    };
    if is_refused && let Err(error) = studio.objects.delete(&object).await {
        // The buyer is told why the claim was refused, which matters more.
        tracing::warn!(%error, %id, "the picture of a claim that was not kept stays");
    }
    kept
}

async fn buyers(desk: &Desk, tx: &mut Tx, actor: &Actor, id: OrderId) -> Result<Order, MarketError> {
    let order = orders::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
    if actor.person.is_some_and(|person| person == order.buyer || person == order.placed_by) {
        return Ok(order);
    }
    Err(if read::may_see(actor, &order) { MarketError::NotAllowed } else { MarketError::NotFound("order") })
}

async fn keep(
    desk: &Desk,
    actor: &Actor,
    key: IdempotencyKey,
    (order, id): (OrderId, ClaimId),
    hash: String,
) -> Result<ClaimId, MarketError> {
    let context = (desk.clone(), actor.clone(), key, hash);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, hash)| {
        Box::pin(async move {
            let city = desk.city_id();
            if let Remembered::Again(stored) = remember(tx, city, key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let order = buyers(desk, tx, actor, order).await?;
            payments::lock(tx, city, order.id, desk.now()).await?;
            let intent = paid(desk, tx, order.id).await?;
            let claim = Claim {
                id,
                market: order.market,
                order: order.id,
                intent: intent.id,
                state: ClaimState::Shown,
                picture: Some(hash.clone()),
                amount: None,
                made: desk.now(),
                recorded_by: None,
                reference: None,
                date: None,
                checked_by: None,
                checked: None,
                reason: String::new(),
            };
            if !store::insert_claim(tx, city, &claim).await? {
                return Err(MarketError::ProofUsed);
            }
            trail::note(desk, tx, actor, order.id, "proof_shown", &serde_json::json!({ "claim": id }), None)?;
            Ok(trail::tell(desk, tx, Topic::Cash, order.market)?)
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

/// The attempt that the picture is of: the newest by the printed code.
async fn paid(desk: &Desk, tx: &mut Tx, order: OrderId) -> Result<Intent, MarketError> {
    let city = desk.city_id();
    if has_open_claim(tx, city, order).await? {
        return Err(MarketError::ProofWaits);
    }
    let intents = payments::intents(tx, city, order).await?;
    let newest = intents.into_iter().rev().find(|intent| intent.provider == PRINTED).ok_or(MarketError::NothingDue)?;
    match newest.state {
        IntentState::Paid | IntentState::Refunded => Err(MarketError::NothingDue),
        _ if desk.now() > newest.expires.plus(LATE) => Err(MarketError::TooLate),
        _ => Ok(newest),
    }
}

/// The JPEG of a claim's picture, for its buyer and for those who see the market's money; `None` when it is kept no more.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::Picture`] when the store of objects fails.
pub async fn read_picture(desk: &Desk, studio: &Studio, actor: &Actor, claim: ClaimId) -> Result<Option<Vec<u8>>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let listed = store::claim(&mut tx, desk.city_id(), claim).await?;
    drop(tx);
    let may_see = |listed: &super::Listed| {
        crate::settlement::rights::sees(actor, listed.claim.market) || actor.person.is_some_and(|person| person == listed.buyer)
    };
    let listed = listed.filter(may_see).ok_or(MarketError::NotFound("claim"))?;
    if listed.claim.picture.is_none() {
        return Ok(None);
    }
    Ok(studio.objects.get(&object_key(desk.city_id(), claim)?).await.map_err(PictureError::from)?)
}

/// Not among the pictures of goods, which everybody may see.
pub(super) fn object_key(city: CityId, claim: ClaimId) -> Result<ObjectKey, MarketError> {
    ObjectKey::parse(&format!("proofs/{city}/{claim}.jpg")).map_err(|error| MarketError::Picture(error.into()))
}
