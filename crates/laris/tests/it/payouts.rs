//! Payouts through the bank on both databases: wishes, files, the bank's answers, and cash carried between bank and markets.
//! Every invariant after every step.

use kernel::id::PersonId;
use kernel::time::{DAY, MINUTE};
use kernel::{Actor, Kinded, Rupiah};
use ledger::AccountKind;
use market::disbursements::profiles::PROFILES;
use market::disbursements::{self, FileKind, ResultError, ResultReport, TransferFileId};
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::payees::{self, SetWish};
use market::settlement::{self, BatchState, PayeeKind, PayoutState};
use market::{Desk, MarketError};
use testkit::{TestHouse, both};

use crate::settlement::{balance, check, code, delivered, payouts, settled};
use crate::town::Town;

mod answers;
mod carrying;
mod cash;
mod damage;
mod pages;
mod rhythm;

/// A wish for a bank account, or for an e-wallet, said for the first time.
pub fn wish(method: &str, account: &str) -> SetWish {
    let channel = if method == "ewallet" { "dana" } else { "002" };
    let [method, channel, account, holder, frequency] = [method, channel, account, "Sumiati", "daily"].map(str::to_owned);
    SetWish { method, frequency, channel, account, holder, version: 0 }
}

/// Says how a stall wants to be paid.
pub async fn stall_wishes(town: &Town, stall: usize, typed: SetWish) -> Result<(), MarketError> {
    let seller = town.actor(town.sellers[stall]).await;
    payees::set(&town.desk, &seller, PayeeKind::Stall, town.stalls[stall].into(), typed).await.map(drop)
}

/// Says how a runner wants to be paid.
pub async fn runner_wishes(town: &Town, runner: PersonId, typed: SetWish) -> Result<(), MarketError> {
    let actor = town.actor(runner).await;
    payees::set(&town.desk, &actor, PayeeKind::Runner, runner.into(), typed).await.map(drop)
}

/// A town whose first stall has a bank account and whose first runner an e-wallet, with an order of Rp15.000 delivered.
pub async fn earning(house: &TestHouse) -> Town {
    let town = Town::build(house).await;
    stall_wishes(&town, 0, wish("bank", "0021 0112 34")).await.unwrap();
    runner_wishes(&town, town.runners[0], wish("ewallet", "0812-3456-7890")).await.unwrap();
    let mut typed = wish("ewallet", "0812-3456-7890");
    typed.version = 1;
    runner_wishes(&town, town.runners[0], typed).await.expect("the same again changes nothing");
    delivered(&town, vec![town.line("rawit-a", 250, Drop)], "earning-order", town.runners[0]).await;
    town
}

/// Without the least amount, so that a runner's small share is transferred too.
pub fn any_amount(town: &mut Town) {
    let mut city = (*town.desk.city).clone();
    city.settings.payout_transfer_min_rupiah = Rupiah::ZERO;
    town.desk.city = std::sync::Arc::new(city);
}

/// The treasurer makes a file of all that waits.
pub async fn filed(town: &Town, key: &str) -> TransferFileId {
    let treasurer = town.actor(town.treasurer).await;
    let file = disbursements::make_file(&town.desk, &treasurer, key).await.unwrap().expect("something is left");
    check(town).await;
    file
}

/// An answer that says the same of every transfer of a file.
pub async fn answer(town: &Town, file: TransferFileId, status: &str) -> Vec<u8> {
    let treasurer = town.actor(town.treasurer).await;
    let (file, transfers) = disbursements::get(&town.desk, &treasurer, file).await.unwrap();
    let mut text = "reference,amount_rupiah,status,message\n".to_owned();
    for (place, transfer) in transfers.iter().enumerate() {
        let reference = disbursements::rules::reference(file.number, place);
        text += &format!("{reference},{},{status},Rekening tutup\n", transfer.amount.amount());
    }
    text.into_bytes()
}

pub async fn take(town: &Town, key: &str, file: TransferFileId, bytes: Vec<u8>) -> Result<ResultReport, ResultError> {
    let treasurer = town.actor(town.treasurer).await;
    let report = disbursements::take_result(&town.desk, &treasurer, key, file, bytes).await;
    check(town).await;
    report
}

