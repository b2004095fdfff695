//! Paying by a code: at the door, on the runner's and the buyer's page at once, and on to the traders' accounts; and ahead, with the rest
//! coming back.

use kernel::Rupiah;
use ledger::AccountKind;
use market::orders::OrderState;
use testkit::both;

use super::arriving;
use super::person::Person;
use super::plain::{MARKET, NEW_PHONE, accept, bring, buy};
use super::stage::{Stage, money, turn};

/// The buyer's other window, where the wallet is.
async fn pay_in_the_wallet(wallet: &Person, number: &str, manner: &str) {
    wallet.goto(&format!("/pesanan/{number}")).await;
    wallet.click_css(".pay-card a[href^='/coba-bayar/']").await;
    wallet.click_css(&format!("label.choice:has(input[value={manner}])")).await;
    wallet.send("form[action^='/coba-bayar/']").await;
    wallet.reads(".good-news", "Dibayar").await;
}

async fn assigned(stage: &Stage, number: &str) -> registry::people::Person {
    let market = stage.order(number).await.order.market;
    let manager = stage.person(stage.manager(market).await.phone.as_str()).await;
    let runner = stage.runner(market).await;
    manager.goto(&format!("/kelola/{MARKET}")).await;
    manager.assign(MARKET, number, runner.id).await;
    runner
}

/// Who was there when an order was paid for at the door.
pub struct AtTheDoor {
    pub number: String,
    pub runner: registry::people::Person,
    pub total: Rupiah,
}

/// From the search field to the door, where both screens turn "paid" by themselves.
pub async fn pay_at_the_door(stage: &Stage) -> AtTheDoor {
    let buyer = stage.visitor().await;
    let number = buy(stage, &buyer).await;
    accept(stage, &number).await;
    let citizen = assigned(stage, &number).await;
    buyer.mark().await;
    let (runner, total) = bring(stage, &number, citizen.phone.as_str()).await;
    runner.press_words("Tampilkan QRIS").await;
    runner.reads(".pay-card .pay-sum", &money(total)).await;
    buyer.reads(".pay-card .pay-sum", &money(total)).await;
    runner.mark().await;
    let wallet = stage.person(NEW_PHONE).await;
    pay_in_the_wallet(&wallet, &number, "twice").await;
    buyer.reads(".pay-card", "Lunas").await;
    runner.reads(".pay-card", "Lunas").await;
    assert_eq!(runner.count(".collect-sum").await, 0, "no cash is asked for any more");
    runner.is_still_marked().await;
    buyer.is_still_marked().await;
    runner.hand_over(&buyer.pin().await).await;
    buyer.reads(".order-head", "diterima").await;
    buyer.reads(".receipt", "Lunas dengan QRIS").await;
    stage.check().await;
    for person in [&buyer, &runner, &wallet] {
        person.complained_of_nothing().await;
    }
    AtTheDoor { number, runner: citizen, total }
}

#[test]
fn both_screens_turn_paid_and_the_money_arrives() {
    let _turn = turn();
    both(async |house| {
        let stage = Stage::malang(&house).await;
        let paid = pay_at_the_door(&stage).await;
        assert_eq!(stage.balance(AccountKind::RunnerFloat, paid.runner.id).await, Rupiah::ZERO);
        assert_eq!(stage.order(&paid.number).await.order.state, OrderState::Delivered);
        arriving::everybody_is_paid_through_the_bank(&stage, &paid).await;
        arriving::the_statement_agrees(&stage, &paid).await;
    });
}

#[test]
fn what_was_paid_ahead_and_not_needed_comes_back() {
    let _turn = turn();
    both(async |house| {
        let stage = Stage::malang(&house).await;
        let buyer = stage.visitor().await;
        let number = buy(&stage, &buyer).await;
        let most = stage.order(&number).await.order.total_max();
        buyer.press_words("Tampilkan QRIS").await;
        buyer.reads(".pay-card .pay-sum", &money(most)).await;
        let wallet = stage.person(NEW_PHONE).await;
        pay_in_the_wallet(&wallet, &number, "none").await;
        buyer.reads(".pay-card", "Lunas").await;
        accept(&stage, &number).await;
        let citizen = assigned(&stage, &number).await;
        let runner = stage.person(citizen.phone.as_str()).await;
        let detail = stage.order(&number).await;
        runner.start_shopping(&number).await;
        for line in &detail.lines {
            runner.pick_exactly(line.id).await;
        }
        runner.finish_shopping(&number).await;
        runner.leave(&number).await;
        assert_eq!(runner.count(".collect-sum").await, 0);
        runner.hand_over(&buyer.pin().await).await;
        let total = stage.order(&number).await.order.total_final.unwrap();
        let books = async || stage.app.sandbox.as_ref().unwrap().books().await.unwrap();
        buyer.until("the rest to go back", async || books().await[0].refunded == most - total).await;
        buyer.goto(&format!("/pesanan/{number}")).await;
        buyer.reads(".pay-card", &format!("{} sudah dikembalikan", money(most - total))).await;
        stage.check().await;
        let held = books().await[0].amount - books().await[0].refunded;
        assert_eq!(held, total);
        buyer.complained_of_nothing().await;
    });
}
