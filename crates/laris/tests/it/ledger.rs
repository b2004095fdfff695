//! The ledger on both databases: what its rules say in memory must also hold in rows.

#![allow(clippy::unwrap_used, reason = "test code: a failed expectation is a failed test")]

mod checkpoints;
mod reports;

use ::ledger::{Account, AccountKind, LedgerError, Reason, State, Transfer, derive_id};
use kernel::id::{CityId, RawId, TransferId};
use kernel::random::SplitMix;
use kernel::{BusinessDate, Rupiah, Timestamp};
use store::{BoxFuture, StoreError, Tx};
use testkit::{TestHouse, both};

const CITY: CityId = CityId(RawId::from_u128(7));
const MARKET: RawId = RawId::from_u128(1);
const BUYER: RawId = RawId::from_u128(2);
const STALL: RawId = RawId::from_u128(3);
const DAY: BusinessDate = BusinessDate::from_days(20_000);

fn buyer() -> Account {
    Account::new(AccountKind::BuyerReceivable, BUYER)
}

fn clearing() -> Account {
    Account::new(AccountKind::OrderClearing, MARKET)
}

fn stall() -> Account {
    Account::new(AccountKind::StallPayable, STALL)
}

fn moved(number: u32, debit: Account, credit: Account, amount: i64) -> Transfer {
    Transfer {
        id: derive_id(MARKET, Reason::OrderCharge, number),
        debit,
        credit,
        amount: Rupiah(amount),
        reason: Reason::OrderCharge,
        reference_kind: "order",
        reference: MARKET,
        business_date: DAY,
        memo: String::new(),
    }
}

/// An act in a transaction of its own; a closure for every test would hide what they are about.
#[derive(Debug, Clone)]
enum Act {
    Post(Vec<Transfer>),
    Hold(Transfer),
    Take(TransferId, Transfer),
    Void(TransferId),
    Expire(TransferId),
}

async fn act(house: &TestHouse, act: Act) -> Result<(), LedgerError> {
    house.db.write((house.now(), act), |tx, (now, act)| Box::pin(perform(tx, *now, act))).await
}

async fn perform(tx: &mut Tx, now: Timestamp, act: &Act) -> Result<(), LedgerError> {
    match act {
        Act::Post(transfers) => ledger::post(tx, CITY, now, transfers).await,
        Act::Hold(transfer) => ledger::hold(tx, CITY, now, transfer.clone()),
        Act::Take(hold, transfer) => ledger::post_hold(tx, CITY, now, *hold, transfer.clone()).await,
        Act::Void(hold) => ledger::void_hold(tx, CITY, now, *hold).await,
        Act::Expire(hold) => ledger::expire_hold(tx, CITY, now, *hold).await,
    }
}

async fn balance(house: &TestHouse, account: Account) -> i64 {
    ledger::balance(&mut house.db.reader().await.unwrap(), CITY, account).await.unwrap().amount()
}

async fn pending(house: &TestHouse, account: Account) -> i64 {
    ledger::pending_total(&mut house.db.reader().await.unwrap(), CITY, account).await.unwrap().amount()
}

async fn assert_sound(house: &TestHouse) {
    let violations = ledger::check(&mut house.db.reader().await.unwrap(), CITY).await.unwrap();
    assert!(violations.is_empty(), "{violations:?}");
}

#[test]
fn an_order_is_held_charged_and_shared_out() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 60_000);
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        assert_eq!(
            (balance(&house, buyer()).await, pending(&house, buyer()).await, pending(&house, clearing()).await),
            (0, 60_000, 60_000)
        );
        act(&house, Act::Take(hold.id, moved(1, buyer(), clearing(), 52_500))).await.unwrap();
        assert_eq!((balance(&house, buyer()).await, pending(&house, buyer()).await), (52_500, 0));
        act(&house, Act::Post(vec![moved(2, clearing(), stall(), 50_000), moved(3, clearing(), stall(), 0)])).await.unwrap();
        assert_eq!((balance(&house, clearing()).await, balance(&house, stall()).await), (2_500, 50_000));
        let owed = ledger::balances(&mut house.db.reader().await.unwrap(), CITY, AccountKind::StallPayable).await.unwrap();
        assert_eq!(owed, [ledger::OwnerBalance { owner: STALL, amount: Rupiah(50_000) }]);
        assert_sound(&house).await;
    });
}

