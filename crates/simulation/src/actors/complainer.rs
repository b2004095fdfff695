//! Buyers who find something wrong, and what the stall or runner concerned says to it.

use std::collections::BTreeSet;

use kernel::id::{LineId, MarketId, OrderId, RawId, StallId};
use kernel::time::HOUR;
use kernel::{Actor, Rupiah};
use market::complaints::{self, ComplaintId, ComplaintReason as Why, ComplaintState, MakeComplaint};
use market::orders::{OrderDetail, OrderState};
use market::settlement::PayeeKind;

use super::buyer;
use crate::agenda::Event;
use crate::model;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// What is wrong, with how many of a hundred say so, and in which words.
const WRONGS: [(Why, u64, [&str; 2]); 8] = [
    (Why::BadQuality, 34, ["sebagian sudah layu", "ada yang busuk di dalam"]),
    (Why::ShortWeight, 14, ["ditimbang lagi di rumah kurang 1 ons", "timbangannya kurang"]),
    (Why::WrongGoods, 12, ["pesan yang besar, datang yang kecil", "bukan yang saya pesan"]),
    (Why::Missing, 12, ["tidak ada di kantong", "kurang satu"]),
    (Why::Damaged, 12, ["pecah di jalan", "penyok semua"]),
    (Why::Late, 8, ["datang sesudah jam makan", "lewat satu jam"]),
    (Why::Money, 5, ["kembaliannya kurang", ""]),
    (Why::Runner, 3, ["ditaruh di pagar tanpa mengetuk", ""]),
];
/// What those concerned say.
const ANSWERS: [&str; 4] = [
    "Maaf, Bu, pagi itu ramai sekali. Kami ganti.",
    "Waktu berangkat masih bagus, sudah kami pilih satu-satu.",
    "Sudah ditimbang di depan kurir, pas.",
    "Maaf, lain kali kami periksa dulu.",
];

/// A buyer finds something wrong with a delivered order; some call the market instead.
pub async fn complain(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order).filter(|known| known.detail.order.state == OrderState::Delivered) else {
        return Ok(());
    };
    let detail = known.detail.clone();
    let (reason, note) = wrong(world);
    let line = line_of(world, &detail, reason);
    let manager = world.cast.place(detail.order.market)?.manager.clone();
    let calls = world.chance.chance(12);
    let Some(actor) = (if calls { Some(manager.clone()) } else { buyer::buyer_of(world, order) }) else { return Ok(()) };
    let hours = world.machine.desk.city.settings.complaint_hours;
    let is_late = !calls && detail.order.finished.is_some_and(|at| at.plus(hours * HOUR) <= world.now());
    let act = Act::keyed("complain", format!("the buyer complains: {}", reason.name()));
    let act = act.on(order, &[]).may(if is_late { &["complaint_late"] } else { &["already_done"] });
    let call = async |desk, key: String, body| {
        let note = if body == Body::Other { "lain".to_owned() } else { note.to_owned() };
        complaints::complain(&desk, &actor, &key, MakeComplaint { order, line, reason, note }).await
    };
    let Ok(id) = wire::send(world, act, call).await? else { return Ok(()) };
    begun(world, &manager, id, &detail, is_late).await?;
    if world.chance.chance(60) {
        world.soon(20, 6 * 60, Event::AnswerComplaint(id));
    }
    world.soon(3 * 60, 28 * 60, Event::DecideComplaint(id));
    Ok(())
}

/// On the last evening of a past one complaint of each market is still new.
pub async fn grumble(world: &mut World, market: MarketId) -> Result<(), Stop> {
    let today = world.today();
    let is_fresh = |order: &&market::orders::Order| order.market == market && order.business_date == today;
    let all = world.model.orders.values().map(|known| &known.detail.order);
    let newest = all.filter(is_fresh).filter(|order| order.state == OrderState::Delivered).max_by_key(|order| order.finished);
    match newest.map(|order| order.id) {
        Some(order) => complain(world, order).await,
        None => Ok(()),
    }
}

