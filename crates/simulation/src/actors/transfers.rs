//! Money that people transfer back, because nobody else can: buyers say where to, one prepares it, another sees that it left.

use kernel::id::{MarketId, OrderId};
use market::ids::ReturnId;
use market::payees::AccountNumber;
use market::payments::by_hand::{self, ByHand, GivenAccount, HasAsked};

use super::buyer;
use crate::agenda::Event;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// The manager looks at the list: asks who gave no account, and prepares the rest.
pub async fn prepare(world: &mut World, market: MarketId) -> Result<(), Stop> {
    let manager = world.cast.place(market)?.manager.clone();
    for found in by_hand::list(&world.machine.desk, &manager, Some(market)).await?.0 {
        if found.transfer.is_some() {
            continue;
        }
        if found.account.as_ref().is_none_or(|account| !account.problem.is_empty()) && !answers(world, &found).await? {
            continue;
        }
        let id = found.back.id;
        let act = Act::keyed("prepare_return", format!("the manager prepares a transfer of {}", found.back.amount));
        let act = act.on(found.back.order, &[]);
        let call = async |desk, key: String, body| {
            let id = if body == Body::Other { ReturnId(market.0) } else { id };
            by_hand::prepare(&desk, &manager, &key, id, HasAsked::No).await
        };
        if wire::send(world, act, call).await?.is_ok() {
            world.soon(5, 20 * 60, Event::SendReturn(id, found.back.order));
        }
    }
    Ok(())
}

/// Whether the buyer says where the money shall go.
async fn answers(world: &mut World, found: &ByHand) -> Result<bool, Stop> {
    let Some(buyer) = buyer::buyer_of(world, found.back.order).filter(|_| world.chance.chance(70)) else { return Ok(false) };
    world.step += 1;
    *world.acts.entry("give_account").or_default() += 1;
    let number = AccountNumber::new(format!("{:010}", world.step));
    let account = GivenAccount { bank: "Bank Contoh".to_owned(), number, holder: "Pembeli Contoh".to_owned(), problem: String::new() };
    by_hand::give_account(&world.machine.desk, &buyer, found.back.order, account).await?;
    world.tell(&[found.back.order.into()], "the buyer says to which account");
    Ok(true)
}

/// Who prepared it tries in vain to be the second person too; the treasurer sees that it left, or that the bank did not take it.
pub async fn check(world: &mut World, id: ReturnId, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let manager = world.cast.place(known.detail.order.market)?.manager.clone();
    let treasurer = world.cast.treasurer.clone();
    if world.chance.chance(10) {
        let act = Act::keyed("send_back_return", "the bank did not take it".to_owned()).on(order, &[]);
        let call = async |desk, key: String, body| {
            let why = if body == Body::Other { "lain" } else { "nomor rekening salah" };
            by_hand::send_back(&desk, &treasurer, &key, id, why).await
        };
        wire::send(world, act, call).await?.ok();
        return Ok(());
    }
    let before = world.model.payments.purse(order).map_or(0, |purse| purse.sent);
    let mut tries = vec![(treasurer, &[] as &[&str])];
    if world.mishap(15) {
        tries.insert(0, (manager, &["maker_is_checker"]));
    }
    for (actor, refusals) in tries {
        let reference = format!("TRF{}", world.step);
        let act = Act::keyed("confirm_return", "somebody sees that it left the bank".to_owned()).on(order, &[]).may(refusals);
        let call = async |desk, key: String, body| {
            let reference = if body == Body::Other { format!("{reference}LAIN") } else { reference.clone() };
            by_hand::confirm(&desk, &actor, &key, id, &reference).await
        };
        let done = wire::send(world, act, call).await?;
        let sent = world.model.payments.purse(order).map_or(0, |purse| purse.sent);
        let mut findings = Findings::default();
        findings.same(
            "a transfer is booked by the second person",
            Some(order.into()),
            &(done.is_ok(), sent > before),
            &(refusals.is_empty(), refusals.is_empty()),
        );
        findings.end()?;
    }
    Ok(())
}
