//! The market's printed code: buyers pay it straight to the bank and may send a picture; staff find the money, or do not.

use std::sync::Arc;

use kernel::id::OrderId;
use kernel::{Actor, BusinessDate, Rupiah};
use market::ids::ClaimId;
use market::payments::printed::{self, Claim, ClaimState, OnBankList};
use market::pictures::Studio;
use providers::objects::LocalObjects;
use tempfile::TempDir;

use super::buyer;
use crate::agenda::Event;
use crate::cast::Cast;
use crate::machine::Machine;
use crate::model::BankLine;
use crate::settings::Settings;
use crate::stop::{SimulationError, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// Pictures of payments, in a folder that goes with the run.
#[derive(Debug)]
pub struct Album {
    studio: Studio,
    _folder: TempDir,
}

impl Album {
    /// An empty one.
    ///
    /// # Errors
    /// [`SimulationError::Folder`].
    pub fn new() -> Result<Self, SimulationError> {
        let folder = tempfile::tempdir().map_err(SimulationError::Folder)?;
        Ok(Self { studio: Studio::new(Arc::new(LocalObjects::new(folder.path()))), _folder: folder })
    }
}

/// Every manager sticks a code up.
///
/// # Errors
/// [`SimulationError::Market`], [`SimulationError::Code`].
pub async fn stick(machine: &Machine, cast: &Cast, settings: &Settings) -> Result<(), SimulationError> {
    let code = sandbox::sticker(&machine.desk.city.name)?;
    for (market, place) in cast.places.iter().filter(|_| settings.is_trial()) {
        printed::set_code(&machine.desk, &place.manager, *market, &code).await?;
    }
    Ok(())
}

/// Who pays what was asked, when, and how much.
pub fn intend(world: &mut World, order: OrderId, asked: i64) {
    match world.chance.below(100) {
        0..7 => {}
        7..11 => world.soon(1, 10, Event::ShowProof(order)),
        11..18 => {
            let other = world.chance.between(asked / 2, asked * 3 / 2).max(1);
            world.soon(0, 3, Event::Stick(order, other));
        }
        18..23 => {
            world.soon(0, 1, Event::BuyerCancels(order));
            world.soon(2, 8, Event::Stick(order, asked));
        }
        23..28 => {
            world.soon(0, 2, Event::Stick(order, asked));
            world.soon(3, 90, Event::Stick(order, asked));
        }
        28..33 => world.soon(100, 400, Event::Stick(order, asked)),
        _ => world.soon(0, 2, Event::Stick(order, asked)),
    }
}

/// The buyer pays. The market hears of it from the buyer, or when somebody looks at the bank's list.
pub fn pay(world: &mut World, order: OrderId, amount: i64) -> Result<(), Stop> {
    world.step += 1;
    *world.acts.entry("pay_printed_code").or_default() += 1;
    let (now, today) = (world.now(), world.today());
    let Some(reference) = world.model.payments.stick(order, amount, now, today) else { return Ok(()) };
    world.tell(&[order.into()], &format!("the buyer pays {} by the printed code: {reference}", Rupiah(amount)));
    if world.chance.chance(60) {
        world.soon(0, 6, Event::ShowProof(order));
    } else {
        world.soon(10, 240, Event::RecordClaim(order));
    }
    Ok(())
}

/// The buyer sends a picture.
pub async fn show(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(buyer) = buyer::buyer_of(world, order) else { return Ok(()) };
    let act = Act::keyed("show_proof", "the buyer sends a picture".to_owned()).on(order, &[]).may(&["nothing_due", "proof_waits"]);
    let (studio, seed) = (world.album.studio.clone(), world.step);
    let call = async |desk, key: String, body| {
        let upload = picture(seed.wrapping_mul(2) + u64::from(body == Body::Other));
        printed::show_proof(&desk, &studio, &buyer, &key, order, upload).await
    };
    if wire::send(world, act, call).await?.is_ok() {
        world.soon(3, 90, Event::RecordClaim(order));
    }
    Ok(())
}

/// A picture like no other.
fn picture(seed: u64) -> Vec<u8> {
    let mut chance = kernel::random::SplitMix::new(seed);
    let blocks: Vec<u8> = (0..64 * 3).map(|_| u8::try_from(chance.below(256)).unwrap_or_default()).collect();
    let at = |x: u32, y: u32| ((y / 20 * 8 + x / 20) * 3) as usize;
    let picture = image::RgbImage::from_fn(160, 160, |x, y| image::Rgb([blocks[at(x, y)], blocks[at(x, y) + 1], blocks[at(x, y) + 2]]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    // What is not written is refused as no picture.
    let _ = picture.write_to(&mut bytes, image::ImageFormat::Png);
    bytes.into_inner()
}

async fn claims(world: &World, actor: &Actor, order: OrderId) -> Result<Vec<Claim>, Stop> {
    Ok(printed::of_order(&world.machine.desk, actor, order).await?)
}

fn unbooked(world: &World, order: OrderId) -> Vec<BankLine> {
    let lines = world.model.payments.purse(order).map(|purse| purse.lines.as_slice()).unwrap_or_default();
    lines.iter().filter(|line| !line.is_booked).cloned().collect()
}

fn manager_of(world: &World, order: OrderId) -> Result<Option<Actor>, Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(None) };
    Ok(Some(world.cast.place(known.detail.order.market)?.manager.clone()))
}

/// The manager looks at the bank's list and records what came; at times with a slip of the pen, or without looking.
pub async fn record(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(manager) = manager_of(world, order)? else { return Ok(()) };
    let open = claims(world, &manager, order).await?.into_iter().find(|claim| claim.state.is_open());
    let line = unbooked(world, order).into_iter().next();
    let is_careless = world.chance.chance(15);
    let amount = match (&open, line) {
        (Some(claim), _) if claim.state == ClaimState::Recorded => return Ok(()),
        (_, Some(line)) if is_careless => line.amount + 1_000,
        (_, Some(line)) => line.amount,
        (Some(_), None) if is_careless => 25_000,
        (Some(claim), None) => return reject(world, &manager, order, claim.id, "belum ada di rekening").await,
        (None, None) => return Ok(()),
    };
    let act = Act::keyed("record_payment", format!("the manager records {}", Rupiah(amount))).on(order, &[]);
    let call = async |desk, key: String, body| {
        printed::record(&desk, &manager, &key, order, Rupiah(amount + i64::from(body == Body::Other))).await
    };
    if let Ok(claim) = wire::send(world, act, call).await? {
        world.soon(2, 120, Event::CheckClaim(order, claim));
    }
    Ok(())
}

/// The manager tries in vain to be the second person too; the treasurer finds the money on the list, or says that it is not there.
pub async fn check(world: &mut World, order: OrderId, id: ClaimId) -> Result<(), Stop> {
    let Some(manager) = manager_of(world, order)? else { return Ok(()) };
    let treasurer = world.cast.treasurer.clone();
    let found = claims(world, &treasurer, order).await?.into_iter().find(|claim| claim.id == id);
    let Some(recorded) = found.filter(|claim| claim.state == ClaimState::Recorded).and_then(|claim| claim.amount) else { return Ok(()) };
    let lines = unbooked(world, order);
    let right = lines.iter().find(|line| Rupiah(line.amount) == recorded).cloned();
    if world.mishap(15) {
        let reference = format!("SENDIRI{}", world.step);
        confirm(world, &manager, (order, id), on_list(reference, recorded, world.today()), &["maker_is_checker"]).await?;
    }
    if let Some(used) = world.model.payments.used_reference.clone().filter(|_| world.mishap(10)) {
        confirm(world, &treasurer, (order, id), on_list(used, recorded, world.today()), &["reference_used"]).await?;
    }
    match (right, lines.first().cloned()) {
        (Some(line), _) => {
            if let Some(purse) = world.model.payments.purse_mut(order) {
                purse.confirming(&line.reference, true);
            }
            let said = on_list(line.reference.clone(), recorded, line.date);
            confirm(world, &treasurer, (order, id), said, &[]).await?;
            if let Some(purse) = world.model.payments.purse_mut(order) {
                purse.confirming(&line.reference, false);
            }
            world.model.payments.used_reference = Some(line.reference);
            if !unbooked(world, order).is_empty() {
                world.soon(10, 300, Event::RecordClaim(order));
            } else if world.chance.chance(30) {
                world.soon(1, 20, Event::AskCode(order));
            }
        }
        (None, Some(line)) => {
            let said = on_list(line.reference, Rupiah(line.amount), line.date);
            confirm(world, &treasurer, (order, id), said, &["amount_differs"]).await?;
            reject(world, &treasurer, order, id, "jumlahnya lain").await?;
            world.soon(5, 60, Event::RecordClaim(order));
        }
        (None, None) => reject(world, &treasurer, order, id, "tidak ada di rekening koran").await?,
    }
    Ok(())
}

const fn on_list(reference: String, amount: Rupiah, date: BusinessDate) -> OnBankList {
    OnBankList { reference, amount, date }
}

async fn confirm(
    world: &mut World,
    actor: &Actor,
    (order, id): (OrderId, ClaimId),
    said: OnBankList,
    refusals: &'static [&'static str],
) -> Result<(), Stop> {
    let act = Act::keyed("confirm_payment", format!("somebody finds {} on the bank's list", said.amount)).on(order, &[]).may(refusals);
    let call = async |desk, key: String, body| {
        let reference = if body == Body::Other { format!("{}LAIN", said.reference) } else { said.reference.clone() };
        printed::confirm(&desk, actor, &key, id, OnBankList { reference, ..said.clone() }).await
    };
    let done = wire::send(world, act, call).await?;
    let mut findings = crate::stop::Findings::default();
    findings.same("only who may confirms a payment", Some(order.into()), &done.is_err(), &!refusals.is_empty());
    findings.end()
}

async fn reject(world: &mut World, actor: &Actor, order: OrderId, id: ClaimId, why: &str) -> Result<(), Stop> {
    let act = Act::keyed("reject_payment", format!("it was not so: {why}")).on(order, &[]);
    let call = async |desk, key: String, body| {
        let why = if body == Body::Other { "lain" } else { why };
        printed::reject(&desk, actor, &key, id, why).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}
