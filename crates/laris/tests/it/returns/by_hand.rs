//! Transfers of staff: account, maker, checker, and what is refused.

use kernel::actor::Grant;
use kernel::id::OrderId;
use kernel::{Actor, Role, Rupiah, Scope};
use ledger::{Account, AccountKind};
use market::ids::ReturnId;
use market::orders::cancel;
use market::payees::AccountNumber;
use market::payments::by_hand::{self, GivenAccount, HasAsked, TransferState};
use market::payments::{self, ReturnState};
use market::settlement::{self, Liable, MakeRefund};
use testkit::both;

use super::{paid_by_code, returns};
use crate::printed::{ordered, paid, stick};
use crate::settlement::{check, code};
use crate::town::Town;

pub fn account(number: &str) -> GivenAccount {
    GivenAccount { bank: "BCA".into(), number: AccountNumber::new(number.into()), holder: "Sari".into(), problem: String::new() }
}

/// An order that was paid by the sticker and called off: its return is by hand.
pub async fn called_off(town: &Town, key: &str) -> (OrderId, ReturnId, Rupiah) {
    let (order, intent) = ordered(town, key).await;
    paid(town, order, intent.amount, &format!("rrn-{key}")).await;
    cancel::cancel(&town.desk, &town.actor(town.buyer).await, &format!("cancel-{key}"), order, "").await.unwrap();
    payments::run(&town.desk).await.unwrap();
    let back = returns(town, order).await.remove(0);
    assert_eq!(back.state, ReturnState::ByHand);
    (order, back.id, back.amount)
}

async fn bank(town: &Town) -> Rupiah {
    let account = Account::new(AccountKind::Bank, town.desk.city_id());
    ledger::balance(&mut town.house.db.reader().await.unwrap(), town.desk.city_id(), account).await.unwrap()
}

#[test]
fn one_prepares_another_confirms_and_it_is_sent_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        stick(&town).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let mut auditor = town.actor(town.stranger).await;
        auditor.grants.push(Grant { role: Role::Auditor, scope: Scope::City });
        assert_eq!(by_hand::download(desk, &auditor, None).await.unwrap(), [], "and no entry that accounts were taken");
        let (order, id, amount) = called_off(&town, "by-hand-1").await;
        assert_eq!(bank(&town).await, amount);
        assert_eq!(code(by_hand::prepare(desk, &manager, "prepare-early", id, HasAsked::No).await), "missing", "no account yet");
        for (person, expected) in [(town.manager, "not_allowed"), (town.stranger, "not_found")] {
            assert_eq!(code(by_hand::give_account(desk, &town.actor(person).await, order, account("1234567890")).await), expected);
        }
        assert_eq!(code(by_hand::give_account(desk, &buyer, order, account("12a4")).await), "account_malformed");
        by_hand::give_account(desk, &buyer, order, account("123-456-7890")).await.unwrap();
        for (person, expected) in [(town.buyer, "not_allowed"), (town.runners[0], "not_found"), (town.stranger, "not_found")] {
            let refused = by_hand::prepare(desk, &town.actor(person).await, "prepare-other", id, HasAsked::No).await;
            assert_eq!(code(refused), expected);
        }
        assert_eq!(code(by_hand::confirm(desk, &treasurer, "confirm-early", id, "TRX1").await), "wrong_state");
        by_hand::prepare(desk, &manager, "prepare-1-key", id, HasAsked::No).await.unwrap();
        by_hand::prepare(desk, &manager, "prepare-1-key", id, HasAsked::No).await.expect("a retry repeats");
        assert_eq!(code(by_hand::prepare(desk, &treasurer, "prepare-2-key", id, HasAsked::No).await), "already_done");
        check(&town).await;

        // The bank does not take the account: back to the buyer, who gives another.
        assert_eq!(code(by_hand::send_back(desk, &treasurer, "back-none", id, " ").await), "reason_missing");
        by_hand::send_back(desk, &treasurer, "back-key-1", id, "Nama tidak cocok").await.unwrap();
        let given = by_hand::account_of_order(desk, &buyer, order).await.unwrap().unwrap();
        assert_eq!((given.number.whole(), given.problem.as_str()), ("1234567890", "Nama tidak cocok"));
        assert_eq!(code(by_hand::prepare(desk, &manager, "prepare-3-key", id, HasAsked::No).await), "missing");
        by_hand::give_account(desk, &buyer, order, account("9876543210")).await.unwrap();
        by_hand::prepare(desk, &manager, "prepare-4-key", id, HasAsked::No).await.unwrap();
        // What was prepared stays, whatever the buyer types now.
        by_hand::give_account(desk, &buyer, order, account("1111111111")).await.unwrap();
        assert_eq!(code(by_hand::confirm(desk, &manager, "confirm-own", id, "TRX1").await), "maker_is_checker");
        assert_eq!(code(by_hand::confirm(desk, &treasurer, "confirm-none", id, " ").await), "missing");
        by_hand::confirm(desk, &treasurer, "confirm-key-1", id, "trx 1").await.unwrap();
        by_hand::confirm(desk, &treasurer, "confirm-key-1", id, "trx 1").await.expect("a retry repeats");
        assert_eq!(code(by_hand::confirm(desk, &treasurer, "confirm-key-2", id, "TRX2").await), "wrong_state");
        assert_eq!(code(by_hand::send_back(desk, &treasurer, "back-late", id, "x").await), "wrong_state");
        assert_eq!(bank(&town).await, Rupiah::ZERO);
        check(&town).await;
        let sent = by_hand::list(desk, &treasurer, None).await.unwrap().1;
        let step = sent[0].transfer.as_ref().unwrap();
        assert_eq!((step.state, step.account.number.whole(), step.reference.as_deref()), (TransferState::Sent, "9876543210", Some("TRX1")));

        // The bank's reference counts once.
        let (order, id, _) = called_off(&town, "by-hand-2").await;
        by_hand::give_account(desk, &buyer, order, account("1234567890")).await.unwrap();
        by_hand::prepare(desk, &treasurer, "prepare-5-key", id, HasAsked::No).await.unwrap();
        assert_eq!(code(by_hand::confirm(desk, &manager, "confirm-key-3", id, "TRX1").await), "reference_used");
        by_hand::confirm(desk, &manager, "confirm-key-4", id, "TRX2").await.unwrap();
        check(&town).await;
        assert_eq!(code(by_hand::list(desk, &manager, None).await), "not_allowed");
        assert_eq!(by_hand::list(desk, &manager, Some(town.market)).await.unwrap().1.len(), 2);
        let file = async |actor: &Actor| {
            let returns = by_hand::download(desk, actor, None).await.unwrap();
            by_hand::export::transfers(&returns, &|name| name.to_owned())
        };
        let csv = file(&treasurer).await;
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("9876543210") && csv.contains("TRX2"), "{csv}");
        let csv = file(&auditor).await;
        assert!(csv.contains("3210") && !csv.contains("9876543210") && !csv.contains("1234567890"), "who only looks: {csv}");
        let city = desk.city_id();
        let trail = ::registry::audit::list(&mut town.house.db.reader().await.unwrap(), city, city).await.unwrap();
        let taken: Vec<_> = trail.iter().filter(|entry| entry.action == "returns.downloaded").map(|entry| entry.person).collect();
        assert_eq!(taken, [treasurer.person]);
    });
}