#[test]
fn a_transfer_goes_to_the_bank_and_arrives() {
    both(async |house| {
        let mut town = earning(&house).await;
        any_amount(&mut town);
        let (desk, city) = (&town.desk, town.desk.city_id());
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let batch = settled(&town, "transfer-day").await;
        let list = payouts(&town, &treasurer, batch).await;
        let found: Vec<_> = list.iter().map(|payout| (payout.amount.amount(), payout.method.as_str(), payout.account.as_str())).collect();
        assert_eq!(found, [(15_000, "bank", "002 ····1234"), (4_000, "ewallet", "dana ····7890")]);
        assert_eq!(balance(&town, AccountKind::PayoutInFlight, city).await, Rupiah(19_000));
        assert_eq!(balance(&town, AccountKind::PayoutClearing, town.market).await, Rupiah::ZERO);
        assert_eq!(code(settlement::pay_payout(desk, &manager, "not-in-cash", list[0].id).await), "not_cash");

        assert_eq!(code(disbursements::make_file(desk, &manager, "not-a-treasurer").await), "not_allowed");
        let file = filed(&town, "file-key-1").await;
        let again = disbursements::make_file(desk, &treasurer, "file-key-1").await.unwrap();
        assert_eq!(again, Some(file), "an answer that was lost is given again");
        assert_eq!(code(disbursements::make_file(desk, &treasurer, "file-key-2").await), "nothing_to_pay");
        downloads(desk, &treasurer, &manager, file).await;

        let bytes = answer(&town, file, "Sukses").await;
        let report = take(&town, "answer-key-1", file, bytes.clone()).await.unwrap();
        assert_eq!(report, ResultReport { arrived: 2, failed: 0, known: 0 });
        assert_eq!(take(&town, "answer-key-1", file, bytes.clone()).await.unwrap(), report, "the same form again");
        assert_eq!(take(&town, "answer-key-2", file, bytes).await.unwrap(), ResultReport { arrived: 0, failed: 0, known: 2 });
        assert_eq!(balance(&town, AccountKind::PayoutInFlight, city).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::Bank, city).await, Rupiah(-19_000));
        let batch = settlement::get_settlement(desk, &treasurer, batch).await.unwrap();
        assert_eq!(batch.settlement.state, BatchState::Paid);
        assert!(batch.payouts.iter().all(|payout| payout.state == PayoutState::Paid && payout.paid.is_some()));
    });
}

/// Whole accounts, in both forms, for the treasurer alone, and the trail knows of it.
async fn downloads(desk: &Desk, treasurer: &Actor, manager: &Actor, file: TransferFileId) {
    let (_, csv) = disbursements::download(desk, treasurer, file, &PROFILES[0], FileKind::Csv).await.unwrap();
    let text = String::from_utf8(csv.clone()).unwrap();
    assert!(text.contains(",bank,002,BRI,0021011234,Sumiati,15000,") && text.contains(",ewallet,dana,DANA,081234567890,"), "{text}");
    let (_, again) = disbursements::download(desk, treasurer, file, &PROFILES[0], FileKind::Csv).await.unwrap();
    assert_eq!(again, csv, "a file never changes");
    let (_, xlsx) = disbursements::download(desk, treasurer, file, &PROFILES[1], FileKind::Xlsx).await.unwrap();
    assert_eq!(xlsx[..4], *b"PK\x03\x04");
    let refused = disbursements::download(desk, manager, file, &PROFILES[0], FileKind::Csv).await;
    assert_eq!(code(refused), "not_allowed");
    let mut tx = desk.house.db.reader().await.unwrap();
    let acts = ::registry::audit::list(&mut tx, desk.city_id(), file).await.unwrap();
    assert_eq!(acts.iter().filter(|entry| entry.action == "transfers.downloaded").count(), 3);
}

#[test]
fn the_maker_of_a_batch_sends_nothing() {
    both(async |house| {
        let town = earning(&house).await;
        let mut both_hats = town.actor(town.manager).await;
        both_hats.grants.extend(town.actor(town.treasurer).await.grants);
        let (manager, desk, today) = (town.actor(town.manager).await, &town.desk, town.desk.today());
        let float = settlement::float_of_runner(desk, &manager, town.market, town.runners[0]).await.unwrap();
        let bring =
            settlement::ReturnCash { market: town.market, runner: town.runners[0], counted: float, expected: None, reason: String::new() };
        settlement::return_cash(desk, &manager, "hats-return", bring).await.unwrap();
        let close = settlement::CloseCash { market: town.market, date: today, counted: float, expected: None, reason: String::new() };
        settlement::close_cash(desk, &manager, "hats-close", close).await.unwrap();
        let batch = settlement::create_settlement(desk, &both_hats, "hats-batch", town.market, today).await.unwrap();
        assert_eq!(code(settlement::approve_settlement(desk, &both_hats, "hats-check", batch).await), "maker_is_checker");
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::PayoutInFlight, desk.city_id()).await, Rupiah::ZERO);
        assert_eq!(code(disbursements::make_file(desk, &both_hats, "hats-file").await), "nothing_to_pay");
    });
}

