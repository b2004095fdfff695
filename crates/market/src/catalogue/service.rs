//! What traders and managers change: prices, stock, and what is closed for a while.
//!
//! Each act checks the right to it, writes once, and is repeatable: doing it again changes nothing, tells nobody, and is
//! not logged twice. What it changed travels through the change feed to every replica's snapshot.

use std::sync::Arc;

use jobs::feed::{Topic, publish};
use kernel::id::{CityId, MarketId, OfferId, ProductId, StallId};
use kernel::{Actor, Ids, Quantity, Rupiah, Timestamp};
use registry::audit;
use serde_json::json;
use store::{House, Tx};

use super::error::CatalogueError;
use super::model::{Offer, Stall, StockKind};
use super::{rules, store as rows};

/// Stock is written over what was seen; so often it is looked at again when orders come in between.
const STOCK_TRIES: u32 = 8;
/// Nothing is closed or sold out for longer. **Units:** microseconds.
const UNTIL_MAX: i64 = 60 * kernel::time::DAY;

/// Whether an act changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did.
    Changed,
    /// It was so already.
    Unchanged,
}

/// Stock as a trader tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewStock {
    /// So much is there.
    Counted(Quantity),
    /// Ask when an order comes.
    Ask,
}

impl NewStock {
    pub(crate) const fn cells(self) -> (StockKind, Quantity) {
        match self {
            Self::Counted(stock) => (StockKind::Counted, stock),
            Self::Ask => (StockKind::Ask, Quantity::ZERO),
        }
    }
}

/// What each run of a transaction is lent.
struct Act<W> {
    actor: Actor,
    ids: Arc<dyn Ids>,
    now: Timestamp,
    wish: W,
}

impl<W> Act<W> {
    fn new(house: &House, actor: &Actor, wish: W) -> Self {
        Self { actor: actor.clone(), ids: Arc::clone(&house.ids), now: house.now(), wish }
    }

    const fn city(&self) -> CityId {
        self.actor.city
    }

    fn may_sell(&self, stall: StallId, market: MarketId) -> Result<(), CatalogueError> {
        if self.actor.sells_at(stall) || self.actor.manages(market) { Ok(()) } else { Err(CatalogueError::NotAllowed) }
    }

    /// The offer, if the actor may change it.
    async fn offer(&self, tx: &mut Tx, offer: OfferId) -> Result<Offer, CatalogueError> {
        let found = rows::find_offer(tx, self.city(), offer).await?.ok_or(CatalogueError::NotFound("offer"))?;
        self.may_sell(found.stall, found.market)?;
        Ok(found)
    }

    /// The stall, if the actor may change it.
    async fn stall(&self, tx: &mut Tx, stall: StallId) -> Result<Stall, CatalogueError> {
        let found = rows::find_stall(tx, self.city(), stall).await?.ok_or(CatalogueError::NotFound("stall"))?;
        self.may_sell(found.id, found.market)?;
        Ok(found)
    }

    /// Logs and publishes, if anything changed.
    async fn tell(
        &self,
        tx: &mut Tx,
        changed: bool,
        action: &'static str,
        (topic, subject): (Topic, kernel::id::RawId),
        detail: &serde_json::Value,
    ) -> Result<Outcome, CatalogueError> {
        if !changed {
            return Ok(Outcome::Unchanged);
        }
        audit::log(tx, &self.actor, &*self.ids, self.now, action, topic.name(), subject, detail).await?;
        publish(tx, self.city(), &*self.ids, self.now, topic, subject)?;
        Ok(Outcome::Changed)
    }

    /// A time to come, not too far away.
    fn check_until(&self, until: Timestamp) -> Result<(), CatalogueError> {
        if until > self.now && until <= self.now.plus(UNTIL_MAX) { Ok(()) } else { Err(CatalogueError::BadTime) }
    }
}

const fn check_price(price: Rupiah) -> Result<(), CatalogueError> {
    if price.amount() > 0 && price.amount() <= rules::PRICE_MAX.amount() { Ok(()) } else { Err(CatalogueError::BadPrice) }
}

