//! Managers: who brings what, calling off, giving money back.

use kernel::Rupiah;
use kernel::id::{MarketId, OrderId, RawId, StallId};
use market::orders::{LineState, OrderDetail, OrderState, cancel as service};
use market::settlement::{self, Liable, MakeRefund, RefundId};
use market::{MarketError, delivery};

use crate::agenda::Event;
use crate::audit;
use crate::model::Refund;
use crate::stop::Stop;
use crate::wire::{self, Act, Body};
use crate::world::World;

/// The manager gives an order to a runner; at times not to one of this market.
pub async fn assign(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let market = known.detail.order.market;
    let is_wrong = world.mishap(2);
    let place = world.cast.place(market)?;
    let manager = place.manager.clone();
    let runner = if is_wrong { manager.person } else { world.chance.pick(&place.runners).and_then(|runner| runner.person) };
    let Some(runner) = runner else { return Ok(()) };
    let act = Act::harmless("assign", "the manager gives it to a runner".to_owned()).on(order, &[]);
    let act = act.may(if is_wrong { &["not_a_runner"] } else { &["wrong_state"] });
    wire::send(world, act, async |desk, _, _| delivery::assign(&desk, &manager, order, runner).await).await?.ok();
    Ok(())
}

/// The manager calls an order off, which needs a reason.
pub async fn cancel(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let manager = world.cast.place(known.detail.order.market)?.manager.clone();
    let is_silent = world.chance.chance(10);
    let act = Act::keyed("cancel_by_manager", "the manager calls it off".to_owned());
    let act = act.on(order, &[OrderState::Cancelled]).may(if is_silent { &["reason_missing", "wrong_state"] } else { &["wrong_state"] });
    let call = async |desk, key: String, body| {
        let reason = match body {
            Body::Other => "hujan deras",
            Body::Same if is_silent => "",
            Body::Same => "pasar tutup mendadak",
        };
        service::cancel(&desk, &manager, &key, order, reason).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// The manager gives money back for a line or the whole order, at times more than there was.
pub async fn refund(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order).cloned() else { return Ok(()) };
    let detail = &known.detail;
    let paid: Vec<_> = detail.lines.iter().filter(|line| line.total.is_some_and(|total| total > Rupiah::ZERO)).collect();
    let Some(line) = world.chance.pick(&paid).copied().filter(|line| line.state != LineState::Missing) else { return Ok(()) };
    let most = line.total.unwrap_or_default().amount();
    let is_greedy = world.chance.chance(10);
    let amount = if is_greedy { most * 3 + 500_000 } else { world.chance.between(1, most) };
    let liable = *world.chance.pick(Liable::ALL).unwrap_or(&Liable::Market);
    let manager = world.cast.place(detail.order.market)?.manager.clone();
    let says = format!("the manager gives back {}, borne by the {}", Rupiah(amount), liable.name());
    let act = Act::keyed("make_refund", says).on(order, &[]).may(&["bad_amount", "needs_checker"]);
    let line_id = line.id;
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "salah" } else { "busuk" };
        let command = MakeRefund { order, line: Some(line_id), amount: Rupiah(amount), liable, reason: reason.to_owned() };
        settlement::make_refund(&desk, &manager, &key, command).await
    };
    let Ok(id) = wire::send(world, act, call).await? else { return Ok(()) };
    allowed(world, id, detail, Some(line.stall), liable, amount).await
}

/// Remembers a refund: who bears it, and that the buyer may fetch it.
pub async fn allowed(
    world: &mut World,
    id: RefundId,
    detail: &OrderDetail,
    stall: Option<StallId>,
    liable: Liable,
    amount: i64,
) -> Result<(), Stop> {
    let (order, market, buyer) = (detail.order.id, detail.order.market, detail.order.buyer);
    let bearer = match liable {
        Liable::Stall => stall.map(RawId::from),
        Liable::Runner => detail.order.runner.map(RawId::from),
        Liable::Market | Liable::City => None,
    };
    if let Some(bearer) = bearer {
        world.model.money.take(bearer, amount);
    }
    let by_source = world.model.payments.refund(order, amount, world.now());
    let kept = Refund { order, is_checked: false, buyer, amount, by_source, is_paid: by_source == amount };
    if world.model.money.refunds.insert(id, kept).is_some() {
        let mut findings = crate::stop::Findings::default();
        findings.add("a refund is made once", Some(order.into()), "its id was given before".to_owned());
        findings.end()?;
    }
    audit::reference(world, id.0, &[("refund", amount), ("refund_paid", by_source)]).await?;
    world.soon(5, 20 * 60, Event::PayRefund(id, order, market));
    Ok(())
}

/// The buyer fetches a refund; when the box is empty, another day.
pub async fn pay_refund(world: &mut World, refund: RefundId, order: OrderId, market: MarketId) -> Result<(), Stop> {
    let manager = world.cast.place(market)?.manager.clone();
    let Some(kept) = world.model.money.refunds.get(&refund) else { return Ok(()) };
    let (amount, by_source, in_cash, was_paid) = (kept.amount, kept.by_source, kept.in_cash(), kept.is_paid);
    let act = Act::keyed("pay_refund", format!("the buyer fetches {}", Rupiah(in_cash))).on(order, &[]);
    let act = act.may(if was_paid { &["already_done"] } else { &["bad_amount"] });
    let call = async |desk, key: String, body| {
        let id = if body == Body::Other { RefundId(order.0) } else { refund };
        settlement::pay_refund(&desk, &manager, &key, id).await
    };
    match wire::send(world, act, call).await? {
        Ok(()) => {
            if let Some(kept) = world.model.money.refunds.get_mut(&refund) {
                kept.is_paid = true;
            }
            world.model.money.put_in_box(market, -in_cash);
            audit::reference(world, refund.0, &[("refund", amount), ("refund_paid", by_source), ("refund_paid", in_cash)]).await?;
            if world.chance.chance(10) {
                world.soon(1, 5, Event::PayRefund(refund, order, market));
            }
        }
        Err(MarketError::BadAmount { .. }) if world.today() < world.last_day() => {
            world.soon(12 * 60, 26 * 60, Event::PayRefund(refund, order, market));
        }
        Err(_) => {}
    }
    Ok(())
}