#[test]
fn what_may_have_been_sent_is_asked_about_first() {
    both(async |house| {
        let mut town = Town::build(&house).await;
        let (manager, treasurer, buyer) = (town.actor(town.manager).await, town.actor(town.treasurer).await, town.actor(town.buyer).await);
        let mut ids = Vec::new();
        let (order, _) = paid_by_code(&town, "unsure-1").await;
        for number in 0..2 {
            let wanted = MakeRefund { order, line: None, amount: Rupiah(9_000), liable: Liable::Market, reason: "terlambat".into() };
            settlement::make_refund(&town.desk, &manager, &format!("unsure-{number}"), wanted).await.unwrap();
        }
        // The gateway is gone; of what came before nobody knows.
        town.desk.payments.truncate(1);
        payments::run(&town.desk).await.unwrap();
        let desk = &town.desk;
        for back in returns(&town, order).await {
            ids.push(back.id);
        }
        let mark = ::store::sql!("UPDATE payment_return SET is_unsure = TRUE WHERE city_id = $1");
        let city = desk.city_id();
        house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(mark, ::store::params![city]).await.map(drop) })).await.unwrap();
        by_hand::give_account(desk, &buyer, order, account("1234567890")).await.unwrap();
        assert_eq!(code(by_hand::prepare(desk, &manager, "unsure-prepare", ids[0], HasAsked::No).await), "missing");
        by_hand::prepare(desk, &manager, "unsure-prepare-2", ids[0], HasAsked::Yes).await.unwrap();
        assert_eq!(code(by_hand::sent_by_provider(desk, &treasurer, "unsure-both", ids[0], "x").await), "already_done");
        assert_eq!(code(by_hand::sent_by_provider(desk, &manager, "unsure-manager", ids[1], "x").await), "not_allowed");
        assert_eq!(code(by_hand::sent_by_provider(desk, &treasurer, "unsure-none", ids[1], " ").await), "reason_missing");
        by_hand::sent_by_provider(desk, &treasurer, "unsure-sent", ids[1], "Tercatat di dasbor").await.unwrap();
        by_hand::sent_by_provider(desk, &treasurer, "unsure-sent", ids[1], "Tercatat di dasbor").await.expect("a retry repeats");
        assert_eq!(code(by_hand::prepare(desk, &manager, "unsure-late", ids[1], HasAsked::Yes).await), "not_found", "it was sent");
        check(&town).await;
    });
}
