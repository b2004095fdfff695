//! Asking a provider for the code that the buyer scans, or the link that opens a wallet.

use std::sync::Arc;
use std::time::Duration;

use jobs::feed::Topic;
use kernel::Actor;
use kernel::id::OrderId;
use kernel::time::MINUTE;
use providers::payments::{Instructions, PaymentError, PaymentProvider, PaymentRequest};

use super::model::{Intent, IntentState, Paying};
use super::{news, printed, read, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::IntentId;
use crate::orders::model::Order;
use crate::orders::trail;

/// How long a code can be paid.
const LIFE: i64 = 15 * MINUTE;
/// A code that ends sooner is not shown again: nobody types a PIN in less.
const LIFE_LEFT_MIN: i64 = MINUTE;
/// How often, and how long apart, a code is looked for that somebody else is being given at this moment.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// The provider is asked how far it is after this, and again after twice the time, and so on.
pub(super) const FIRST_POLL: i64 = 10 * kernel::time::SECOND;

/// Gives the code with which the rest of an order can be paid now: the one that is open, if it is still good for the same amount,
/// else a new one; the old one is called off. Pressing twice gives the same.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] unless the buyer, the runner or the market's staff,
/// [`MarketError::WrongState`] when the order has ended, [`MarketError::NothingDue`], [`MarketError::PaymentUnknown`] when the
/// city has no provider for codes and the market no printed one, [`MarketError::ProofWaits`], [`MarketError::Payment`] when the provider
/// cannot be reached or refuses: then take cash.
pub async fn ask(desk: &Desk, actor: &Actor, id: OrderId) -> Result<Intent, MarketError> {
    let (order, paying) = payable(desk, actor, id).await?;
    if let Some(code) = printed::code_for(desk, &order.payment_provider, order.market).await? {
        return printed::offer(desk, &order, &paying, &code).await;
    }
    let provider = desk.code_provider(&order.payment_provider).ok_or(MarketError::PaymentUnknown)?;
    by(desk, provider, actor, (order, paying)).await
}

/// Gives the link by which the buyer pays the rest of an order in the wallet that was chosen for it; else as [`ask`].
///
/// # Errors
/// As [`ask`]; [`MarketError::PaymentUnknown`] when no wallet was chosen, [`MarketError::NotAllowed`] for others than the buyer: a link
/// opens the wallet of whoever follows it.
pub async fn ask_wallet(desk: &Desk, actor: &Actor, id: OrderId) -> Result<Intent, MarketError> {
    let (order, paying) = payable(desk, actor, id).await?;
    if actor.person != Some(order.buyer) {
        return Err(MarketError::NotAllowed);
    }
    let provider = desk.wallet_provider(&order.payment_provider).ok_or(MarketError::PaymentUnknown)?;
    by(desk, provider, actor, (order, paying)).await
}

async fn payable(desk: &Desk, actor: &Actor, id: OrderId) -> Result<(Order, Paying), MarketError> {
    let (order, paying) = read::of_order(desk, actor, id).await?;
    if order.state.is_final() {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    }
    if paying.due.amount() <= 0 { Err(MarketError::NothingDue) } else { Ok((order, paying)) }
}

async fn by(
    desk: &Desk,
    provider: &Arc<dyn PaymentProvider>,
    actor: &Actor,
    (order, paying): (Order, Paying),
) -> Result<Intent, MarketError> {
    if let Some(open) = good(desk, provider.name(), &paying) {
        if open.payload.is_some() {
            return Ok(open.clone());
        }
        // Without its code nobody can pay it: called off and made anew below.
        if let Some(code) = create(desk, provider, &order, open.clone()).await? {
            return Ok(code);
        }
    }
    let (order, paying) = if call_off(desk, &order, &paying).await? { payable(desk, actor, order.id).await? } else { (order, paying) };
    let intent = keep(desk, provider.name(), &order, &paying).await?;
    let made = create(desk, provider, &order, intent).await?;
    made.ok_or_else(|| MarketError::Payment(PaymentError::Refused("no code came back".to_owned())))
}

/// The open attempt, if it is this provider's, for what is due, and lasts long enough.
fn good<'a>(desk: &Desk, provider: &str, paying: &'a Paying) -> Option<&'a Intent> {
    let enough = desk.now().plus(LIFE_LEFT_MIN);
    let is_good = |intent: &&Intent| intent.provider == provider && intent.amount == paying.due && intent.expires > enough;
    paying.open.as_ref().filter(is_good)
}

