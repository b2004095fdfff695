//! Who decides complaints: the manager, and the second person where much is given back.

use kernel::id::StallId;
use kernel::{Actor, Rupiah};
use market::complaints::{self, Complaint, ComplaintId, ComplaintState, Decision};
use market::orders::OrderDetail;
use market::settlement::Liable;

use super::manager;
use crate::agenda::Event;
use crate::model;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// Why nothing is given back.
const REFUSED: [&str; 3] = ["foto tidak menunjukkan cacat", "timbangan kurir cocok dengan nota", "sudah dicek bersama, sesuai pesanan"];
/// Why something is.
const UPHELD: [&str; 3] =
    ["barang memang rusak, diganti", "kurang timbang, selisihnya dikembalikan", "kami minta maaf, sebagian dikembalikan"];

/// The manager decides an open complaint; at times more is to be given back than was paid.
pub async fn decide(world: &mut World, id: ComplaintId) -> Result<(), Stop> {
    let Some(complaint) = world.model.trade.complaints.get(&id).cloned() else { return Ok(()) };
    let Some(known) = world.model.orders.get(&complaint.order) else { return Ok(()) };
    if complaint.state != ComplaintState::Open {
        return Ok(());
    }
    let detail = known.detail.clone();
    let manager = world.cast.place(complaint.market)?.manager.clone();
    let decision = judge(world, &complaint, &detail);
    let reason = world.chance.pick(if decision == Decision::Refuse { &REFUSED } else { &UPHELD }).copied().unwrap_or_default();
    let act = Act::keyed("decide_complaint", format!("the manager decides a complaint: {decision:?}"));
    let act = act.on(complaint.order, &[]).may(if decision == Decision::Refuse { &[] } else { &["bad_amount"] });
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "lain" } else { reason };
        complaints::decide(&desk, &manager, &key, id, decision.clone(), reason).await
    };
    if wire::send(world, act, call).await?.is_err() {
        world.soon(30, 300, Event::DecideComplaint(id));
        return Ok(());
    }
    let by_one = Rupiah(world.model.money.refunded_by_one(complaint.order));
    let above = world.machine.desk.city.settings.refund_checked_above_rupiah;
    let expected = match decision {
        Decision::Refuse => ComplaintState::Refused,
        Decision::Uphold { amount, .. } if by_one + amount > above => ComplaintState::Proposed,
        Decision::Uphold { .. } => ComplaintState::Upheld,
    };
    follow(world, &manager, id, expected, &detail).await
}

fn judge(world: &mut World, complaint: &Complaint, detail: &OrderDetail) -> Decision {
    if world.chance.chance(27) {
        return Decision::Refuse;
    }
    let line = detail.lines.iter().find(|line| Some(line.id) == complaint.line);
    let most = line.map_or(detail.order.total_final, |line| line.total).unwrap_or_default().amount();
    let share = world.chance.between(20, 100);
    let amount = if world.chance.chance(6) { most * 3 + 500_000 } else { (most * share / 100).max(1) };
    let has_stall = line.is_some() || model::sold_by_stall(detail).len() == 1;
    let liable = match world.chance.below(10) {
        0..5 if has_stall => Liable::Stall,
        0..7 => Liable::Market,
        7..9 => Liable::Runner,
        _ => Liable::City,
    };
    Decision::Uphold { liable, amount: Rupiah(amount) }
}

/// The second person looks at a decision: whoever made it tries in vain.
pub async fn check(world: &mut World, id: ComplaintId) -> Result<(), Stop> {
    let Some(complaint) = world.model.trade.complaints.get(&id).cloned() else { return Ok(()) };
    let Some(known) = world.model.orders.get(&complaint.order) else { return Ok(()) };
    let detail = known.detail.clone();
    let (manager, treasurer) = (world.cast.place(complaint.market)?.manager.clone(), world.cast.treasurer.clone());
    let agrees = world.chance.chance(80);
    let reason = if agrees { "" } else { "periksa lagi notanya" };
    for (actor, refusals) in [(manager, &["maker_is_checker"] as &[&str]), (treasurer.clone(), &["bad_amount"])] {
        let act = Act::keyed("approve_complaint", "somebody looks at a decision".to_owned()).on(complaint.order, &[]).may(refusals);
        let call = async |desk, key: String, body| {
            let reason = if body == Body::Other { "lain" } else { reason };
            complaints::approve(&desk, &actor, &key, id, agrees, reason).await
        };
        if wire::send(world, act, call).await?.is_ok() {
            let expected = if agrees { ComplaintState::Upheld } else { ComplaintState::Open };
            return follow(world, &treasurer, id, expected, &detail).await;
        }
    }
    Ok(())
}

/// Compares a complaint with what was decided, and remembers the money that follows.
async fn follow(world: &mut World, actor: &Actor, id: ComplaintId, expected: ComplaintState, detail: &OrderDetail) -> Result<(), Stop> {
    let found = complaints::get(&world.machine.desk, actor, id).await?;
    let complaint = found.complaint;
    let mut findings = Findings::default();
    let subject = Some(complaint.order.into());
    findings.same("a complaint stands as it was decided", subject, &complaint.state, &expected);
    let (has_refund, is_upheld) = (complaint.refund.is_some(), expected == ComplaintState::Upheld);
    findings.same("an upheld complaint has its refund", subject, &has_refund, &is_upheld);
    findings.end()?;
    world.model.trade.complaints.insert(id, complaint.clone());
    match expected {
        ComplaintState::Open => world.soon(60, 600, Event::DecideComplaint(id)),
        ComplaintState::Proposed => world.soon(30, 12 * 60, Event::CheckComplaint(id)),
        ComplaintState::Upheld | ComplaintState::Refused => world.model.money.holds.release(id),
    }
    if let (Some(refund), Some(liable), Some(amount)) = (complaint.refund, complaint.liable, complaint.amount) {
        let of_line = detail.lines.iter().find(|line| Some(line.id) == complaint.line).map(|line| line.stall);
        let stall: Option<StallId> = of_line.or_else(|| model::sold_by_stall(detail).into_keys().next());
        manager::allowed(world, refund, detail, stall, liable, amount.amount()).await?;
        if let Some(kept) = world.model.money.refunds.get_mut(&refund) {
            kept.is_checked = complaint.approved_by.is_some();
        }
    }
    Ok(())
}