fn wrong(world: &mut World) -> (Why, &'static str) {
    let mut lot = world.chance.below(WRONGS.iter().map(|(_, share, _)| share).sum());
    let found = WRONGS.iter().find(|(_, share, _)| {
        let is_here = lot < *share;
        lot = lot.saturating_sub(*share);
        is_here
    });
    let (reason, _, words) = found.unwrap_or(&WRONGS[0]);
    (*reason, words[usize::from(world.chance.chance(50))])
}

/// Goods are complained about by line, mostly; the way and the money never.
fn line_of(world: &mut World, detail: &OrderDetail, reason: Why) -> Option<LineId> {
    if matches!(reason, Why::Late | Why::Runner | Why::Money) || world.chance.chance(10) {
        return None;
    }
    let paid: Vec<LineId> = detail.lines.iter().filter(|line| line.total.is_some_and(|it| it > Rupiah::ZERO)).map(|line| line.id).collect();
    world.chance.pick(&paid).copied()
}

/// Compares a new complaint's parties with whom its reason concerns, and what is held with what nobody was paid.
async fn begun(world: &mut World, manager: &Actor, id: ComplaintId, detail: &OrderDetail, is_late: bool) -> Result<(), Stop> {
    let found = complaints::get(&world.machine.desk, manager, id).await?;
    let (complaint, order) = (&found.complaint, &detail.order);
    let mut findings = Findings::default();
    let subject = Some(order.id.into());
    findings.same("a complaint comes in time", subject, &is_late, &false);
    findings.same("a new complaint is open", subject, &complaint.state, &ComplaintState::Open);
    let expected = concerned(detail, complaint.reason, complaint.line);
    let parties: BTreeSet<RawId> = found.parties.iter().map(|party| party.payee).collect();
    findings.same("a complaint concerns who may be at fault", subject, &parties, &expected);
    let held: BTreeSet<RawId> = found.parties.iter().filter(|party| party.is_held).map(|party| party.payee).collect();
    let expected = world.model.money.holds.hold(id, order.id, &expected);
    findings.same("a complaint holds back what nobody was paid", subject, &held, &expected);
    if world.model.trade.complaints.insert(id, found.complaint).is_some() {
        findings.add("a complaint is made once", subject, "its id was given before".to_owned());
    }
    findings.end()
}

fn concerned(detail: &OrderDetail, reason: Why, line: Option<LineId>) -> BTreeSet<RawId> {
    let stall = line.and_then(|id| detail.lines.iter().find(|line| line.id == id)).map(|line| line.stall);
    let goods = !matches!(reason, Why::Late | Why::Runner | Why::Money);
    let way = !matches!(reason, Why::WrongGoods | Why::BadQuality | Why::ShortWeight);
    let of_goods = model::sold_by_stall(detail).into_keys().filter(|sold| goods && stall.is_none_or(|stall| stall == *sold));
    let runner = detail.order.runner.filter(|_| way).map(RawId::from);
    of_goods.map(RawId::from).chain(runner).collect()
}

/// Whoever is concerned says something to it; too late once it is decided.
pub async fn answer(world: &mut World, id: ComplaintId) -> Result<(), Stop> {
    let Some(complaint) = world.model.trade.complaints.get(&id) else { return Ok(()) };
    let (order, market, is_open) = (complaint.order, complaint.market, complaint.state.is_open());
    let manager = world.cast.place(market)?.manager.clone();
    let parties = complaints::get(&world.machine.desk, &manager, id).await?.parties;
    for party in parties {
        let actor = match party.kind {
            PayeeKind::Stall => Some(world.seller(StallId(party.payee)).await?),
            PayeeKind::Runner => {
                world.cast.place(market)?.runners.iter().find(|it| it.person.map(RawId::from) == Some(party.payee)).cloned()
            }
        };
        let words = world.chance.pick(&ANSWERS).copied().unwrap_or_default();
        let Some(actor) = actor else { continue };
        let act = Act::harmless("answer_complaint", "those concerned say something to it".to_owned()).on(order, &[]);
        let act = act.may(if is_open { &[] } else { &["wrong_state"] });
        wire::send(world, act, async |desk, _, _| complaints::answer(&desk, &actor, id, words).await).await?.ok();
    }
    Ok(())
}