#[test]
fn a_repetition_is_a_no_op_and_other_content_is_refused() {
    both(async |house| {
        let pair = vec![moved(1, buyer(), clearing(), 100), moved(2, clearing(), stall(), 100)];
        act(&house, Act::Post(pair.clone())).await.unwrap();
        act(&house, Act::Post(pair.clone())).await.unwrap();
        let more = [pair.clone(), vec![moved(3, clearing(), stall(), 5)]].concat();
        act(&house, Act::Post(more)).await.unwrap();
        let other = vec![moved(4, buyer(), clearing(), 7), moved(2, clearing(), stall(), 99)];
        let outcome = act(&house, Act::Post(other)).await;
        assert!(matches!(outcome, Err(LedgerError::Differs(id)) if id == pair[1].id), "{outcome:?}");
        assert_eq!((balance(&house, buyer()).await, balance(&house, stall()).await), (100, 105));
        assert_sound(&house).await;
    });
}

#[test]
fn a_hold_repeated_is_a_no_op_and_with_other_content_refused() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 500);
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        let outcome = act(&house, Act::Hold(Transfer { amount: Rupiah(501), ..hold.clone() })).await;
        assert!(matches!(outcome, Err(LedgerError::Store(StoreError::Refused(_)))), "{outcome:?}");
        let outcome = act(&house, Act::Post(vec![hold])).await;
        assert!(matches!(outcome, Err(LedgerError::Differs(_))), "{outcome:?}");
        assert_eq!((pending(&house, buyer()).await, balance(&house, buyer()).await), (500, 0));
    });
}

/// One line for each way to resolve hold 0 of 500 twice: first, second, what the second answers.
#[test]
fn a_hold_resolves_once() {
    let hold = moved(0, buyer(), clearing(), 500);
    let take = |number, amount| Act::Take(hold.id, moved(number, buyer(), clearing(), amount));
    let (void, expire) = (Act::Void(hold.id), Act::Expire(hold.id));
    let table = [
        (take(1, 500), take(1, 500), "ok"),
        (take(1, 300), take(1, 500), "ledger_differs"),
        (take(1, 300), take(2, 200), "ledger_hold_resolved"),
        (take(1, 0), take(2, 500), "ledger_hold_resolved"),
        (take(1, 500), void.clone(), "ledger_hold_resolved"),
        (void.clone(), void.clone(), "ok"),
        (void.clone(), expire.clone(), "ledger_hold_resolved"),
        (void, take(1, 500), "ledger_hold_resolved"),
        (expire.clone(), expire.clone(), "ok"),
        (expire, take(1, 1), "ledger_hold_resolved"),
    ];
    for (first, second, expected) in table {
        both(async |house| {
            act(&house, Act::Hold(hold.clone())).await.unwrap();
            act(&house, first.clone()).await.unwrap();
            let outcome = act(&house, second.clone()).await;
            assert_eq!(code(&outcome), expected, "{first:?} then {second:?}");
            assert_eq!(pending(&house, buyer()).await, 0);
            assert_sound(&house).await;
        });
    }
}

fn code(outcome: &Result<(), LedgerError>) -> &'static str {
    outcome.as_ref().map_or_else(kernel::Kinded::code, |()| "ok")
}

