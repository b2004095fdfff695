//! SQL that breaks a rule. Each is one that a fault of ours could leave behind; the schema itself does not refuse it.

use kernel::id::{CityId, RawId};
use market::Desk;
use store::{Statement, StoreError, Tx, params, sql};

use super::Sabotage;

/// Books the transfers of these reasons a second time, one of them.
macro_rules! again {
    ($reasons:literal) => {
        sql!(concat!(
            "INSERT INTO ledger_transfer (city_id, transfer_id, state, pending_id, debit_account_id, credit_account_id, amount_rupiah, reason,
               reference_kind, reference_id, business_date, memo, at_us)
             SELECT city_id, $3, state, pending_id, debit_account_id, credit_account_id, amount_rupiah, reason,
               reference_kind, reference_id, business_date, memo, at_us
             FROM ledger_transfer
             WHERE city_id = $1 AND reference_id = $2 AND reason IN ",
            $reasons,
            " ORDER BY transfer_id LIMIT 1"
        ))
    };
}

/// Breaks the rule for an order or payout; `slot` is the order's.
///
/// # Errors
/// When the database fails.
pub async fn break_rule(desk: &Desk, rule: Sabotage, subject: RawId, slot: RawId) -> Result<(), StoreError> {
    let (city, fresh) = (desk.city_id(), desk.house.id::<RawId>());
    desk.house.db.write((), move |tx, ()| Box::pin(run(tx, city, rule, subject, slot, fresh))).await
}

async fn run(tx: &mut Tx, city: CityId, rule: Sabotage, subject: RawId, slot: RawId, fresh: RawId) -> Result<(), StoreError> {
    match rule {
        Sabotage::LostOrder => {
            for statement in order_and_parts() {
                tx.exec(statement, params![city, subject]).await?;
            }
        }
        Sabotage::LostLine => {
            let substitutions = sql!("DELETE FROM substitution WHERE city_id = $1 AND order_id = $2");
            tx.exec(substitutions, params![city, subject]).await?;
            tx.exec(sql!("DELETE FROM order_line WHERE city_id = $1 AND order_id = $2 AND position = 0"), params![city, subject]).await?;
        }
        Sabotage::PaidTwice => {
            tx.exec(again!("('payout_paid', 'runner_payout_paid')"), params![city, subject, fresh]).await?;
        }
        Sabotage::BookedTwice => {
            tx.exec(again!("('payment_received')"), params![city, subject, fresh]).await?;
        }
        Sabotage::ReturnedTwice => {
            tx.exec(again!("('payment_returned')"), params![city, subject, fresh]).await?;
        }
        Sabotage::FreedPlace => {
            tx.exec(sql!("UPDATE slot SET taken = taken - 1 WHERE city_id = $1 AND slot_id = $2"), params![city, slot]).await?;
        }
        Sabotage::LostHold | Sabotage::ChangedAmount | Sabotage::Oversold | Sabotage::LostReturn => {
            tx.exec(of_order(rule), params![city, subject]).await?;
        }
        Sabotage::ForgottenKeys => {
            tx.exec(sql!("DELETE FROM idempotency_key WHERE city_id = $1"), params![city]).await?;
        }
    }
    Ok(())
}

fn of_order(rule: Sabotage) -> &'static Statement {
    match rule {
        Sabotage::ChangedAmount => sql!(
            "UPDATE ledger_transfer SET amount_rupiah = amount_rupiah - 100
             WHERE city_id = $1 AND reference_id = $2 AND reason = 'order_charge'"
        ),
        Sabotage::Oversold => sql!(
            "UPDATE offer SET stock_milli = stock_milli + 1000
             WHERE city_id = $1 AND stock_kind = 'counted' AND offer_id IN (
               SELECT offer_id FROM order_line WHERE city_id = $1 AND order_id = $2)"
        ),
        Sabotage::LostReturn => sql!("DELETE FROM payment_return WHERE city_id = $1 AND order_id = $2"),
        _ => sql!("DELETE FROM ledger_transfer WHERE city_id = $1 AND reference_id = $2 AND reason = 'order_hold'"),
    }
}

fn order_and_parts() -> [&'static Statement; 5] {
    [
        sql!("DELETE FROM substitution WHERE city_id = $1 AND order_id = $2"),
        sql!("DELETE FROM order_line WHERE city_id = $1 AND order_id = $2"),
        sql!("DELETE FROM payment WHERE city_id = $1 AND order_id = $2"),
        sql!("DELETE FROM seller_order WHERE city_id = $1 AND order_id = $2"),
        sql!("DELETE FROM market_order WHERE city_id = $1 AND order_id = $2"),
    ]
}