/// The provider forgets an attempt that is no longer wanted; gives whether it said that it was paid, so that less is due. That it cannot
/// be reached is no harm: what is paid twice goes back.
async fn call_off(desk: &Desk, order: &Order, paying: &Paying) -> Result<bool, MarketError> {
    let Some(open) = &paying.open else { return Ok(false) };
    let Some(provider) = desk.payment(&open.provider) else { return Ok(false) };
    match provider.cancel(&open.reference).await {
        Ok(state) => news::move_on(desk, open, state.into()).await.map(|()| false),
        Err(PaymentError::Refused(_)) => news::look(desk, &open.reference).await,
        Err(error) => {
            tracing::info!(order = %order.number, %error, "an old code could not be called off; it is asked about again");
            Ok(false)
        }
    }
}

/// Written before the provider is asked, so that no answer can be lost with the process.
async fn keep(desk: &Desk, provider: &str, order: &Order, paying: &Paying) -> Result<Intent, MarketError> {
    let (now, id) = (desk.now(), desk.house.id::<IntentId>());
    let intent = Intent {
        id,
        order: order.id,
        provider: provider.to_owned(),
        reference: id.to_string(),
        amount: paying.due,
        state: IntentState::Asked,
        payload: None,
        made: now,
        expires: now.plus(LIFE),
        polls: 0,
    };
    let city = desk.city_id();
    desk.house
        .db
        .write(intent.clone(), move |tx, intent| {
            Box::pin(async move { Ok::<_, MarketError>(store::insert_intent(tx, city, intent, now.plus(FIRST_POLL)).await?) })
        })
        .await?;
    Ok(intent)
}

/// Has the provider make an attempt; `None` when it made it before and its code was lost on the way.
async fn create(
    desk: &Desk,
    provider: &Arc<dyn PaymentProvider>,
    order: &Order,
    mut intent: Intent,
) -> Result<Option<Intent>, MarketError> {
    let request = PaymentRequest {
        reference: intent.reference.clone(),
        order: order.id,
        amount: intent.amount,
        expires: intent.expires,
        title: order.number.clone(),
    };
    let made = match provider.create(&request).await {
        Ok(made) => made,
        Err(error) => {
            if matches!(error, PaymentError::Refused(_) | PaymentError::Amount(_) | PaymentError::Reference(_)) {
                news::move_on(desk, &intent, IntentState::Failed).await?;
            }
            return Err(MarketError::Payment(error));
        }
    };
    let payload = match made.instructions {
        Instructions::ScanQr { payload } | Instructions::OpenWallet { url: payload } => payload,
        Instructions::CashOnDelivery | Instructions::AsBefore => {
            return kept_by_another(desk, &intent).await;
        }
    };
    let (city, id, order, context) = (desk.city_id(), intent.id, intent.order, desk.clone());
    desk.house
        .db
        .write((payload.clone(), made.provider_reference), move |tx, (payload, theirs)| {
            let desk = context.clone();
            Box::pin(async move {
                store::keep_instructions(tx, city, id, payload, theirs.as_deref()).await?;
                // The other's page shows the code too.
                Ok::<_, MarketError>(trail::tell(&desk, tx, Topic::Order, order)?)
            })
        })
        .await?;
    (intent.payload, intent.state) = (Some(payload), IntentState::Pending);
    Ok(Some(intent))
}

/// Pressed twice at once: the other has the answer, or will have soon.
async fn kept_by_another(desk: &Desk, intent: &Intent) -> Result<Option<Intent>, MarketError> {
    for _ in 0..LOOKS {
        let known = store::intent(&mut desk.house.db.reader().await?, desk.city_id(), &intent.reference).await?;
        if let Some(known) = known.filter(|known| known.payload.is_some()) {
            return Ok(Some(known));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(None)
}
