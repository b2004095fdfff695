//! Orders that are paid first, where the city wants it so: until they are paid no stall and no runner sees them, and unpaid they are called
//! off by themselves.
//!
//! | an order is | because | may become | by |
//! |---|---|---|---|
//! | held | it was placed with a code, and the city has a time for that | let go | all it may cost has come |
//! | held | | called off | its time is over, and no claim of a payment waits for staff |
//! | held | | let go | its time is over, and the provider whose code it got does not answer: it is paid at the door |

mod store;

use ::store::Tx;
use jobs::feed::Topic;
use kernel::Timestamp;
use kernel::id::OrderId;
use kernel::time::MINUTE;

use super::timers::Silent;
use super::{books, news, printed};
use crate::desk::{CASH, Desk};
use crate::error::MarketError;
use crate::orders::model::{Order, OrderState};
use crate::orders::{cancel, store as orders, trail};
use crate::payments::store as payments;

/// While staff look at what a buyer showed, the time is prolonged by this.
const PROLONGED: i64 = 5 * MINUTE;
/// Of an order that ended unpaid: stalls never saw it, and need not see that it is over.
const NEVER: Timestamp = Timestamp::from_micros(i64::MAX);
/// What is entered for an order that is let go though nobody knows whether it was paid.
const PAID_LATER: &str = "paid_later";
/// Why an order is called off.
const UNPAID: &str = "unpaid";

/// Until when an order that is paid so must be paid; `None` when it need not be paid first.
pub(crate) fn until(desk: &Desk, provider: &str) -> Option<Timestamp> {
    let minutes = desk.city.settings.pay_first_minutes;
    (minutes > 0 && provider != CASH).then(|| desk.now().plus(minutes * MINUTE))
}

/// Holds an order that was just written.
///
/// # Errors
/// [`MarketError::Store`].
pub(crate) fn hold(desk: &Desk, tx: &mut Tx, order: OrderId, until: Timestamp) -> Result<(), MarketError> {
    Ok(store::hold(tx, desk.city_id(), order, until)?)
}

/// Until when an order is held; `None` when it is not.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn held_until(desk: &Desk, order: OrderId) -> Result<Option<Timestamp>, MarketError> {
    Ok(store::held(&mut desk.house.db.reader().await?, desk.city_id(), order).await?)
}

/// # Errors
/// [`MarketError::WrongState`] while the order is held: nobody works for what may never be paid.
pub(crate) async fn must_be_free(desk: &Desk, tx: &mut Tx, order: OrderId) -> Result<(), MarketError> {
    match store::held(tx, desk.city_id(), order).await? {
        Some(_) => Err(MarketError::WrongState { what: "order", state: UNPAID }),
        None => Ok(()),
    }
}

/// Lets a held order go once all it may cost has come: stalls are asked, and their time begins. The order's payment is taken already.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn let_go(desk: &Desk, tx: &mut Tx, order: &Order) -> Result<(), MarketError> {
    let city = desk.city_id();
    let came = books::received(&payments::receipts(tx, city, order.id).await?, &payments::returns(tx, city, order.id).await?);
    if came < order.total_max() {
        return Ok(());
    }
    release(desk, tx, order.id).await
}

async fn release(desk: &Desk, tx: &mut Tx, order: OrderId) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    store::free(tx, city, order).await?;
    let parts = store::restart(tx, city, order, now.plus(desk.city.settings.seller_decision_minutes * MINUTE)).await?;
    for part in parts {
        trail::tell(desk, tx, Topic::SellerOrder, part)?;
    }
    Ok(trail::message(desk, tx, order, "released")?)
}

/// Calls off what was not paid in time; gives how many orders. A provider is asked once more before, since its news may be lost; where it
/// does not answer, the order goes on and is paid at the door, so that a gateway's bad day costs nobody their order.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn call_off_due(desk: &Desk, silent: &mut Silent) -> Result<u32, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let due = store::due(&mut tx, desk.city_id(), desk.now()).await?;
    drop(tx);
    let mut ended = 0;
    for order in due {
        let is_silent = look(desk, order, silent).await?;
        ended += u32::from(end(desk, order, is_silent).await?);
    }
    Ok(ended)
}

/// Asks about the open attempts of an order; gives whether one could not be asked about.
async fn look(desk: &Desk, order: OrderId, silent: &mut Silent) -> Result<bool, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let intents = payments::intents(&mut tx, desk.city_id(), order).await?;
    drop(tx);
    let mut is_silent = false;
    for intent in intents.iter().filter(|intent| intent.state.is_open()) {
        if silent.contains(&intent.provider) {
            is_silent = true;
            continue;
        }
        match news::look(desk, &intent.reference).await {
            Ok(_) => {}
            Err(MarketError::Store(error)) => return Err(MarketError::Store(error)),
            Err(error) => {
                tracing::info!(%error, "a payment could not be asked about before its order is called off");
                is_silent |= error.is_unsure();
                if error.is_silence() {
                    silent.insert(intent.provider.clone());
                }
            }
        }
    }
    Ok(is_silent)
}

/// Ends the waiting of one order; gives whether it was called off.
async fn end(desk: &Desk, id: OrderId, is_silent: bool) -> Result<bool, MarketError> {
    desk.house
        .db
        .write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                payments::lock(tx, city, id, now).await?;
                let order = orders::order(tx, city, id).await?.ok_or(MarketError::NotFound("order"))?;
                if store::held(tx, city, id).await?.is_none_or(|until| until > now) {
                    return Ok(false);
                }
                if order.state != OrderState::Placed {
                    store::hold(tx, city, id, NEVER)?;
                    return Ok(false);
                }
                if printed::has_open_claim(tx, city, id).await? {
                    store::hold(tx, city, id, now.plus(PROLONGED))?;
                    return Ok(false);
                }
                if is_silent {
                    release(desk, tx, id).await?;
                    trail::note(desk, tx, &desk.system(), id, PAID_LATER, &serde_json::json!({}), None)?;
                    return Ok(false);
                }
                store::hold(tx, city, id, NEVER)?;
                cancel::undo(desk, tx, &desk.system(), order, UNPAID).await?;
                Ok(true)
            })
        })
        .await
}
