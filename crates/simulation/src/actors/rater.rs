//! Buyers who say how it was, and some who say something else later.

use kernel::id::{OrderId, RawId};
use kernel::time::DAY;
use market::orders::OrderState;
use market::ratings::{self, Rate, Subject, rules};
use market::settlement::PayeeKind;

use super::buyer;
use crate::agenda::Event;
use crate::model::{self, Rated};
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// Stars, with how many of a hundred give so many, and their words about a stall.
const STALLS: [(i64, u64, [&str; 3]); 5] = [
    (5, 55, ["segar semua, terima kasih", "bersih dan masih baru", "langganan sejak dulu"]),
    (4, 28, ["bagus, hanya agak kecil", "seperti biasa", "lumayan segar"]),
    (3, 10, ["ada yang sudah tua", "biasa saja", ""]),
    (2, 4, ["sebagian layu", "banyak tanahnya", ""]),
    (1, 3, ["busuk separuh", "tidak seperti di gambar", ""]),
];
/// Words about a runner, from few stars to many.
const RUNNERS: [&str; 5] = ["tidak mengetuk", "telat", "biasa", "ramah, datang tepat waktu", "cepat dan sopan"];

/// A buyer rates stalls and runner of a delivered order, or changes what was said; too late after a week.
pub async fn rate(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order).filter(|known| known.detail.order.state == OrderState::Delivered) else {
        return Ok(());
    };
    let stalls = model::sold_by_stall(&known.detail).into_keys().map(|stall| Subject { kind: PayeeKind::Stall, id: stall.into() });
    let runner = known.detail.order.runner.map(|runner| Subject { kind: PayeeKind::Runner, id: runner.into() });
    for subject in stalls.chain(runner).collect::<Vec<_>>() {
        if world.chance.chance(65) {
            one(world, order, subject).await?;
        }
    }
    if world.chance.chance(6) {
        world.soon(60, 9 * 24 * 60, Event::Rate(order));
    }
    Ok(())
}

async fn one(world: &mut World, order: OrderId, subject: Subject) -> Result<(), Stop> {
    let Some(buyer) = buyer::buyer_of(world, order) else { return Ok(()) };
    let (stars, words) = opinion(world, subject.kind);
    let before = world.model.trade.ratings.get(&(order, subject.id)).copied();
    let is_late = before.is_some_and(|rated| rated.made.plus(rules::CHANGED_DAYS * DAY) <= world.now());
    let act = Act::keyed("rate", format!("the buyer gives {stars} stars")).on(order, &[]);
    let act = act.may(if is_late { &["rating_late"] } else { &[] });
    let call = async |desk, key: String, body| {
        let stars = if body == Body::Other { 1 + stars % 5 } else { stars };
        ratings::rate(&desk, &buyer, &key, Rate { order, subject, stars, words: words.to_owned() }).await
    };
    let made = world.now();
    let Ok(id) = wire::send(world, act, call).await? else { return Ok(()) };
    let mut findings = Findings::default();
    findings.same("a rating is changed in time", Some(RawId::from(order)), &is_late, &false);
    findings.same("a rating that is changed stays one", Some(RawId::from(order)), &id, &before.map_or(id, |rated| rated.id));
    findings.end()?;
    let rated = Rated { id, stars, made: before.map_or(made, |rated| rated.made) };
    world.model.trade.ratings.insert((order, subject.id), rated);
    Ok(())
}

fn opinion(world: &mut World, kind: PayeeKind) -> (i64, &'static str) {
    let mut lot = world.chance.below(STALLS.iter().map(|(_, share, _)| share).sum());
    let found = STALLS.iter().find(|(_, share, _)| {
        let is_here = lot < *share;
        lot = lot.saturating_sub(*share);
        is_here
    });
    let (stars, _, words) = found.unwrap_or(&STALLS[0]);
    let says = world.chance.chance(35);
    let words = match kind {
        PayeeKind::Stall => world.chance.pick(words).copied(),
        PayeeKind::Runner => usize::try_from(stars - 1).ok().and_then(|at| RUNNERS.get(at)).copied(),
    };
    (*stars, words.filter(|_| says).unwrap_or_default())
}
