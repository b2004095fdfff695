//! Showing and saving the prices of a day.

use jobs::feed::{Topic, publish};
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::StallId;
use kernel::{Actor, Quantity, Timestamp};
use registry::audit;
use serde_json::json;
use store::Tx;

use super::model::{Conflict, Jump, OFFERS_MAX, OfferToday, PriceChange, SavePrices};
use super::rules::{self, Verdict};
use super::store as own;
use crate::catalogue::error::CatalogueError;
use crate::catalogue::model::StockKind;
use crate::catalogue::{rules as prices, store as rows};
use crate::desk::Desk;

/// What a stall usually sells, as it stands now, for its own people and its market's manager.
///
/// # Errors
/// [`CatalogueError::NotFound`], `NotAllowed`, `Store`.
pub async fn list(desk: &Desk, actor: &Actor, stall: StallId) -> Result<Vec<OfferToday>, CatalogueError> {
    let mut tx = desk.house.db.reader().await?;
    allow(desk, &mut tx, actor, stall).await?;
    Ok(own::offers_today(&mut tx, desk.city_id(), stall, day_begins(desk)).await?)
}

/// Saves a list: every change of it or none. The same key does it once.
///
/// **Holds** the rows of the offers that are changed, in the order of their ids.
///
/// # Errors
/// [`CatalogueError::ChangedElsewhere`] with what stands now, [`CatalogueError::PriceJumps`] until they are confirmed, `BadPrice`,
/// `TooMany`, `NotFound`, `NotAllowed`, `Idempotency`, `Store`. On any of them nothing was written.
pub async fn save(desk: &Desk, actor: &Actor, key: &str, command: SavePrices) -> Result<(), CatalogueError> {
    if command.changes.len() > OFFERS_MAX {
        return Err(CatalogueError::TooMany(OFFERS_MAX));
    }
    if command.changes.iter().any(|change| change.price.amount() <= 0 || change.price > prices::PRICE_MAX) {
        return Err(CatalogueError::BadPrice);
    }
    let key = IdempotencyKey::new(actor, "save_prices", key, &command)?;
    let context = (desk.clone(), actor.clone(), key, command);
    desk.house
        .db
        .write(context, |tx, (desk, actor, key, command)| {
            Box::pin(async move {
                allow(desk, tx, actor, command.stall).await?;
                match remember(tx, desk.city_id(), key, "", desk.now()).await? {
                    Remembered::Again(_) => Ok(()),
                    Remembered::New => write(desk, tx, actor, command).await,
                }
            })
        })
        .await
}

async fn allow(desk: &Desk, tx: &mut Tx, actor: &Actor, stall: StallId) -> Result<(), CatalogueError> {
    let found = rows::find_stall(tx, desk.city_id(), stall).await?.ok_or(CatalogueError::NotFound("stall"))?;
    if actor.sells_at(found.id) || actor.manages(found.market) { Ok(()) } else { Err(CatalogueError::NotAllowed) }
}

fn day_begins(desk: &Desk) -> Timestamp {
    desk.today().at_minute(0, desk.city.offset_minutes)
}

async fn write(desk: &Desk, tx: &mut Tx, actor: &Actor, command: &SavePrices) -> Result<(), CatalogueError> {
    let now = desk.now();
    let stands = own::offers_today(tx, desk.city_id(), command.stall, day_begins(desk)).await?;
    let (mut todo, mut conflicts, mut jumps) = (Vec::new(), Vec::new(), Vec::new());
    for (position, sent) in command.changes.iter().enumerate() {
        let found = stands.iter().find(|offer| offer.offer == sent.offer).ok_or(CatalogueError::NotFound("offer"))?;
        match rules::judge(found, sent, now) {
            Verdict::Same => {}
            Verdict::Conflict => conflicts.push(Conflict { position, now: *found }),
            Verdict::Write => match rules::jump(found, sent, desk.city.settings.price_jump_bp) {
                Some(from) => jumps.push(Jump { position, offer: sent.offer, from, to: sent.price }),
                None => todo.push((*found, *sent)),
            },
        }
    }
    if !conflicts.is_empty() {
        return Err(CatalogueError::ChangedElsewhere(conflicts));
    }
    if !jumps.is_empty() {
        return Err(CatalogueError::PriceJumps(jumps));
    }
    todo.sort_unstable_by_key(|(stands, _)| stands.offer);
    todo.dedup_by_key(|(stands, _)| stands.offer);
    for (stands, sent) in &todo {
        change(desk, tx, actor, stands, sent).await?;
    }
    let moved = todo.iter().filter(|(stands, sent)| stands.price != sent.price).count();
    let detail = json!({ "sent": command.changes.len(), "changed": todo.len(), "prices": moved });
    Ok(audit::log(tx, actor, &*desk.house.ids, now, "stall.prices_saved", Topic::Stall.name(), command.stall, &detail).await?)
}

async fn change(desk: &Desk, tx: &mut Tx, actor: &Actor, stands: &OfferToday, sent: &PriceChange) -> Result<(), CatalogueError> {
    let (city, now) = (desk.city_id(), desk.now());
    let until = match (sent.is_out, stands.sold_out_until > now) {
        (true, true) => stands.sold_out_until,
        (true, false) => desk.today().plus_days(1).at_minute(0, desk.city.offset_minutes),
        (false, _) => Timestamp::default(),
    };
    if !own::change_offer(tx, city, (stands.offer, stands.version), sent.price, until, now).await? {
        // Changed between reading and writing: as if it had been changed before.
        return Err(CatalogueError::Busy);
    }
    if stands.price != sent.price {
        rows::insert_offer_prices(tx, city, actor.person, &[(stands.offer, now, sent.price)])?;
    }
    if !sent.is_out && stands.is_used_up() {
        // Counted stock that is used up cannot come back without a count: the trader is asked from then on.
        let seen = rows::find_offer(tx, city, stands.offer).await?.ok_or(CatalogueError::NotFound("offer"))?;
        rows::set_stock(tx, city, &seen, StockKind::Ask, Quantity::ZERO, now).await?;
    }
    let detail = json!({ "from": stands.price, "to": sent.price, "is_out": sent.is_out });
    audit::log(tx, actor, &*desk.house.ids, now, "offer.price_saved", Topic::Offer.name(), stands.offer, &detail).await?;
    Ok(publish(tx, city, &*desk.house.ids, now, Topic::Offer, stands.offer)?)
}
