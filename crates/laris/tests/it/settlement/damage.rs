//! The invariants notice damage: each row spoilt by hand is named, and mended again all is well.

use kernel::{Rupiah, Timestamp};
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::settlement::{self, Liable, MakeRefund};
use store::{Statement, StoreError, params, sql};
use testkit::both;

use super::{check, delivered, settled};
use crate::town::Town;

/// What is noticed, what spoils it, what mends it.
type Damage = (&'static str, &'static Statement, &'static Statement);

fn damages() -> Vec<Damage> {
    vec![
        (
            "orders of a slot",
            sql!("UPDATE slot SET taken = taken + 1 WHERE city_id = $1 AND taken > 0"),
            sql!("UPDATE slot SET taken = taken - 1 WHERE city_id = $1 AND taken > 0"),
        ),
        (
            "a payment stands as its order does",
            sql!("UPDATE payment SET state = 'awaited' WHERE city_id = $1 AND state = 'paid'"),
            sql!("UPDATE payment SET state = 'paid' WHERE city_id = $1 AND state = 'awaited'"),
        ),
        (
            "charged for an order",
            sql!("UPDATE market_order SET total_final_rupiah = total_final_rupiah + 100 WHERE city_id = $1"),
            sql!("UPDATE market_order SET total_final_rupiah = total_final_rupiah - 100 WHERE city_id = $1"),
        ),
        (
            "goods of an order are its lines",
            sql!("UPDATE order_line SET total_rupiah = total_rupiah + 1 WHERE city_id = $1"),
            sql!("UPDATE order_line SET total_rupiah = total_rupiah - 1 WHERE city_id = $1"),
        ),
        (
            "goods sold in an order",
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1 AND reason = 'goods_sold'"),
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1 AND reason = 'goods_sold'"),
        ),
        (
            "clearing of an order is zero",
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1 AND reason = 'delivery_fee'"),
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1 AND reason = 'delivery_fee'"),
        ),
        (
            "stock taken for an order's lines",
            sql!("UPDATE stock_move SET change_milli = change_milli - 1 WHERE city_id = $1 AND reason = 'ordered'"),
            sql!("UPDATE stock_move SET change_milli = change_milli + 1 WHERE city_id = $1 AND reason = 'ordered'"),
        ),
        (
            "a runner's float is cash of delivered orders less returns",
            sql!("UPDATE cash_count SET expected_rupiah = expected_rupiah + 1 WHERE city_id = $1 AND kind = 'runner_return'"),
            sql!("UPDATE cash_count SET expected_rupiah = expected_rupiah - 1 WHERE city_id = $1 AND kind = 'runner_return'"),
        ),
        (
            "a cash box holds what was counted into it less what was handed out",
            sql!("UPDATE cash_count SET counted_rupiah = counted_rupiah + 1 WHERE city_id = $1 AND kind = 'runner_return'"),
            sql!("UPDATE cash_count SET counted_rupiah = counted_rupiah - 1 WHERE city_id = $1 AND kind = 'runner_return'"),
        ),
        (
            "payouts of a batch are its total",
            sql!("UPDATE payout SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1"),
            sql!("UPDATE payout SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1"),
        ),
        (
            "a payout is paid once, or not yet",
            sql!("UPDATE payout SET state = 'paid' WHERE city_id = $1 AND state = 'approved'"),
            sql!("UPDATE payout SET state = 'approved' WHERE city_id = $1 AND state = 'paid'"),
        ),
        (
            "a refund is taken once, and paid once or not yet",
            sql!("UPDATE refund SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1"),
            sql!("UPDATE refund SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1"),
        ),
        (
            "a hold is let go with its order, and not before",
            sql!("UPDATE market_order SET state = 'delivering' WHERE city_id = $1 AND state = 'delivered'"),
            sql!("UPDATE market_order SET state = 'delivered' WHERE city_id = $1 AND state = 'delivering'"),
        ),
    ]
}

async fn run(town: &Town, statement: &'static Statement) {
    let city = town.desk.city_id();
    let touched = town.house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(statement, params![city]).await }));
    assert!(touched.await.unwrap() > 0, "{} touched nothing", statement.place());
}

async fn noticed(town: &Town) -> Vec<String> {
    let mut tx = town.house.db.reader().await.unwrap();
    settlement::invariants::check(&mut tx, &town.desk).await.unwrap()
}

#[test]
fn damage_is_noticed() {
    both(async |house| {
        let town = Town::build(&house).await;
        let lines = vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)];
        let (order, _) = delivered(&town, lines, "damage-order", town.runners[0]).await;
        settled(&town, "damage-day").await;
        let wanted = MakeRefund { order, line: None, amount: Rupiah(1_000), liable: Liable::Market, reason: "basi".into() };
        settlement::make_refund(&town.desk, &town.actor(town.manager).await, "damage-refund", wanted).await.unwrap();
        check(&town).await;
        for (rule, spoil, mend) in damages() {
            run(&town, spoil).await;
            let found = noticed(&town).await;
            assert!(found.iter().any(|words| words.starts_with(rule)), "{rule}: {found:#?}");
            run(&town, mend).await;
            check(&town).await;
        }
    });
}

#[test]
fn a_lost_order_is_noticed() {
    both(async |house| {
        let town = Town::build(&house).await;
        let actor = town.actor(town.buyer).await;
        let key = jobs::idempotency::IdempotencyKey::new(&actor, "place_order", "lost-order-1", &1).unwrap();
        let (city, lost) = (town.desk.city_id(), house.id::<kernel::id::OrderId>().to_string());
        let keep = town.house.db.write((key, lost.clone()), move |tx, (key, lost)| {
            Box::pin(async move {
                jobs::idempotency::remember(tx, city, key, lost, Timestamp::from_micros(1)).await.unwrap();
                Ok::<_, StoreError>(())
            })
        });
        keep.await.unwrap();
        assert_eq!(noticed(&town).await, [format!("an acknowledged order is lost: {lost}")]);
    });
}
