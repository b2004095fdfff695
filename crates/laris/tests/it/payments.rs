//! Being paid by codes, with the sandbox as acquirer: at the door, ahead, twice, too late, forged; both books agree.

mod amounts;
pub mod gateways;
mod outages;
mod tellings;
mod wallets;

use kernel::id::OrderId;
use kernel::time::{HOUR, MINUTE};
use kernel::{Quantity, Rupiah};
use ledger::{Account, AccountKind};
use market::delivery::handover::Proof;
use market::delivery::{self};
use market::orders::cancel;
use market::orders::model::SubstitutionPolicy::Refund;
use market::payments::{self, IntentState, ReturnReason, ReturnState};
use market::picking::{self, PickInput};
use market::{MarketError, settlement};
use sandbox::{HEADER, Mischief, NAME, TELLING, Told};
use testkit::both;

use crate::town::Town;

/// Every rule holds, and what the acquirer holds for the city is what the ledger says it holds.
async fn agree(town: &Town) {
    let mut tx = town.house.db.reader().await.unwrap();
    let violations = settlement::invariants::check(&mut tx, &town.desk).await.unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
    let theirs: Rupiah = town.sandbox.as_ref().unwrap().books().await.unwrap().iter().map(|paid| paid.amount - paid.refunded).sum();
    let ours: Rupiah =
        ledger::balances(&mut tx, town.desk.city_id(), AccountKind::ProviderReceivable).await.unwrap().iter().map(|it| it.amount).sum();
    assert_eq!(ours, theirs, "the books agree");
}

/// An order that is picked; the second gives its final total.
pub async fn picked(town: &Town, key: &str) -> (OrderId, Rupiah) {
    let order = town.order(vec![town.line("rawit-a", 250, Refund), town.line("beras-d", 1_000, Refund)], key).await;
    let manager = town.actor(town.manager).await;
    delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
    bring(town, order, key).await;
    (order, town.detail(order).await.order.total_final.unwrap())
}

/// Sellers accept an order that has a runner, who takes what was ordered and goes.
pub async fn bring(town: &Town, order: OrderId, key: &str) {
    let runner = town.actor(town.runners[0]).await;
    for (index, part) in town.detail(order).await.seller_orders.iter().enumerate() {
        let at = town.stalls.iter().position(|stall| *stall == part.stall).unwrap();
        let seller = town.actor(town.sellers[at]).await;
        picking::decide(&town.desk, &seller, &format!("{key}-decide-{index}"), part.id, vec![]).await.unwrap();
    }
    picking::start_picking(&town.desk, &runner, order).await.unwrap();
    for line in town.detail(order).await.lines {
        let input =
            PickInput { version: line.version, picked: Quantity::from_milli(line.quantity.milli()).unwrap(), price: None, device: None };
        picking::record_pick(&town.desk, &runner, &format!("{key}-pick-{}", line.position), order, line.id, input).await.unwrap();
    }
    picking::finish_picking(&town.desk, &runner, order).await.unwrap();
    delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
}

/// Carries out what the acquirer has to tell by now, over the same way as the server does.
async fn tell(town: &Town) -> u32 {
    let tellings = laris::tellings::Tellings::new(town.desk.clone(), town.sandbox.clone().unwrap());
    let handlers: [std::sync::Arc<dyn jobs::queue::Handler>; 1] = [std::sync::Arc::new(tellings)];
    jobs::queue::run_due(town.house.house(), town.desk.city_id(), &handlers, 100).await.unwrap()
}

pub async fn hand_over(town: &Town, order: OrderId, cash: Rupiah) -> Result<(), MarketError> {
    let runner = town.actor(town.runners[0]).await;
    let pin = Proof::Pin(town.detail(order).await.order.pin);
    delivery::hand_over(&town.desk, &runner, &format!("door-{order}-{}", cash.amount()), order, pin, cash, None).await
}

async fn balance(town: &Town, kind: AccountKind, owner: kernel::id::PersonId) -> Rupiah {
    ledger::balance(&mut town.house.db.reader().await.unwrap(), town.desk.city_id(), Account::new(kind, owner)).await.unwrap()
}

