//! Many hands at once: each act on a market's cash happens once, and a closed day stays closed.

use kernel::id::OrderId;
use kernel::{Actor, Rupiah};
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::orders::place;
use market::settlement::{self, SettlementFilter};
use market::{Desk, MarketError};
use testkit::both;

use super::{bringing, check, closing, code, delivered, payouts};
use crate::town::Town;

/// Runs the attempts at once; gives how many succeeded and the codes of the others.
pub async fn at_once<F>(count: usize, attempt: impl Fn(usize) -> F) -> (usize, Vec<&'static str>)
where
    F: Future<Output = Result<(), MarketError>> + Send + 'static,
{
    let running: Vec<_> = (0..count).map(|number| tokio::spawn(attempt(number))).collect();
    let mut codes = Vec::new();
    for attempt in running {
        codes.push(code(attempt.await.unwrap()));
    }
    let done = codes.iter().filter(|code| **code == "ok").count();
    codes.retain(|code| *code != "ok");
    (done, codes)
}

#[test]
fn nothing_is_posted_twice_however_many_hands_try() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (_, total) = delivered(&town, vec![town.line("rawit-a", 250, Drop)], "once-order", town.runners[0]).await;
        let (manager, desk, today) = (town.actor(town.manager).await, town.desk.clone(), town.desk.today());
        let treasurer = town.actor(town.treasurer).await;
        let given = |actor: &Actor| (desk.clone(), actor.clone());
        let others = |code| vec![code; 7];

        let found = at_once(8, |number| {
            let ((desk, actor), command) = (given(&manager), bringing(&town, town.runners[0], total, "sekalian"));
            async move { settlement::return_cash(&desk, &actor, &format!("once-return-{number}"), command).await.map(drop) }
        });
        assert_eq!(found.await, (1, others("already_done")));
        check(&town).await;
        let found = at_once(8, |number| {
            let ((desk, actor), command) = (given(&manager), closing(&town, total - Rupiah(100), "kurang"));
            async move { settlement::close_cash(&desk, &actor, &format!("once-close-{number}"), command).await.map(drop) }
        });
        assert_eq!(found.await, (1, others("already_done")));
        check(&town).await;
        let found = at_once(8, |number| {
            let ((desk, actor), market) = (given(&manager), town.market);
            async move { settlement::create_settlement(&desk, &actor, &format!("once-batch-{number}"), market, today).await.map(drop) }
        });
        assert_eq!(found.await, (1, others("already_done")));
        check(&town).await;
        let batches = settlement::list_settlements(&desk, &treasurer, SettlementFilter::default(), None, 10).await.unwrap();
        let batch = batches.items[0].id;
        let (done, rest) = at_once(8, |number| {
            let (desk, actor) = given(&treasurer);
            async move { settlement::approve_settlement(&desk, &actor, &format!("once-check-{number}"), batch).await }
        })
        .await;
        assert!(done == 1 && rest.iter().all(|code| ["already_done", "stale"].contains(code)), "{done} {rest:?}");
        let payout = payouts(&town, &treasurer, batch).await[0].id;
        let found = at_once(8, |number| {
            let (desk, actor) = given(&manager);
            async move { settlement::pay_payout(&desk, &actor, &format!("once-pay-{number}"), payout).await }
        });
        assert_eq!(found.await, (1, others("already_done")));
        check(&town).await;
    });
}

#[test]
fn a_closed_day_takes_no_more_orders() {
    both(async |house| {
        let town = std::sync::Arc::new(Town::build(&house).await);
        let (manager, buyer) = (town.actor(town.manager).await, town.actor(town.buyer).await);
        let slot = town.slot().await;
        let mut attempts = Vec::new();
        for number in 0..12 {
            let command = town.command(&town.quote(vec![town.line("bayam-a", 1_000, Drop)]).await.unwrap(), slot);
            let (desk, buyer): (Desk, Actor) = (town.desk.clone(), buyer.clone());
            attempts
                .push(tokio::spawn(async move { place::place(&desk, &buyer, &format!("late-order-{number}"), command).await.map(drop) }));
            if number == 5 {
                let (desk, manager, command) = (town.desk.clone(), manager.clone(), closing(&town, Rupiah::ZERO, ""));
                attempts.push(tokio::spawn(async move { settlement::close_cash(&desk, &manager, "race-close", command).await.map(drop) }));
            }
        }
        for attempt in attempts {
            let found = code(attempt.await.unwrap());
            assert!(["ok", "slot_closed", "day_open"].contains(&found), "{found}");
        }
        let preview = settlement::closing_preview(&town.desk, &manager, town.market, town.desk.today()).await.unwrap();
        assert!(preview.figures.closing.is_none() || preview.orders_open == 0, "an order slipped into a closed day");
        check(&town).await;
        for (number, order) in open_orders(&town).await.into_iter().enumerate() {
            market::orders::cancel::cancel(&town.desk, &manager, &format!("clear-{number:04}"), order, "uji").await.unwrap();
        }
        let quote = town.quote(vec![town.line("bayam-a", 1_000, Drop)]).await.unwrap();
        let closed = settlement::close_cash(&town.desk, &manager, "close-after", closing(&town, Rupiah::ZERO, "")).await;
        assert!(["ok", "already_done"].contains(&code(closed)));
        let late = place::place(&town.desk, &buyer, "too-late-1", town.command(&quote, slot)).await;
        assert_eq!(code(late), "slot_closed");
        assert_eq!(
            code(settlement::create_settlement(&town.desk, &manager, "empty-day", town.market, town.desk.today()).await),
            "nothing_to_pay"
        );
        check(&town).await;
    });
}

async fn open_orders(town: &Town) -> Vec<OrderId> {
    let buyer = town.actor(town.buyer).await;
    let page = market::orders::read::mine(&town.desk, &buyer, None, 200).await.unwrap();
    page.items.into_iter().filter(|order| !order.state.is_final()).map(|order| order.id).collect()
}
