//! What the ledger tells: statements, the check, each city's own books.

use ::ledger::{Account, AccountKind, LedgerError, Transfer, Violation};
use kernel::Rupiah;
use kernel::id::{CityId, RawId, TransferId};
use store::{StoreError, Tx, params, sql};
use testkit::both;

use super::{Act, CITY, DAY, MARKET, act, buyer, clearing, moved, stall};

#[test]
fn a_statement_runs_from_opening_to_closing() {
    both(async |house| {
        for (number, day, amount) in [(1, -2, 100), (2, 0, 20), (3, 1, 3), (4, 5, 1_000)] {
            let business_date = DAY.plus_days(day);
            let transfer = Transfer { business_date, ..moved(number, clearing(), stall(), amount) };
            act(&house, Act::Post(vec![transfer])).await.unwrap();
            house.clock.advance(1);
        }
        act(&house, Act::Post(vec![moved(5, stall(), Account::new(AccountKind::PayoutClearing, MARKET), 50)])).await.unwrap();
        act(&house, Act::Hold(moved(6, clearing(), stall(), 9_999))).await.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let statement = ledger::statement(&mut tx, CITY, stall(), DAY, DAY.plus_days(1)).await.unwrap();
        let lines: Vec<(i64, i64)> = statement.lines.iter().map(|line| (line.change.amount(), line.balance.amount())).collect();
        assert_eq!((statement.opening.amount(), lines, statement.closing.amount()), (100, vec![(20, 120), (-50, 70), (3, 73)], 73));
        assert_eq!(statement.lines[1].other.kind, AccountKind::PayoutClearing);
        let outcome = ledger::statement(&mut tx, CITY, stall(), DAY, DAY.plus_days(-1)).await;
        assert!(matches!(outcome, Err(LedgerError::Period)));
    });
}

/// Rows that no function of the ledger writes, put there by hand as a bad restore might.
#[test]
fn the_check_finds_what_is_wrong() {
    both(async |house| {
        let hold = moved(0, buyer(), clearing(), 500);
        act(&house, Act::Hold(hold.clone())).await.unwrap();
        act(&house, Act::Post(vec![moved(9, clearing(), stall(), 1)])).await.unwrap();
        let (above, astray, loose) = (house.id(), house.id(), house.id());
        let rows = [
            (above, "posted", Some(hold.id), buyer(), 501),
            (astray, "voided", Some(moved(9, buyer(), clearing(), 1).id), stall(), 1),
            (loose, "expired", None, buyer(), 1),
        ];
        for row in rows {
            let outcome: Result<u64, StoreError> =
                house.db.write(row, |tx, row| Box::pin(async move { insert_by_hand(tx, *row).await })).await;
            outcome.unwrap();
        }
        let found = ledger::check(&mut house.db.reader().await.unwrap(), CITY).await.unwrap();
        assert_eq!(found, [Violation::State(loose), Violation::NoHold(astray), Violation::AboveHold(above)]);
    });
}

async fn insert_by_hand(
    tx: &mut Tx,
    (id, state, hold, debit, amount): (TransferId, &str, Option<TransferId>, Account, i64),
) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO ledger_transfer (city_id, transfer_id, state, pending_id, debit_account_id, credit_account_id,
               amount_rupiah, reason, reference_kind, reference_id, business_date, memo, at_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'refund', 'order', $2, 0, '', 0)"
        ),
        params![CITY, id, state, hold, debit.id(CITY), clearing().id(CITY), amount],
    )
    .await
}

#[test]
fn each_city_has_its_own_books() {
    both(async |house| {
        act(&house, Act::Post(vec![moved(1, buyer(), clearing(), 100)])).await.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let other = CityId(RawId::from_u128(8));
        assert_eq!(ledger::balance(&mut tx, other, buyer()).await.unwrap(), Rupiah::ZERO);
        assert!(ledger::trial_balance(&mut tx, other).await.unwrap().is_empty());
    });
}