/// Sets an offer's price and adds it to the history. Open orders keep the price they were placed at.
///
/// # Errors
/// [`CatalogueError::BadPrice`], `NotFound`, `NotAllowed`, `Store`.
pub async fn set_price(house: &House, actor: &Actor, offer: OfferId, price: Rupiah) -> Result<Outcome, CatalogueError> {
    check_price(price)?;
    let act = Act::new(house, actor, (offer, price));
    house
        .db
        .write(act, |tx, act| {
            Box::pin(async move {
                let (offer, price) = act.wish;
                let before = act.offer(tx, offer).await?;
                let changed = rows::set_price(tx, act.city(), offer, price, act.now).await?;
                if changed {
                    rows::insert_offer_prices(tx, act.city(), act.actor.person, &[(offer, act.now, price)])?;
                }
                let detail = json!({ "from": before.price, "to": price });
                act.tell(tx, changed, "offer.price_set", (Topic::Offer, offer.into()), &detail).await
            })
        })
        .await
}

/// Marks an offer sold out until then; it comes back by itself. Callers give the end of the local day unless told otherwise.
///
/// # Errors
/// [`CatalogueError::BadTime`], `NotFound`, `NotAllowed`, `Store`.
pub async fn mark_sold_out(house: &House, actor: &Actor, offer: OfferId, until: Timestamp) -> Result<Outcome, CatalogueError> {
    let act = Act::new(house, actor, (offer, until));
    act.check_until(until)?;
    house
        .db
        .write(act, |tx, act| {
            Box::pin(async move {
                let (offer, until) = act.wish;
                act.offer(tx, offer).await?;
                let changed = rows::set_sold_out(tx, act.city(), offer, until, act.now).await?;
                act.tell(tx, changed, "offer.sold_out", (Topic::Offer, offer.into()), &json!({ "until": until })).await
            })
        })
        .await
}

/// Takes the sold-out mark off. Counted stock stays as it is; see [`set_stock`].
///
/// # Errors
/// [`CatalogueError::NotFound`], `NotAllowed`, `Store`.
pub async fn back_in_stock(house: &House, actor: &Actor, offer: OfferId) -> Result<Outcome, CatalogueError> {
    house
        .db
        .write(Act::new(house, actor, offer), |tx, act| {
            Box::pin(async move {
                let offer = act.wish;
                act.offer(tx, offer).await?;
                let changed = rows::set_sold_out(tx, act.city(), offer, Timestamp::default(), act.now).await?;
                act.tell(tx, changed, "offer.back_in_stock", (Topic::Offer, offer.into()), &json!({})).await
            })
        })
        .await
}

/// Sets the stock, whatever orders took from it meanwhile. The move is recorded.
///
/// # Errors
/// [`CatalogueError::Busy`] when orders keep coming in between, `NotFound`, `NotAllowed`, `Store`.
pub async fn set_stock(house: &House, actor: &Actor, offer: OfferId, stock: NewStock) -> Result<Outcome, CatalogueError> {
    house
        .db
        .write(Act::new(house, actor, (offer, stock)), |tx, act| {
            Box::pin(async move {
                let (offer, (kind, stock)) = (act.wish.0, act.wish.1.cells());
                for _ in 0..STOCK_TRIES {
                    let seen = act.offer(tx, offer).await?;
                    if (seen.stock_kind, seen.stock) == (kind, stock) {
                        return Ok(Outcome::Unchanged);
                    }
                    if rows::set_stock(tx, act.city(), &seen, kind, stock, act.now).await? {
                        let change = stock.milli() - seen.stock.milli();
                        rows::record_stock_move(tx, act.city(), offer, act.ids.raw(act.now), change, act.now)?;
                        let detail = json!({ "kind": kind, "from_milli": seen.stock, "to_milli": stock });
                        return act.tell(tx, true, "offer.stock_set", (Topic::Offer, offer.into()), &detail).await;
                    }
                }
                Err(CatalogueError::Busy)
            })
        })
        .await
}

/// Closes a stall until then; it opens by itself. Callers give the end of the local day unless told otherwise.
///
/// # Errors
/// [`CatalogueError::BadTime`], `NotFound`, `NotAllowed`, `Store`.
pub async fn close_stall(house: &House, actor: &Actor, stall: StallId, until: Timestamp) -> Result<Outcome, CatalogueError> {
    let act = Act::new(house, actor, (stall, until));
    act.check_until(until)?;
    set_stall_closed(house, act).await
}

/// Opens a stall again before its time.
///
/// # Errors
/// [`CatalogueError::NotFound`], `NotAllowed`, `Store`.
pub async fn reopen_stall(house: &House, actor: &Actor, stall: StallId) -> Result<Outcome, CatalogueError> {
    set_stall_closed(house, Act::new(house, actor, (stall, Timestamp::default()))).await
}

