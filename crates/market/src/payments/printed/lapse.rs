//! What ends by itself: a code that nobody paid, and pictures whose claim was decided long ago.

use super::model::ClaimState;
use super::proof::object_key;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::payments::model::{Intent, IntentState};
use crate::payments::store as payments;
use crate::pictures::{PictureError, Studio};

/// Ends an attempt whose code was shown long enough. One that somebody says was paid waits for staff instead.
///
/// # Errors
/// [`MarketError::Store`].
pub(in crate::payments) async fn lapse(desk: &Desk, intent: &Intent) -> Result<(), MarketError> {
    if intent.expires > desk.now() {
        return Ok(());
    }
    desk.house
        .db
        .write((desk.clone(), intent.clone()), move |tx, (desk, intent)| {
            Box::pin(async move {
                let city = desk.city_id();
                payments::lock(tx, city, intent.order, desk.now()).await?;
                let claims = store::claims_of_order(tx, city, intent.order).await?;
                let is_claimed = claims.iter().any(|claim| claim.intent == intent.id && claim.state != ClaimState::Rejected);
                let to = if is_claimed || !intent.state.is_open() { intent.state } else { IntentState::Expired };
                Ok::<_, MarketError>(payments::move_intent(tx, city, intent, to, (None, intent.polls))?)
            })
        })
        .await
}

/// Removes pictures of payments that were decided 90 days ago, or whose buyer is forgotten; gives how many. One that could not be removed
/// is tried again by the next round.
///
/// # Errors
/// [`MarketError::Picture`], [`MarketError::Store`].
pub async fn sweep(desk: &Desk, studio: &Studio) -> Result<usize, MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let mut tx = desk.house.db.reader().await?;
    let due = store::pictures_due(&mut tx, city, now).await?;
    drop(tx);
    for claim in due.iter().copied() {
        studio.objects.delete(&object_key(city, claim)?).await.map_err(PictureError::from)?;
        desk.house
            .db
            .write((), move |tx, ()| Box::pin(async move { Ok::<_, MarketError>(store::forget_picture(tx, city, claim).await?) }))
            .await?;
    }
    Ok(due.len())
}
