//! Weekly payees, transfers too small to be made, and what a person may have of it or have forgotten.

use kernel::id::RawId;
use market::privacy;
use store::{params, sql};

use super::*;

fn weekly(typed: SetWish) -> SetWish {
    SetWish { frequency: "weekly".into(), ..typed }
}

#[test]
fn weekly_payees_are_paid_once_a_week() {
    both(async |house| {
        let town = Town::build(&house).await;
        stall_wishes(&town, 0, weekly(wish("bank", "0021011234"))).await.unwrap();
        let treasurer = town.actor(town.treasurer).await;
        // Saturday, then Sunday, then the next Friday: the city's weekday is Friday.
        let mut paid = Vec::new();
        for (day, ahead) in [("sat", 1), ("sun", 5), ("fri", 0)] {
            delivered(&town, vec![town.line("rawit-a", 250, Drop)], &format!("weekly-order-{day}"), town.runners[0]).await;
            let batch = settled(&town, &format!("weekly-day-{day}")).await;
            let list = payouts(&town, &treasurer, batch).await;
            paid.push(list.iter().find(|payout| payout.payee == RawId::from(town.stalls[0])).map(|payout| payout.amount.amount()));
            house.clock.advance(ahead * DAY);
            market::orders::slots::ensure(&town.desk).await.unwrap();
        }
        assert_eq!(paid, [Some(15_000), None, Some(30_000)], "what was earned in between waits in the ledger");
    });
}

#[test]
fn small_transfers_wait_until_there_is_more() {
    both(async |house| {
        let town = earning(&house).await;
        let treasurer = town.actor(town.treasurer).await;
        let batch = settled(&town, "small-day-1").await;
        let list = payouts(&town, &treasurer, batch).await;
        assert_eq!(list.iter().map(|payout| payout.payee_kind).collect::<Vec<_>>(), [PayeeKind::Stall], "Rp4.000 are too little");
        assert_eq!(balance(&town, AccountKind::RunnerEarning, town.runners[0]).await, Rupiah(4_000));
        house.clock.advance(DAY);
        market::orders::slots::ensure(&town.desk).await.unwrap();
        for number in 0..2 {
            delivered(&town, vec![town.line("rawit-a", 250, Drop)], &format!("small-order-{number}"), town.runners[0]).await;
        }
        let batch = settled(&town, "small-day-2").await;
        let list = payouts(&town, &treasurer, batch).await;
        assert_eq!(list.iter().map(|payout| payout.amount.amount()).collect::<Vec<_>>(), [30_000, 12_000]);
        // Cash has no least amount.
        let cash = SetWish { method: "cash".into(), version: 1, ..wish("cash", "") };
        runner_wishes(&town, town.runners[0], cash).await.unwrap();
        house.clock.advance(DAY);
        market::orders::slots::ensure(&town.desk).await.unwrap();
        delivered(&town, vec![town.line("rawit-a", 250, Drop)], "small-order-3", town.runners[0]).await;
        let batch = settled(&town, "small-day-3").await;
        let list = payouts(&town, &treasurer, batch).await;
        let found: Vec<_> = list.iter().map(|payout| (payout.amount.amount(), payout.method.as_str())).collect();
        assert_eq!(found, [(15_000, "bank"), (4_000, "cash")]);
    });
}

#[test]
fn nobody_says_it_for_another() {
    both(async |house| {
        let town = Town::build(&house).await;
        let desk = &town.desk;
        let of_stall = async |person: PersonId| {
            let actor = town.actor(person).await;
            code(payees::set(desk, &actor, PayeeKind::Stall, town.stalls[0].into(), wish("bank", "0021011234")).await)
        };
        let mut found = Vec::new();
        for person in [town.sellers[1], town.manager, town.treasurer, town.runners[0], town.buyer] {
            found.push(of_stall(person).await);
        }
        assert_eq!(found, ["not_found"; 5]);
        let seller = town.actor(town.sellers[0]).await;
        let as_runner = payees::set(desk, &seller, PayeeKind::Runner, town.runners[0].into(), wish("bank", "0021011234")).await;
        assert_eq!(code(as_runner), "not_found");
        assert_eq!(code(payees::of_runner(desk, &seller, town.runners[0]).await), "not_found");
        assert_eq!(code(payees::of_stall(desk, &town.actor(town.sellers[1]).await, town.stalls[0]).await), "not_found");
        for (typed, expected) in [
            (wish("bank", "12"), "account_malformed"),
            (SetWish { channel: "777".into(), ..wish("bank", "0021011234") }, "channel_unknown"),
            (SetWish { holder: "=1+1".into(), ..wish("bank", "0021011234") }, "holder_malformed"),
            (SetWish { method: "gold".into(), ..wish("bank", "0021011234") }, "missing"),
        ] {
            assert_eq!(code(stall_wishes(&town, 0, typed).await), expected);
        }
    });
}

#[test]
fn accounts_are_given_to_their_owner_and_forgotten() {
    both(async |house| {
        let mut town = earning(&house).await;
        any_amount(&mut town);
        settled(&town, "own-day").await;
        let file = filed(&town, "own-file").await;
        let refused = privacy::erase(&town.desk, &town.desk.system(), town.runners[0]).await.map_err(|error| error.code());
        assert_eq!(refused, Err("erase_payout_open"), "money on its way has an owner");
        take(&town, "own-answer", file, answer(&town, file, "sukses").await).await.unwrap();
        let given = async || {
            let export = privacy::export(&town.desk, &town.desk.system(), town.runners[0]).await.unwrap();
            serde_json::to_string(&export.payout_accounts).unwrap()
        };
        assert_eq!(given().await, r#"[["dana","081234567890","Sumiati"]]"#);
        let seller = privacy::export(&town.desk, &town.desk.system(), town.sellers[0]).await.unwrap();
        assert_eq!(seller.payout_accounts[0].1, "0021011234", "the accounts of one's stalls");
        let (city, runner) = (town.desk.city_id(), town.runners[0]);
        let revoke = sql!("DELETE FROM role_grant WHERE city_id = $1 AND person_id = $2");
        town.house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(revoke, params![city, runner]).await })).await.unwrap();
        privacy::erase(&town.desk, &town.desk.system(), runner).await.unwrap();
        check(&town).await;
        assert_eq!(given().await, r#"[["dana","····7890",""]]"#, "the books keep what tells transfers apart");
    });
}
