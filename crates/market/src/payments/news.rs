//! News of a payment: what a provider tells, and what it answers when asked. Only the answer is booked.

use std::time::Duration;

use ::store::Tx;
use jobs::feed::Topic;
use kernel::{Actor, Rupiah, Timestamp};
use providers::payments::{CallbackAnswer, CallbackOutcome, PaymentError, PaymentProvider, PaymentStatus, may_follow};

use super::ask::FIRST_POLL;
use super::model::{Intent, IntentState};
use super::printed::{self, PRINTED};
use super::{books, read, store};
use crate::desk::{CASH, Desk};
use crate::error::MarketError;
use crate::ids::CallbackId;
use crate::orders::trail;

/// The longest time between two questions about the same attempt.
const POLL_MAX: i64 = kernel::time::HOUR;
/// A question without an answer is asked again after this, however often it went unanswered: an outage must not make news an hour late.
const UNANSWERED: i64 = kernel::time::MINUTE;
/// An attempt that was not asked about, because its provider did not answer about another, waits so long.
pub(super) const SKIPPED: i64 = 10 * kernel::time::SECOND;
/// Who tells is answered within this, whatever becomes of our question: gateways give up after some ten seconds, and tell again.
const ANSWER_WITHIN: Duration = Duration::from_secs(4);
/// After its end an attempt is asked about for so long: money may come late.
const LATE: i64 = 2 * kernel::time::DAY;

