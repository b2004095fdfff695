//! Reading returns by hand.

use kernel::Actor;
use kernel::id::{MarketId, OrderId, RawId};

use super::acts::transfers;
use super::model::ByHand;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::read::may_see;
use crate::orders::store as orders;
use crate::payees::AccountNumber;
use crate::settlement::rights;

/// Returns by hand: those that wait, oldest first, and the newest that were sent, at most 200 of each; of one market, or of the city.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for those who do not see that money.
pub async fn list(desk: &Desk, actor: &Actor, market: Option<MarketId>) -> Result<(Vec<ByHand>, Vec<ByHand>), MarketError> {
    match market {
        Some(market) => rights::must_see(actor, market)?,
        None if rights::sees_all(actor) => {}
        None => return Err(rights::refusal(actor)),
    }
    let mut tx = desk.house.db.reader().await?;
    let waiting = store::waiting(&mut tx, desk.city_id(), market).await?;
    let sent = store::sent(&mut tx, desk.city_id(), market).await?;
    Ok((waiting, sent))
}

/// The list for a file, those that wait first. Who makes transfers gets whole accounts, which the audit trail notes; auditors and
/// administrators get their last digits.
///
/// # Errors
/// As [`list`].
pub async fn download(desk: &Desk, actor: &Actor, market: Option<MarketId>) -> Result<Vec<ByHand>, MarketError> {
    let (mut returns, sent) = list(desk, actor, market).await?;
    returns.extend(sent);
    if returns.is_empty() {
        return Ok(returns);
    }
    if returns.iter().all(|found| transfers(actor, found.back.market)) {
        log(desk, actor, market, returns.len()).await?;
    } else {
        returns.iter_mut().for_each(mask);
    }
    Ok(returns)
}

fn mask(found: &mut ByHand) {
    let accounts = found.account.iter_mut().chain(found.transfer.as_mut().map(|step| &mut step.account));
    accounts.for_each(|account| account.number = AccountNumber::new(account.number.masked()));
}

async fn log(desk: &Desk, actor: &Actor, market: Option<MarketId>, count: usize) -> Result<(), MarketError> {
    let written = desk.house.db.write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
        Box::pin(async move {
            let (kind, subject): (_, RawId) = market.map_or(("city", desk.city_id().into()), |market| ("market", market.into()));
            let said = serde_json::json!({ "count": count });
            registry::audit::log(tx, actor, &*desk.house.ids, desk.now(), "returns.downloaded", kind, subject, &said).await?;
            Ok::<_, MarketError>(())
        })
    });
    written.await
}

/// An order's returns by hand, oldest first.
///
/// # Errors
/// [`MarketError::NotFound`], also for those who may not see the order.
pub async fn of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<ByHand>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    found.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::of_order(&mut tx, desk.city_id(), order).await?)
}