async fn set_stall_closed(house: &House, act: Act<(StallId, Timestamp)>) -> Result<Outcome, CatalogueError> {
    house
        .db
        .write(act, |tx, act| {
            Box::pin(async move {
                let (stall, until) = act.wish;
                act.stall(tx, stall).await?;
                let changed = rows::set_stall_closed(tx, act.city(), stall, until).await?;
                let action = if until > act.now { "stall.closed" } else { "stall.reopened" };
                act.tell(tx, changed, action, (Topic::Stall, stall.into()), &json!({ "until": until })).await
            })
        })
        .await
}

/// Closes a market until then, or opens it again with a time that is past. Only its manager may.
///
/// # Errors
/// [`CatalogueError::BadTime`] when too far away, `NotFound`, `NotAllowed`, `Store`.
pub async fn set_market_closed(house: &House, actor: &Actor, market: MarketId, until: Timestamp) -> Result<Outcome, CatalogueError> {
    if !actor.manages(market) {
        return Err(CatalogueError::NotAllowed);
    }
    let act = Act::new(house, actor, (market, if until > house.now() { until } else { Timestamp::default() }));
    if until > act.now {
        act.check_until(until)?;
    }
    house
        .db
        .write(act, |tx, act| {
            Box::pin(async move {
                let (market, until) = act.wish;
                rows::find_market(tx, act.city(), market).await?.ok_or(CatalogueError::NotFound("market"))?;
                let changed = rows::set_market_closed(tx, act.city(), market, until).await?;
                let action = if until > act.now { "market.closed" } else { "market.reopened" };
                act.tell(tx, changed, action, (Topic::Market, market.into()), &json!({ "until": until })).await
            })
        })
        .await
}

/// Starts selling a product at a stall, or sells it again after it was withdrawn; gives the offer. One that is sold already stays as it is.
///
/// # Errors
/// [`CatalogueError::BadPrice`], `OtherCluster`, `NotFound`, `NotAllowed`, `Store`.
pub async fn add_offer(
    house: &House,
    actor: &Actor,
    stall: StallId,
    product: ProductId,
    price: Rupiah,
    stock: NewStock,
) -> Result<(OfferId, Outcome), CatalogueError> {
    check_price(price)?;
    let act = Act::new(house, actor, (house.id::<OfferId>(), stall, product, price, stock.cells()));
    house
        .db
        .write(act, |tx, act| {
            Box::pin(async move {
                let (id, stall, product, price, (stock_kind, stock)) = act.wish;
                let market = act.stall(tx, stall).await?.market;
                let place = rows::find_market(tx, act.city(), market).await?.ok_or(CatalogueError::NotFound("market"))?;
                let goods = rows::find_product(tx, act.city(), product).await?.ok_or(CatalogueError::NotFound("product"))?;
                if goods.cluster != place.cluster {
                    return Err(CatalogueError::OtherCluster);
                }
                let sold_out_until = Timestamp::default();
                let (is_withdrawn, updated) = (false, act.now);
                let wanted = Offer { id, stall, market, product, price, stock_kind, stock, sold_out_until, is_withdrawn, updated };
                let (id, changed) = match rows::return_offer(tx, act.city(), &wanted).await? {
                    Some(found) => found,
                    None => (id, rows::add_offer(tx, act.city(), &wanted).await?),
                };
                if changed {
                    rows::insert_offer_prices(tx, act.city(), act.actor.person, &[(id, act.now, price)])?;
                }
                let outcome = act.tell(tx, changed, "offer.added", (Topic::Offer, id.into()), &json!({ "price": price })).await?;
                Ok((id, outcome))
            })
        })
        .await
}

/// Stops selling; open orders and history keep the offer.
///
/// # Errors
/// [`CatalogueError::NotFound`], `NotAllowed`, `Store`.
pub async fn withdraw_offer(house: &House, actor: &Actor, offer: OfferId) -> Result<Outcome, CatalogueError> {
    house
        .db
        .write(Act::new(house, actor, offer), |tx, act| {
            Box::pin(async move {
                let offer = act.wish;
                act.offer(tx, offer).await?;
                let changed = rows::withdraw(tx, act.city(), offer, act.now).await?;
                act.tell(tx, changed, "offer.withdrawn", (Topic::Offer, offer.into()), &json!({})).await
            })
        })
        .await
}
