//! Who does what: each file one sort of people, each act one call of a service through the wire.

mod buyer;
mod cashier;
mod complainer;
mod decider;
mod house;
mod manager;
mod newcomer;
mod order;
mod payer;
mod prices;
mod rater;
mod runner;
mod standing;
mod sticker;
mod trader;
mod transfers;
mod weigh;

pub use buyer::Draft;
pub use house::Phone;
pub use sticker::{Album, stick};

use crate::agenda::Event;
use crate::stop::Stop;
use crate::world::World;

/// Lets an event happen.
///
/// # Errors
/// [`Stop`].
pub async fn play(world: &mut World, event: Event) -> Result<(), Stop> {
    match event {
        Event::Visit => buyer::visit(world).await,
        Event::Checkout(draft) => order::checkout(world, *draft).await,
        Event::Answer(order, question) => buyer::answer(world, order, question).await,
        Event::AskCode(order) => payer::ask(world, order).await,
        Event::Pay(reference, amount) => payer::pay(world, &reference, amount).await,
        Event::Tell(told) => payer::tell(world, told).await,
        Event::Stick(order, amount) => sticker::pay(world, order, amount),
        Event::ShowProof(order) => sticker::show(world, order).await,
        Event::RecordClaim(order) => sticker::record(world, order).await,
        Event::CheckClaim(order, claim) => sticker::check(world, order, claim).await,
        Event::Returns(market) => transfers::prepare(world, market).await,
        Event::SendReturn(back, order) => transfers::check(world, back, order).await,
        Event::BuyerCancels(order) => buyer::cancel(world, order).await,
        Event::Decide(order, part, stall) => trader::decide(world, order, part, stall).await,
        Event::Prices => prices::morning(world).await,
        Event::Newcomer(market) => newcomer::joins(world, market).await,
        Event::Restock => trader::restock(world).await,
        Event::Price(offer) => trader::price(world, offer).await,
        Event::SoldOut(offer) => trader::sold_out(world, offer).await,
        Event::StallCloses(stall) => trader::close(world, stall).await,
        Event::Assign(order) => manager::assign(world, order).await,
        Event::ManagerCancels(order) => manager::cancel(world, order).await,
        Event::Refund(order) => manager::refund(world, order).await,
        Event::Complain(order) => complainer::complain(world, order).await,
        Event::Grumble(market) => complainer::grumble(world, market).await,
        Event::AnswerComplaint(complaint) => complainer::answer(world, complaint).await,
        Event::DecideComplaint(complaint) => decider::decide(world, complaint).await,
        Event::CheckComplaint(complaint) => decider::check(world, complaint).await,
        Event::Rate(order) => rater::rate(world, order).await,
        Event::Subscribe(buyer) => standing::subscribe(world, buyer).await,
        Event::Confirm(standing, day) => standing::confirm(world, standing, day).await,
        Event::Pause(standing) => standing::pause(world, standing).await,
        Event::StandingEnds => standing::end(world).await,
        Event::PayRefund(refund, order, market) => manager::pay_refund(world, refund, order, market).await,
        Event::Pick(order) => weigh::step(world, order).await,
        Event::Depart(order) => runner::depart(world, order).await,
        Event::Door(order) => runner::door(world, order).await,
        Event::Closing(market, date) => cashier::close(world, market, date).await,
        Event::Approve(settlement, market) => cashier::approve(world, settlement, market).await,
        Event::PayOut(payout, market) => cashier::pay(world, payout, market).await,
        Event::Timers => house::timers(world).await,
        Event::Queue => house::queue(world).await,
        Event::Housekeeping => house::housekeeping(world).await,
        Event::Night => house::night(world).await,
        Event::Death => house::death(world).await,
    }
}
