//! Checkpoints: balances stay what they are, and whatever makes a checkpoint wrong is noticed or undone.

use ::ledger::{AccountKind, Transfer, Violation};
use kernel::time::{DAY as ONE_DAY, HOUR};
use store::{params, sql};
use testkit::{TestHouse, both};

use super::{Act, CITY, act, assert_sound, balance, buyer, clearing, moved, stall};

/// Posts `count` transfers of 10 rupiah to the stall, from this number on.
async fn busy(house: &TestHouse, from: u32, count: u32) {
    let transfers: Vec<Transfer> = (from..from + count).map(|number| moved(number, clearing(), stall(), 10)).collect();
    act(house, Act::Post(transfers)).await.unwrap();
}

async fn take(house: &TestHouse) -> usize {
    ledger::take_checkpoints(house.house(), CITY).await.unwrap()
}

#[test]
fn a_balance_is_the_same_with_and_without_a_checkpoint() {
    both(async |house| {
        busy(&house, 0, 60).await;
        house.clock.advance(2 * HOUR);
        assert_eq!(take(&house).await, 0, "few transfers need none");
        busy(&house, 100, 60).await;
        assert_eq!(take(&house).await, 0, "what is new may still be under way elsewhere");
        house.clock.advance(2 * HOUR);
        assert_eq!((take(&house).await, take(&house).await), (2, 0), "both sides, once");
        busy(&house, 200, 5).await;
        assert_eq!((balance(&house, stall()).await, balance(&house, clearing()).await), (1_250, -1_250));
        let owed = ledger::balances(&mut house.db.reader().await.unwrap(), CITY, AccountKind::StallPayable).await.unwrap();
        assert_eq!(owed[0].amount.amount(), 1_250);
        busy(&house, 300, 100).await;
        house.clock.advance(2 * HOUR);
        assert_eq!((take(&house).await, balance(&house, stall()).await), (2, 2_250), "the next one goes on from the last");
        assert_eq!(balance(&house, buyer()).await, 0);
        assert_sound(&house).await;
    });
}

#[test]
fn a_clock_that_is_set_back_leaves_no_checkpoint() {
    both(async |house| {
        busy(&house, 0, 100).await;
        house.clock.advance(2 * ONE_DAY);
        assert_eq!(take(&house).await, 2);
        house.clock.advance(-ONE_DAY);
        busy(&house, 200, 1).await;
        assert_eq!(balance(&house, stall()).await, 1_010);
        assert_sound(&house).await;
    });
}

#[test]
fn a_wrong_checkpoint_is_noticed() {
    both(async |house| {
        busy(&house, 0, 100).await;
        house.clock.advance(2 * HOUR);
        assert_eq!(take(&house).await, 2);
        let spoilt = stall().id(CITY);
        let spoil = house.db.write((), move |tx, ()| {
            Box::pin(async move {
                let statement = sql!("UPDATE ledger_checkpoint SET credits_rupiah = 999 WHERE city_id = $1 AND account_id = $2");
                tx.exec(statement, params![CITY, spoilt]).await
            })
        });
        assert_eq!(spoil.await.unwrap(), 1);
        let found = ledger::check(&mut house.db.reader().await.unwrap(), CITY).await.unwrap();
        assert_eq!(found, [Violation::Checkpoint(spoilt)]);
    });
}
