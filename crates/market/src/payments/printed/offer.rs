//! Showing a buyer the market's printed code with what is due in it.

use jobs::feed::Topic;
use kernel::id::MarketId;
use kernel::time::{HOUR, MINUTE};

use super::code::charged;
use super::model::{PRINTED, PrintedCode};
use super::read::has_open_claim;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::IntentId;
use crate::orders::model::Order;
use crate::orders::trail;
use crate::payments::model::{Intent, IntentState, Paying};
use crate::payments::store as payments;

/// How long a code is shown: the sticker itself never ends, what is due changes.
const LIFE: i64 = 2 * HOUR;
/// A code that ends sooner is made anew.
const LIFE_LEFT_MIN: i64 = 10 * MINUTE;

/// The printed code by which an order is paid: if its buyer chose so, or if the city has no other code to offer.
///
/// # Errors
/// [`MarketError::Store`].
pub(in crate::payments) async fn code_for(desk: &Desk, provider: &str, market: MarketId) -> Result<Option<PrintedCode>, MarketError> {
    if provider != PRINTED && desk.code_provider(provider).is_some() {
        return Ok(None);
    }
    Ok(store::code(&mut desk.house.db.reader().await?, desk.city_id(), market).await?)
}

/// Gives the attempt that shows the market's code for what is due: the one that is open, else a new one.
///
/// # Errors
/// [`MarketError::ProofWaits`] while staff look at what was paid before: a second scan would pay twice; [`MarketError::Store`].
pub(in crate::payments) async fn offer(desk: &Desk, order: &Order, paying: &Paying, code: &PrintedCode) -> Result<Intent, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let is_judged = has_open_claim(&mut tx, desk.city_id(), order.id).await?;
    drop(tx);
    if is_judged {
        return Err(MarketError::ProofWaits);
    }
    let enough = desk.now().plus(LIFE_LEFT_MIN);
    let is_good = |open: &&Intent| open.provider == PRINTED && open.amount == paying.due && open.expires > enough;
    if let Some(open) = paying.open.as_ref().filter(is_good) {
        return Ok(open.clone());
    }
    keep(desk, order, attempt(desk, order, paying.due), &charged(&code.payload, paying.due)).await
}

/// A new attempt to be paid by the printed code.
pub(super) fn attempt(desk: &Desk, order: &Order, amount: kernel::Rupiah) -> Intent {
    let (now, id) = (desk.now(), desk.house.id::<IntentId>());
    Intent {
        id,
        order: order.id,
        provider: PRINTED.to_owned(),
        reference: id.to_string(),
        amount,
        state: IntentState::Pending,
        payload: None,
        made: now,
        expires: now.plus(LIFE),
        polls: 0,
    }
}

async fn keep(desk: &Desk, order: &Order, mut intent: Intent, payload: &str) -> Result<Intent, MarketError> {
    intent.payload = Some(payload.to_owned());
    let order = order.id;
    desk.house
        .db
        .write((desk.clone(), intent.clone()), move |tx, (desk, intent)| {
            Box::pin(async move {
                let city = desk.city_id();
                payments::insert_intent(tx, city, intent, intent.expires).await?;
                payments::keep_instructions(tx, city, intent.id, intent.payload.as_deref().unwrap_or_default(), None).await?;
                Ok::<_, MarketError>(trail::tell(desk, tx, Topic::Order, order)?)
            })
        })
        .await?;
    Ok(intent)
}