#[test]
fn what_a_hold_refuses() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 500);
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        act(&house, Act::Post(vec![moved(8, buyer(), clearing(), 500)])).await.unwrap();
        for (wanted, expected) in [
            (Act::Take(hold.id, moved(1, buyer(), clearing(), 501)), "ledger_above_hold"),
            (Act::Take(hold.id, moved(1, buyer(), stall(), 500)), "ledger_other_accounts"),
            (Act::Take(hold.id, moved(8, buyer(), clearing(), 500)), "ledger_differs"),
            (Act::Take(hold.id, moved(1, buyer(), clearing(), -1)), "ledger_amount"),
            (Act::Void(derive_id(STALL, Reason::Refund, 0)), "ledger_no_hold"),
            (Act::Void(moved(8, buyer(), clearing(), 500).id), "ledger_no_hold"),
            (Act::Hold(moved(9, buyer(), clearing(), -1)), "ledger_amount"),
            (Act::Hold(moved(9, buyer(), buyer(), 1)), "ledger_same_account"),
        ] {
            let outcome = act(&house, wanted.clone()).await;
            assert_eq!(code(&outcome), expected, "{wanted:?}");
        }
        assert_eq!((pending(&house, buyer()).await, balance(&house, buyer()).await), (500, 500));
    });
}

#[test]
fn a_hold_and_its_charge_may_share_a_transaction() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 500);
        let outcome: Result<(), LedgerError> = house
            .db
            .write((house.now(), hold), |tx, (now, hold)| {
                Box::pin(async move {
                    ledger::hold(tx, CITY, *now, hold.clone())?;
                    ledger::post_hold(tx, CITY, *now, hold.id, moved(1, buyer(), clearing(), 499)).await
                }) as BoxFuture<'_, _>
            })
            .await;
        outcome.unwrap();
        assert_eq!((balance(&house, buyer()).await, pending(&house, buyer()).await), (499, 0));
    });
}

/// Two hundred acts drawn from few ids, so that most of them meet; the books stay sound and the trial balance at zero.
#[test]
fn any_sequence_keeps_the_books() {
    both(async |house| {
        let mut chance = SplitMix::new(11);
        let accounts = [buyer(), clearing(), stall()];
        let mut answers = std::collections::BTreeMap::new();
        for _ in 0..200 {
            let mut number = || u32::try_from(chance.between(0, 15)).unwrap();
            let (first, second) = (number(), number());
            let sides = (*chance.pick(&accounts).unwrap(), *chance.pick(&accounts).unwrap());
            let transfer = moved(first, sides.0, sides.1, chance.between(0, 4));
            let hold = moved(second, buyer(), clearing(), 1).id;
            let next = match chance.below(8) {
                0 => Act::Post(vec![transfer]),
                1..=3 => Act::Hold(transfer),
                4..=5 => Act::Take(hold, transfer),
                6 => Act::Void(hold),
                _ => Act::Expire(hold),
            };
            let outcome = act(&house, next.clone()).await;
            *answers.entry(code(&outcome)).or_insert(0) += 1;
            if outcome.is_ok() {
                act(&house, next).await.unwrap();
            }
        }
        assert!(answers.len() > 4 && answers["ok"] > 20, "too few cases met: {answers:?}");
        assert_sound(&house).await;
        let trial = ledger::trial_balance(&mut house.db.reader().await.unwrap(), CITY).await.unwrap();
        let net: i64 = trial.iter().map(|line| line.debits.amount() - line.credits.amount()).sum();
        assert_eq!(net, 0, "{trial:?}");
    });
}

#[test]
fn one_of_many_resolutions_at_once_wins() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 500);
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        let tries = (1..=20).map(|number| {
            let (house, hold) = (house.clone(), hold.id);
            tokio::spawn(async move { act(&house, Act::Take(hold, moved(number, buyer(), clearing(), 500))).await })
        });
        let mut won = 0;
        for running in tries.collect::<Vec<_>>() {
            match running.await.unwrap() {
                Ok(()) => won += 1,
                Err(error) => assert!(matches!(error, LedgerError::HoldResolved { state: State::Posted, .. }), "{error:?}"),
            }
        }
        assert_eq!((won, balance(&house, buyer()).await), (1, 500));
        assert_sound(&house).await;
    });
}
