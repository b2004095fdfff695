//! Sending money back to where it came from.

use ledger::Reason;
use providers::payments::{PaymentError, RefundRequest, RefundState};

use super::model::{Return, ReturnState};
use super::{books, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::store as orders;
use crate::orders::trail;

/// A return is tried again after this, and after twice the time, and so on.
const AGAIN: i64 = 30 * kernel::time::SECOND;
/// The longest time between two tries.
const AGAIN_MAX: i64 = kernel::time::HOUR;

/// Asks the provider to send one return; the same key is never sent twice.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn send(desk: &Desk, back: &Return) -> Result<(), MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let receipts = store::receipts(&mut tx, desk.city_id(), back.order).await?;
    drop(tx);
    let receipt = receipts.into_iter().find(|receipt| receipt.intent == back.intent).ok_or(MarketError::NotFound("payment"))?;
    let provider = desk.payment(&receipt.provider).ok_or(MarketError::PaymentUnknown)?;
    let request = RefundRequest { reference: back.intent.to_string(), amount: back.amount, key: back.id.to_string() };
    match provider.refund(&request).await {
        Ok(RefundState::Sent | RefundState::Accepted) => end(desk, back, ReturnState::Sent, &receipt.provider).await,
        Ok(RefundState::ByHand) | Err(PaymentError::NotSupported { .. } | PaymentError::Refused(_)) => {
            end(desk, back, ReturnState::ByHand, &receipt.provider).await
        }
        Err(error) => again(desk, back, &error.to_string()).await,
    }
}

async fn end(desk: &Desk, back: &Return, to: ReturnState, provider: &str) -> Result<(), MarketError> {
    desk.house
        .db
        .write((desk.clone(), back.clone(), provider.to_owned()), move |tx, (desk, back, provider)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                let order = orders::order(tx, city, back.order).await?.ok_or(MarketError::NotFound("order"))?;
                if !store::end_return(tx, city, back.id, to, now).await? || to != ReturnState::Sent {
                    return Ok(());
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

async fn again(desk: &Desk, back: &Return, error: &str) -> Result<(), MarketError> {
    let doubled = AGAIN.saturating_mul(1 << back.tries.clamp(0, 20));
    let (city, id, at) = (desk.city_id(), back.id, desk.now().plus(doubled.min(AGAIN_MAX)));
    tracing::warn!(%error, "money could not be sent back; it is tried again");
    desk.house
        .db
        .write(error.to_owned(), move |tx, error| {
            Box::pin(async move { Ok::<_, MarketError>(store::retry_return(tx, city, id, at, error).await?) })
        })
        .await
}
