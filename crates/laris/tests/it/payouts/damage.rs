//! The invariants notice damage to transfers: each row spoilt by hand is named, and mended again all is well.

use market::settlement::{CashDirection, MoveCash, move_cash};
use store::{Statement, params, sql};

use super::*;

/// What is noticed, what spoils it, what mends it.
type Damage = (&'static str, &'static Statement, &'static Statement);

fn damages() -> [Damage; 7] {
    [
        (
            "what is on its way is transfers that the bank has not answered",
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1 AND reason = 'payout_sent'"),
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1 AND reason = 'payout_sent'"),
        ),
        (
            "a transfer leaves once, when its batch is approved",
            sql!("UPDATE ledger_transfer SET reason = 'reversal' WHERE city_id = $1 AND reason = 'payout_sent'"),
            sql!("UPDATE ledger_transfer SET reason = 'payout_sent' WHERE city_id = $1 AND reason = 'reversal'"),
        ),
        (
            "a payout that failed is owed again once, and says why",
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1 AND reason = 'payout_cancelled'"),
            sql!("UPDATE ledger_transfer SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1 AND reason = 'payout_cancelled'"),
        ),
        (
            "a file is the sum of its transfers",
            sql!("UPDATE transfer_file SET total_rupiah = total_rupiah + 1 WHERE city_id = $1"),
            sql!("UPDATE transfer_file SET total_rupiah = total_rupiah - 1 WHERE city_id = $1"),
        ),
        (
            "a transfer has ended when its payout has",
            sql!("UPDATE payout_transfer SET ended_us = 1 WHERE city_id = $1 AND ended_us IS NULL"),
            sql!("UPDATE payout_transfer SET ended_us = NULL WHERE city_id = $1 AND ended_us = 1"),
        ),
        (
            "a payout has a transfer when it goes through the bank, and only then",
            sql!("UPDATE payout SET method = 'cash' WHERE city_id = $1 AND method = 'bank'"),
            sql!("UPDATE payout SET method = 'bank' WHERE city_id = $1 AND method = 'cash'"),
        ),
        (
            "cash is carried once",
            sql!("UPDATE cash_move SET amount_rupiah = amount_rupiah + 1 WHERE city_id = $1"),
            sql!("UPDATE cash_move SET amount_rupiah = amount_rupiah - 1 WHERE city_id = $1"),
        ),
    ]
}

#[test]
fn damage_to_transfers_is_noticed() {
    both(async |house| {
        let mut town = earning(&house).await;
        any_amount(&mut town);
        settled(&town, "damage-day").await;
        let file = filed(&town, "damage-file").await;
        // The stall's failed, the runner's is still on its way.
        let answer = b"reference,amount_rupiah,status\nLRS0000100001,15000,gagal\n".to_vec();
        take(&town, "damage-answer", file, answer).await.unwrap();
        let treasurer = town.actor(town.treasurer).await;
        let (market, amount, reason) = (town.market, Rupiah(1_000), "kas kecil".to_owned());
        let carried = MoveCash { market, direction: CashDirection::Brought, amount, reason };
        move_cash(&town.desk, &treasurer, "damage-carry", carried).await.unwrap();
        check(&town).await;
        for (rule, spoil, mend) in damages() {
            run(&town, spoil).await;
            let mut tx = house.db.reader().await.unwrap();
            let found = settlement::invariants::check(&mut tx, &town.desk).await.unwrap();
            drop(tx);
            assert!(found.iter().any(|words| words.starts_with(rule)), "{rule}: {found:#?}");
            run(&town, mend).await;
            check(&town).await;
        }
    });
}

async fn run(town: &Town, statement: &'static Statement) {
    let city = town.desk.city_id();
    let touched = town.house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(statement, params![city]).await }));
    assert!(touched.await.unwrap() > 0, "{} touched nothing", statement.place());
}