#[test]
fn two_hands_make_one_file() {
    both(async |house| {
        let town = earning(&house).await;
        settled(&town, "hands-day").await;
        let treasurer = town.actor(town.treasurer).await;
        let running: Vec<_> = (0..8)
            .map(|number| {
                let (desk, treasurer) = (town.desk.clone(), treasurer.clone());
                tokio::spawn(async move { disbursements::make_file(&desk, &treasurer, &format!("hands-file-{number}")).await })
            })
            .collect();
        let mut made = 0;
        for attempt in running {
            match attempt.await.unwrap() {
                Ok(Some(_)) => made += 1,
                Ok(None) => panic!("nobody changed an account"),
                Err(error) => assert!(["nothing_to_pay", "stale"].contains(&error.code()), "{error}"),
            }
        }
        assert_eq!(made, 1);
        check(&town).await;
        let overview = disbursements::overview(&town.desk, &treasurer).await.unwrap();
        assert_eq!((overview.files.len(), overview.waiting, overview.files[0].open), (1, 0, 1));
    });
}

#[test]
fn money_that_came_back_is_paid_with_the_next_batch() {
    both(async |house| {
        let mut town = earning(&house).await;
        any_amount(&mut town);
        let city = town.desk.city_id();
        house.clock.advance(MINUTE);
        settled(&town, "back-day-1").await;
        house.clock.advance(MINUTE);
        let file = filed(&town, "back-file-1").await;
        let report = take(&town, "back-answer-1", file, answer(&town, file, "gagal").await).await.unwrap();
        assert_eq!(report, ResultReport { arrived: 0, failed: 2, known: 0 });
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[0]).await, Rupiah(15_000));
        assert_eq!(balance(&town, AccountKind::RunnerEarning, town.runners[0]).await, Rupiah(4_000));
        let seller = town.actor(town.sellers[0]).await;
        let today = town.desk.today();
        let statement = settlement::statement_of_stall(&town.desk, &seller, town.stalls[0], today, today).await.unwrap();
        let reasons: Vec<_> = statement.lines.iter().map(|line| (line.reason, line.change.amount())).collect();
        assert_eq!(reasons, [("goods_sold", 15_000), ("payout_prepared", -15_000), ("payout_cancelled", 15_000)]);
        assert_eq!(statement.payouts[0].failure, "Rekening tutup");

        house.clock.advance(DAY);
        let batch = settled(&town, "back-day-2").await;
        let list = payouts(&town, &town.actor(town.treasurer).await, batch).await;
        assert_eq!(list.iter().map(|payout| payout.amount.amount()).collect::<Vec<_>>(), [15_000, 4_000]);
        let file = filed(&town, "back-file-2").await;
        take(&town, "back-answer-2", file, answer(&town, file, "berhasil").await).await.unwrap();
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[0]).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::RunnerEarning, town.runners[0]).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::Bank, city).await, Rupiah(-19_000));
    });
}

#[test]
fn an_account_that_changed_gets_nothing_unseen() {
    both(async |house| {
        let town = earning(&house).await;
        let treasurer = town.actor(town.treasurer).await;
        settled(&town, "changed-day").await;
        let changed = SetWish { version: 1, ..wish("bank", "9999000011") };
        let stale = SetWish { version: 0, ..wish("bank", "8888000011") };
        assert_eq!(code(stall_wishes(&town, 0, stale).await), "stale");
        stall_wishes(&town, 0, changed).await.unwrap();
        let file = disbursements::make_file(&town.desk, &treasurer, "changed-file").await.unwrap();
        check(&town).await;
        assert_eq!(file, None, "neither account was looked at by two people");
        assert_eq!(disbursements::make_file(&town.desk, &treasurer, "changed-file").await.unwrap(), None);
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[0]).await, Rupiah(15_000));
        assert_eq!(balance(&town, AccountKind::PayoutInFlight, town.desk.city_id()).await, Rupiah::ZERO);

        house.clock.advance(DAY);
        let batch = settled(&town, "changed-day-2").await;
        let list = payouts(&town, &treasurer, batch).await;
        assert_eq!((list[0].account.as_str(), list[0].amount), ("002 ····0011", Rupiah(15_000)));
        let rarely = SetWish { version: 2, frequency: "weekly".into(), ..wish("bank", "") };
        stall_wishes(&town, 0, rarely).await.expect("the number that is there is kept");
        filed(&town, "changed-file-2").await;
        // A wish for another method counts for the next batch too; what is in a file goes where the file says.
        let cash = SetWish { version: 3, method: "cash".into(), ..wish("bank", "") };
        stall_wishes(&town, 0, cash).await.unwrap();
        check(&town).await;
    });
}
