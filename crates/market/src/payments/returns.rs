//! Sending money back to where it came from. What a provider cannot or will not send, and what it did not send in many tries, ends on the
//! list of what staff transfer; nothing is given up.

use ledger::Reason;
use providers::payments::{PaymentError, RefundRequest, RefundState};

use super::model::{Return, ReturnState};
use super::news::SKIPPED;
use super::timers::Silent;
use super::{books, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::store as orders;
use crate::orders::trail;

/// A return is tried again after this, and after twice the time, and so on.
const AGAIN: i64 = 30 * kernel::time::SECOND;
/// The longest time between two tries.
const AGAIN_MAX: i64 = kernel::time::HOUR;
/// After so many tries, some five hours, people take over: the buyer waits, and they can ask the provider on the telephone.
const TRIES_MAX: i64 = 12;
/// While one process asks, no other does; longer than any provider is waited for.
const CLAIMED: i64 = kernel::time::MINUTE;

/// Asks the provider to send one return, unless it is among the `silent` or another process is asking; gives whether it was asked. The
/// same key is never sent twice. What cannot be done is tried again later, and stands in nobody's way.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn send(desk: &Desk, back: &Return, silent: &mut Silent) -> Result<bool, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let receipts = store::receipts(&mut tx, desk.city_id(), back.order).await?;
    drop(tx);
    let receipt = receipts.into_iter().find(|receipt| receipt.intent == back.intent);
    let name = receipt.map(|receipt| receipt.provider).unwrap_or_default();
    if silent.contains(&name) {
        claim(desk, back, SKIPPED).await?;
        return Ok(false);
    }
    if !claim(desk, back, CLAIMED).await? {
        return Ok(false);
    }
    match ask(desk, back, &name).await {
        Ok(()) => Ok(true),
        Err(MarketError::Store(error)) => Err(MarketError::Store(error)),
        Err(error) => {
            if error.is_silence() {
                silent.insert(name);
            }
            // Staff read it: the provider's own words, not that there were some.
            let said = match &error {
                MarketError::Payment(said) => said.to_string(),
                ours => ours.to_string(),
            };
            again(desk, back, &said, error.is_unsure()).await.map(|()| true)
        }
    }
}

/// Keeps other processes from asking for a return for so long; false when one of them was first.
async fn claim(desk: &Desk, back: &Return, length: i64) -> Result<bool, MarketError> {
    let (city, id, now) = (desk.city_id(), back.id, desk.now());
    desk.house
        .db
        .write((), move |tx, ()| {
            Box::pin(async move { Ok::<_, MarketError>(store::claim_return(tx, city, id, now, now.plus(length)).await?) })
        })
        .await
}

async fn ask(desk: &Desk, back: &Return, name: &str) -> Result<(), MarketError> {
    if name.is_empty() {
        return Err(MarketError::NotFound("payment"));
    }
    // Paid by the printed code, or through a gateway that the city has left since.
    let Some(provider) = desk.payment(name) else {
        return end(desk, back, (ReturnState::ByHand, None), name).await;
    };
    let returns = store::returns(&mut desk.house.db.reader().await?, desk.city_id(), back.order).await?;
    let was_asked = |other: &Return| other.tries > 0 || other.state == ReturnState::Sent;
    let is_only = !returns.iter().any(|other| other.id != back.id && other.intent == back.intent && was_asked(other));
    let request = RefundRequest { reference: back.intent.to_string(), amount: back.amount, key: back.id.to_string(), is_only };
    let outcome = match provider.refund(&request).await {
        Ok(RefundState::Sent) => (ReturnState::Sent, None),
        Ok(RefundState::ByHand) => (ReturnState::ByHand, None),
        Err(error @ (PaymentError::NotSupported { .. } | PaymentError::Refused(_))) => (ReturnState::ByHand, Some(error.to_string())),
        Err(error) => return Err(MarketError::Payment(error)),
    };
    end(desk, back, outcome, name).await
}

/// Ends a return with what the provider said of it.
async fn end(desk: &Desk, back: &Return, (to, said): (ReturnState, Option<String>), provider: &str) -> Result<(), MarketError> {
    desk.house
        .db
        .write((desk.clone(), back.clone(), provider.to_owned(), said), move |tx, (desk, back, provider, said)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                let order = orders::order(tx, city, back.order).await?.ok_or(MarketError::NotFound("order"))?;
                let is_ended = store::end_return(tx, city, back.id, (to, said.as_deref()), now).await?;
                if to != ReturnState::Sent {
                    return Ok(());
                }
                if !is_ended {
                    tracing::error!(order = %order.number, "money was sent back that was ended otherwise meanwhile");
                    return Ok(store::doubt_return(tx, city, back.id).await?);
                }
                let sides = (books::of_buyer(&order), books::of_provider(provider));
                let sent = books::transfer(back.id.into(), Reason::PaymentReturned, sides, back.amount, &order, desk.today());
                ledger::post(tx, city, now, &[sent]).await?;
                let said = serde_json::json!({ "amount": back.amount, "why": back.reason });
                trail::note(desk, tx, &desk.system(), order.id, "money_returned", &said, None)?;
                Ok::<_, MarketError>(())
            })
        })
        .await
}

async fn again(desk: &Desk, back: &Return, error: &str, is_unsure: bool) -> Result<(), MarketError> {
    let doubled = AGAIN.saturating_mul(1 << back.tries.clamp(0, 20));
    let at = (back.tries + 1 < TRIES_MAX).then(|| desk.now().plus(doubled.min(AGAIN_MAX)));
    let (city, id) = (desk.city_id(), back.id);
    tracing::warn!(%error, is_last = at.is_none(), "money could not be sent back");
    desk.house
        .db
        .write(error.to_owned(), move |tx, error| {
            Box::pin(async move {
                if !store::retry_return(tx, city, id, at, error, is_unsure).await? && is_unsure {
                    store::doubt_return(tx, city, id).await?;
                }
                Ok::<_, MarketError>(())
            })
        })
        .await
}