#[test]
fn a_code_at_the_door_is_paid_and_no_cash_is_taken() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (order, total) = picked(&town, "door-code").await;
        let (buyer, runner) = (town.actor(town.buyer).await, town.actor(town.runners[0]).await);
        let code = payments::ask(&town.desk, &runner, order).await.unwrap();
        assert_eq!((code.amount, code.state), (total, IntentState::Pending));
        let shown = payments::ask(&town.desk, &buyer, order).await.unwrap();
        assert_eq!(shown.payload, code.payload, "buyer and runner see the same code");
        assert_eq!(qris::parse(code.payload.as_deref().unwrap()).unwrap().payload.amount.and_then(qris::Decimal::rupiah), Some(total));
        assert!(matches!(payments::ask(&town.desk, &town.actor(town.stranger).await, order).await, Err(MarketError::NotFound(_))));

        assert!(town.sandbox.as_ref().unwrap().pay(&code.reference, Mischief::Twice).await.unwrap());
        assert_eq!(tell(&town).await, 1);
        let (_, paying) = payments::of_order(&town.desk, &buyer, order).await.unwrap();
        assert_eq!((paying.due, paying.received), (Rupiah::ZERO, total));
        house.clock.advance(2 * kernel::time::SECOND);
        assert_eq!(tell(&town).await, 1, "told twice, booked once");
        agree(&town).await;
        assert!(matches!(payments::ask(&town.desk, &buyer, order).await, Err(MarketError::NothingDue)));
        assert!(matches!(hand_over(&town, order, total).await, Err(MarketError::WrongCash { due: Rupiah::ZERO })));
        hand_over(&town, order, Rupiah::ZERO).await.unwrap();
        agree(&town).await;
        assert_eq!(balance(&town, AccountKind::RunnerFloat, town.runners[0]).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::BuyerPrepaid, town.buyer).await, Rupiah::ZERO);
    });
}

#[test]
fn what_is_paid_ahead_is_used_and_the_rest_goes_back() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("ayam-c", 1_000, Refund)], "ahead-key-1").await;
        let buyer = town.actor(town.buyer).await;
        let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
        let most = town.detail(order).await.order.total_max();
        assert_eq!(code.amount, most);
        town.sandbox.as_ref().unwrap().pay(&code.reference, Mischief::None).await.unwrap();
        tell(&town).await;
        let (runner, manager) = (town.actor(town.runners[0]).await, town.actor(town.manager).await);
        delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
        picking::start_picking(&town.desk, &runner, order).await.unwrap();
        let line = town.detail(order).await.lines.remove(0);
        let input = PickInput { version: line.version, picked: Quantity::from_milli(900).unwrap(), price: None, device: None };
        picking::record_pick(&town.desk, &runner, "ahead-pick", order, line.id, input).await.unwrap();
        picking::finish_picking(&town.desk, &runner, order).await.unwrap();
        delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
        hand_over(&town, order, Rupiah::ZERO).await.unwrap();
        let total = town.detail(order).await.order.total_final.unwrap();
        let (_, paying) = payments::of_order(&town.desk, &buyer, order).await.unwrap();
        let back = &paying.returns[0];
        assert_eq!((paying.returns.len(), back.amount, back.reason, back.state), (1, most - total, ReturnReason::Excess, ReturnState::Due));
        assert_eq!(payments::run(&town.desk).await.unwrap().returned, 1);
        assert_eq!(payments::run(&town.desk).await.unwrap().returned, 0, "it goes back once");
        let books = town.sandbox.as_ref().unwrap().books().await.unwrap();
        assert_eq!((books[0].amount, books[0].refunded), (most, most - total));
        let status = providers::payments::PaymentProvider::query(town.sandbox.as_ref().unwrap(), &books[0].reference).await.unwrap();
        assert_eq!((status.amount, status.refunded), (most, Some(most - total)));
        agree(&town).await;
    });
}

