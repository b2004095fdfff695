//! Cash carried between the bank and a market's box.

use kernel::id::MarketId;
use market::settlement::{CashDirection, MoveCash, move_cash};

use super::*;

#[test]
fn the_treasurer_brings_cash_for_those_paid_in_cash() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, treasurer) = (&town.desk, town.actor(town.treasurer).await);
        let carry = |direction, amount: i64, reason: &str| MoveCash {
            market: town.market,
            direction,
            amount: Rupiah(amount),
            reason: reason.into(),
        };
        let brought = carry(CashDirection::Brought, 500_000, "Pak Bendahara");
        let first = move_cash(desk, &treasurer, "carry-key-1", brought.clone()).await.unwrap();
        assert_eq!(move_cash(desk, &treasurer, "carry-key-1", brought.clone()).await.unwrap(), first, "a retry repeats");
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::CashBox, town.market).await, Rupiah(500_000));
        assert_eq!(balance(&town, AccountKind::Bank, desk.city_id()).await, Rupiah(-500_000));
        move_cash(desk, &treasurer, "carry-key-2", carry(CashDirection::Banked, 200_000, "sisa")).await.unwrap();
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::CashBox, town.market).await, Rupiah(300_000));
        for (number, (command, expected)) in [
            (carry(CashDirection::Banked, 300_001, "terlalu banyak"), "bad_amount"),
            (carry(CashDirection::Brought, 0, "nol"), "bad_amount"),
            (carry(CashDirection::Brought, -5, "kurang"), "bad_amount"),
            (carry(CashDirection::Brought, 1_000_000_001, "salah ketik"), "bad_amount"),
            (carry(CashDirection::Brought, 1_000, " "), "reason_missing"),
            (MoveCash { market: MarketId(kernel::id::RawId::max()), ..brought.clone() }, "not_found"),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(code(move_cash(desk, &treasurer, &format!("carry-bad-{number}"), command).await), expected);
        }
        for person in [town.manager, town.runners[0], town.sellers[0], town.buyer] {
            let refused = move_cash(desk, &town.actor(person).await, "carry-other", brought.clone()).await;
            assert_eq!(code(refused), "not_allowed");
        }
        check(&town).await;
        // The box is counted with what was brought, so a day closes as ever.
        delivered(&town, vec![town.line("rawit-a", 250, Drop)], "carry-order", town.runners[0]).await;
        settled(&town, "carry-day").await;
    });
}