/// Keeps what a provider told, then judges it: forged and unknown tellings are refused and kept; of all others the provider is asked
/// how far the payment is, and that is booked. `headers` are names in lower case with their values.
///
/// # Errors
/// [`MarketError::PaymentUnknown`] for a provider the city does not have, and for cash, of which nobody tells; [`MarketError::Store`]
/// when it could not even be kept.
pub async fn hear(desk: &Desk, provider: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<CallbackAnswer, MarketError> {
    let provider = desk.payment(provider).filter(|known| known.name() != CASH).ok_or(MarketError::PaymentUnknown)?;
    let id = keep(desk, provider.name(), headers, body).await?;
    let outcome = judge(desk, &**provider, id, headers, body).await?;
    Ok(provider.callback_answer(outcome))
}

async fn keep(desk: &Desk, provider: &'static str, headers: &[(&str, &str)], body: &[u8]) -> Result<CallbackId, MarketError> {
    let (city, now, id) = (desk.city_id(), desk.now(), desk.house.id::<CallbackId>());
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    desk.house
        .db
        .write((headers.join("\n"), body.to_vec()), move |tx, (headers, body)| {
            Box::pin(async move { Ok::<_, MarketError>(store::insert_callback(tx, city, id, provider, (headers, body), now).await?) })
        })
        .await?;
    Ok(id)
}

async fn judge(
    desk: &Desk,
    provider: &dyn PaymentProvider,
    id: CallbackId,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<CallbackOutcome, MarketError> {
    let callback = match provider.verify_callback(headers, body) {
        Ok(callback) => callback,
        Err(PaymentError::Unreadable(_)) => return verdict(desk, id, "unreadable", "", CallbackOutcome::Unreadable).await,
        Err(PaymentError::Stale { .. }) => return verdict(desk, id, "stale", "", CallbackOutcome::Stale).await,
        Err(_) => return verdict(desk, id, "forged", "", CallbackOutcome::Forged).await,
    };
    // Nobody tells of the market's own sticker.
    let Some(intent) = attempt(desk, &callback.reference).await?.filter(|intent| intent.provider != PRINTED) else {
        return verdict(desk, id, "unknown", &callback.reference, CallbackOutcome::Unknown).await;
    };
    match ask(desk, &intent, Some(id)).await {
        Ok(()) => Ok(CallbackOutcome::Taken),
        // It is kept, and the attempt is asked about again by itself.
        Err(MarketError::Payment(error)) => {
            tracing::warn!(%error, "a payment's news could not be confirmed; it is asked about again");
            verdict(desk, id, "taken", &callback.reference, CallbackOutcome::Taken).await
        }
        Err(error) => Err(error),
    }
}

async fn verdict(
    desk: &Desk,
    id: CallbackId,
    name: &'static str,
    reference: &str,
    outcome: CallbackOutcome,
) -> Result<CallbackOutcome, MarketError> {
    let city = desk.city_id();
    desk.house
        .db
        .write(reference.to_owned(), move |tx, reference| {
            Box::pin(async move { Ok::<_, MarketError>(store::judge_callback(tx, city, id, name, reference)?) })
        })
        .await?;
    Ok(outcome)
}

/// Asks the provider how far an attempt is, and books it; false when there is no such attempt.
///
/// # Errors
/// [`MarketError::Payment`] when the provider cannot say; [`MarketError::Store`].
pub async fn look(desk: &Desk, reference: &str) -> Result<bool, MarketError> {
    let Some(intent) = attempt(desk, reference).await? else { return Ok(false) };
    if intent.provider == PRINTED {
        return printed::lapse(desk, &intent).await.map(|()| true);
    }
    ask(desk, &intent, None).await.map(|()| true)
}

/// A buyer comes back from a wallet. Nothing that the wallet says on the way is believed: the provider is asked. Gives the order's number.
///
/// # Errors
/// [`MarketError::NotFound`] unless the attempt is for an order that the actor may see; [`MarketError::Store`].
pub async fn came_back(desk: &Desk, actor: &Actor, reference: &str) -> Result<String, MarketError> {
    let intent = attempt(desk, reference).await?.ok_or(MarketError::NotFound("payment"))?;
    let (order, _) = read::of_order(desk, actor, intent.order).await?;
    if let Some(provider) = desk.payment(&intent.provider).filter(|_| intent.state.is_open()) {
        // Only good news is booked: whoever reloads the page must not put off the next question.
        match provider.query(&intent.reference).await {
            Ok(status) if status.state.was_paid() => book(desk, &intent, status, None).await?,
            Ok(_) => {}
            Err(error) => tracing::info!(%error, "a payment could not be asked about; it is asked about again"),
        }
    }
    Ok(order.number)
}

async fn attempt(desk: &Desk, reference: &str) -> Result<Option<Intent>, MarketError> {
    Ok(store::intent(&mut desk.house.db.reader().await?, desk.city_id(), reference).await?)
}

/// Asks, and books the answer; a telling that made us ask is judged with it.
async fn ask(desk: &Desk, intent: &Intent, told: Option<CallbackId>) -> Result<(), MarketError> {
    let Some(provider) = desk.payment(&intent.provider) else {
        // No longer set up: asked about less and less, so that it does not stand in the way of others.
        move_on(desk, intent, intent.state).await?;
        return Err(MarketError::PaymentUnknown);
    };
    let question = provider.query(&intent.reference);
    let answer = match told {
        Some(_) => tokio::time::timeout(ANSWER_WITHIN, question).await.unwrap_or_else(|late| Err(PaymentError::Unavailable(late.into()))),
        None => question.await,
    };
    match answer {
        Ok(status) => book(desk, intent, status, told).await,
        // Asked for, and the question never arrived: once the code could not be paid any more, it is over.
        Err(PaymentError::NotFound) if intent.expires <= desk.now() => {
            move_on(desk, intent, IntentState::Failed).await?;
            match told {
                Some(id) => verdict(desk, id, "taken", &intent.reference, CallbackOutcome::Taken).await.map(drop),
                None => Ok(()),
            }
        }
        // There is news: the timers ask at once, not when it would have been time.
        Err(error) if told.is_some() => {
            set(desk, intent, intent.state, (Some(desk.now()), intent.polls)).await?;
            Err(MarketError::Payment(error))
        }
        Err(error) => {
            // A refusal is an answer: the next will hardly be another.
            if error.is_outcome_unknown() {
                put_off(desk, intent).await?
            } else {
                move_on(desk, intent, intent.state).await?
            }
            Err(MarketError::Payment(error))
        }
    }
}

/// Sets how far an attempt is, without money.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn move_on(desk: &Desk, intent: &Intent, to: IntentState) -> Result<(), MarketError> {
    set(desk, intent, to, (next_poll(desk, intent, to), intent.polls + 1)).await
}

async fn set(desk: &Desk, intent: &Intent, to: IntentState, next: (Option<Timestamp>, i64)) -> Result<(), MarketError> {
    let city = desk.city_id();
    desk.house
        .db
        .write(intent.clone(), move |tx, intent| {
            Box::pin(async move { Ok::<_, MarketError>(store::move_intent(tx, city, intent, to, next)?) })
        })
        .await
}

/// Asks again soon about an attempt whose provider did not answer.
async fn put_off(desk: &Desk, intent: &Intent) -> Result<(), MarketError> {
    let next = next_poll(desk, intent, intent.state).map(|_| desk.now().plus(UNANSWERED));
    set(desk, intent, intent.state, (next, intent.polls)).await
}

/// Leaves an attempt for one of the next rounds, since its provider did not answer about another: before that one, so that a question
/// that is never answered keeps none waiting.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn skip(desk: &Desk, intent: &Intent) -> Result<(), MarketError> {
    set(desk, intent, intent.state, (Some(desk.now().plus(SKIPPED)), intent.polls)).await
}