#[test]
fn lost_and_forged_news_change_nothing_but_the_wait() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (order, total) = picked(&town, "lost-news").await;
        let (buyer, sandbox) = (town.actor(town.buyer).await, town.sandbox.clone().unwrap());
        let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
        let due = async || payments::of_order(&town.desk, &buyer, order).await.unwrap().1.due;
        // A forger says that it is paid, before anybody paid.
        let told = Told { reference: code.reference.clone(), state: "paid".to_owned(), is_forged: true };
        let forged = sandbox.telling(&told).await.unwrap().unwrap();
        let answer = payments::hear(&town.desk, NAME, &[(HEADER, &forged.signature)], &forged.body).await.unwrap();
        assert_eq!((answer.status, due().await), (403, total));
        // Signed, and too early: the acquirer's own word counts, and it is not paid yet.
        let early = sandbox.telling(&Told { is_forged: false, ..told.clone() }).await.unwrap().unwrap();
        let answer = payments::hear(&town.desk, NAME, &[(HEADER, &early.signature)], &early.body).await.unwrap();
        assert_eq!((answer.status, due().await), (200, total));
        let other = Told { reference: "nobody-asked".to_owned(), ..told };
        assert!(sandbox.telling(&other).await.unwrap().is_none());
        assert!(matches!(payments::hear(&town.desk, "elsewhere", &[], b"{}").await, Err(MarketError::PaymentUnknown)));

        sandbox.pay(&code.reference, Mischief::Lost).await.unwrap();
        assert_eq!(tell(&town).await, 0);
        house.clock.advance(MINUTE);
        assert_eq!(payments::run(&town.desk).await.unwrap().looked, 1);
        assert_eq!(due().await, Rupiah::ZERO);
        agree(&town).await;
        assert_eq!(TELLING, "sandbox_telling");
    });
}

#[test]
fn paid_twice_too_late_or_for_nothing_goes_back() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (buyer, sandbox) = (town.actor(town.buyer).await, town.sandbox.clone().unwrap());
        // Two codes, both paid: the first after its end, when a second was shown already.
        let (order, total) = picked(&town, "paid-twice").await;
        let first = payments::ask(&town.desk, &buyer, order).await.unwrap();
        house.clock.advance(16 * MINUTE);
        let second = payments::ask(&town.desk, &buyer, order).await.unwrap();
        assert_ne!(first.reference, second.reference);
        for code in [&first, &second] {
            sandbox.pay(&code.reference, Mischief::None).await.unwrap();
        }
        tell(&town).await;
        hand_over(&town, order, Rupiah::ZERO).await.unwrap();
        // An order that was called off after it was paid, and one that is paid after it was called off.
        let called_off = town.order(vec![town.line("beras-d", 1_000, Refund)], "called-off").await;
        let early = payments::ask(&town.desk, &buyer, called_off).await.unwrap();
        sandbox.pay(&early.reference, Mischief::Reordered).await.unwrap();
        tell(&town).await;
        cancel::cancel(&town.desk, &buyer, "cancel-paid", called_off, "").await.unwrap();
        let never = town.order(vec![town.line("telur-d", 1_000, Refund)], "never-key-1").await;
        let late = payments::ask(&town.desk, &buyer, never).await.unwrap();
        cancel::cancel(&town.desk, &buyer, "cancel-late", never, "").await.unwrap();
        sandbox.pay(&late.reference, Mischief::Late).await.unwrap();
        house.clock.advance(HOUR);
        tell(&town).await;
        agree(&town).await;
        assert_eq!(payments::run(&town.desk).await.unwrap().returned, 3);
        agree(&town).await;
        let books = sandbox.books().await.unwrap();
        let kept: Rupiah = books.iter().map(|paid| paid.amount - paid.refunded).sum();
        assert_eq!((books.len(), kept), (4, total));
    });
}

#[test]
fn who_paid_and_asks_again_is_not_asked_to_pay_twice() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("beras-d", 1_000, Refund)], "asks-again").await;
        let buyer = town.actor(town.buyer).await;
        let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
        town.sandbox.as_ref().unwrap().pay(&code.reference, Mischief::Lost).await.unwrap();
        // So near its end it is not shown again: another code would be made.
        house.clock.advance(14 * MINUTE + 30 * kernel::time::SECOND);
        assert!(matches!(payments::ask(&town.desk, &buyer, order).await, Err(MarketError::NothingDue)));
        let (_, paying) = payments::of_order(&town.desk, &buyer, order).await.unwrap();
        assert_eq!((paying.due, paying.received, paying.open), (Rupiah::ZERO, code.amount, None));
        agree(&town).await;
    });
}