/// When to ask again: soon at first, then less and less; never once the money is there, nor long after the end.
fn next_poll(desk: &Desk, intent: &Intent, to: IntentState) -> Option<Timestamp> {
    let now = desk.now();
    let is_settled = matches!(to, IntentState::Paid | IntentState::Refunded);
    if is_settled || now > intent.expires.plus(LATE) {
        return None;
    }
    let doubled = FIRST_POLL.saturating_mul(1 << intent.polls.clamp(0, 20));
    Some(now.plus(doubled.min(POLL_MAX)))
}

/// Books what the provider says of an attempt: its state, and the money, once.
async fn book(desk: &Desk, intent: &Intent, status: PaymentStatus, told: Option<CallbackId>) -> Result<(), MarketError> {
    desk.house
        .db
        .write((desk.clone(), intent.clone(), status), move |tx, (desk, intent, status)| {
            Box::pin(async move {
                if let Some(id) = told {
                    store::judge_callback(tx, desk.city_id(), id, "taken", &intent.reference)?;
                }
                book_in(desk, tx, intent, status, told.is_some()).await
            })
        })
        .await
}

async fn book_in(desk: &Desk, tx: &mut Tx, known: &Intent, status: &PaymentStatus, is_told: bool) -> Result<(), MarketError> {
    let city = desk.city_id();
    store::take(tx, city, known.order, desk.now())?;
    // Read again: what was written before the order's payment was taken counts.
    let standing = store::standing(tx, city, known.id, known.order).await?.ok_or(MarketError::NotFound("payment"))?;
    let (intent, order, _) = &standing;
    let may = intent.state.of_provider().is_none_or(|state| may_follow(state, status.state));
    let to = if may { status.state.into() } else { intent.state };
    // Only our own questions make the next one later: whoever repeats a telling must not.
    let polls = intent.polls + i64::from(!is_told);
    store::move_intent(tx, city, intent, to, (next_poll(desk, intent, to), polls))?;
    if !status.state.was_paid() || status.amount.amount() <= 0 {
        return Ok(());
    }
    if standing.2.is_booked && status.refunded.is_some_and(|back| back > Rupiah::ZERO) {
        // Ours mostly; what is not is missing in our books when the statement comes, and the treasurer's to end.
        tracing::info!(order = %order.number, "a payment stands as given back, in part or whole");
    }
    if !books::receive(desk, tx, &standing, status).await? {
        return Ok(());
    }
    let said = serde_json::json!({ "amount": status.amount, "provider": intent.provider });
    trail::event(desk, tx, &desk.system(), order.id, "paid", &said, None)?;
    Ok(trail::tell_all(desk, tx, &[(Topic::Order, order.id.into()), (Topic::Board, order.market.into())])?)
}
