//! A run in which much goes otherwise: a refused line, a short weight, a question, a wrong PIN, cash that does not add up.
//!
//! In the small town, so that every amount can be said beforehand.

use kernel::id::OfferId;
use kernel::{Role, Rupiah, Scope};
use ledger::AccountKind;
use market::orders::{LineState, OrderLine, OrderState, SubstitutionState};
use testkit::both;

use super::buying::TOWN_DOOR;
use super::person::Person;
use super::stage::{Stage, money, turn};
use crate::town::Town;

const MARKET: &str = "pasar-contoh";

/// Half a kilogram of the other stall's chilli, 2 bunches of another green, 800 g of chicken, a sack of rice.
const GOODS: Rupiah = Rupiah(31_000 + 6_000 + 30_400 + 72_500);
/// With the way (the door is in the market's ward) and the city's fee.
const TOTAL: Rupiah = Rupiah(GOODS.0 + 5_000 + 1_000);
/// What the runner brings, and what is in the box at last.
const BROUGHT: Rupiah = Rupiah(TOTAL.0 - 500);
const COUNTED: Rupiah = Rupiah(BROUGHT.0 + 200);

#[test]
fn what_goes_wrong_is_put_right_and_every_rupiah_is_accounted_for() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let buyer = stage.person(&phone(1)).await;
        let number = buy(&town, &buyer).await;
        stage.check().await;
        buyer.mark().await;

        refuse(&stage, &town, &number).await;
        let manager = stage.person(&phone(3)).await;
        manager.goto(&format!("/kelola/{MARKET}")).await;
        manager.assign(MARKET, &number, town.runners[0]).await;
        let runner = stage.person(&phone(5)).await;
        runner.start_shopping(&number).await;
        shop(&stage, &town, &number, &runner, &buyer).await;
        to_the_door(&stage, &number, &runner, &buyer).await;
        buyer.is_still_marked().await;
        buyer.complained_of_nothing().await;
        runner.complained_of(&[409, 422]).await;

        bring_too_little(&stage, &town, &manager).await;
        find_too_much(&stage, &town, &manager).await;
        pay(&stage, &town, &manager).await;
        manager.complained_of(&[409, 422]).await;
    });
}

/// The line for which an offer was ordered.
async fn line(stage: &Stage, number: &str, offer: OfferId) -> OrderLine {
    stage.order(number).await.lines.into_iter().find(|line| line.offer == offer).expect("the line")
}

/// The number of the town's so-manieth inhabitant.
fn phone(number: usize) -> String {
    format!("0812000000{number:02}")
}

async fn buy(town: &Town, buyer: &Person) -> String {
    for (product, offer, quantity, rule) in [
        ("cabai-rawit", "rawit-a", "½ kg", "Carikan yang paling mirip"),
        ("bayam", "bayam-a", "2 ikat", "Tanya saya dulu"),
        ("ayam-utuh", "ayam-c", "1 kg", "Lewati saja"),
        ("beras-5kg", "beras-d", "1 sak", "Jangan pernah diganti"),
    ] {
        buyer.look_at(product, town.offer(offer)).await;
        buyer.take(quantity, Some(rule)).await;
    }
    buyer.basket_holds(4).await;
    buyer.order(&TOWN_DOOR).await
}

/// The first trader has no chilli: the rule finds it at the next stall, and the buyer sees it without a reload.
async fn refuse(stage: &Stage, town: &Town, number: &str) {
    let chilli = line(stage, number, town.offer("rawit-a")).await;
    let trader = stage.person(&phone(7)).await;
    trader.goto("/jual").await;
    trader.lack(chilli.id).await;
    let chilli = line(stage, number, town.offer("rawit-a")).await;
    assert_eq!((chilli.picked_offer, chilli.stall), (Some(town.offer("rawit-b")), town.stalls[1]));
    stage.check().await;
    trader.complained_of_nothing().await;
    let other = stage.person(&phone(8)).await;
    other.goto("/jual").await;
    // Half a kilogram at this stall's price, not at that of the stall which had none.
    other.reads("[data-live=accepted]", number.rsplit('-').next().unwrap()).await;
    other.reads("[data-live=accepted]", "Rp31.000").await;
    other.complained_of_nothing().await;
}

/// The walk: too much is refused beside the field, short is taken, what is not there is asked about and answered.
async fn shop(stage: &Stage, town: &Town, number: &str, runner: &Person, buyer: &Person) {
    assert_eq!(runner.stops().await, ["A-1", "A-2", "A-3", "A-4"]);
    let ordered = async |offer| line(stage, number, town.offer(offer)).await;
    let (chilli, spinach, chicken, rice) =
        (ordered("rawit-a").await, ordered("bayam-a").await, ordered("ayam-c").await, ordered("beras-d").await);
    runner.find_none(spinach.id).await;
    runner.unfold(spinach.id).await;
    runner.wait_for_text("Tawarkan gantinya").await;
    runner.click_css(&format!("#b-{} label:has(input[name=offer][value='{}'])", spinach.id, town.offer("sawi-b"))).await;
    runner.press(&format!("#b-{} form[action$='/tawar'] button", spinach.id)).await;
    runner.wait_for_text("Menunggu jawaban pembeli").await;
    buyer.wait_for_text("Kurir bertanya").await;
    buyer.reads(".question", "sawi").await;

    runner.pick_exactly(chilli.id).await;
    runner.weigh(chicken.id, "1400").await;
    runner.wait_for_text("Timbangannya melebihi kesepakatan").await;
    assert_eq!(line(stage, number, chicken.offer).await.state, LineState::Open);
    runner.weigh(chicken.id, "800").await;
    runner.is_picked(chicken.id).await;
    runner.pick_exactly(rice.id).await;
    stage.check().await;

    buyer.press_words("Ya, ganti").await;
    buyer.until("the question to be gone", async || buyer.count(".question").await == 0).await;
    assert_eq!(stage.order(number).await.substitutions.last().unwrap().state, SubstitutionState::Accepted);
    // An answer is sent as a form: this page is a new one.
    buyer.mark().await;
    runner.goto("/kurir/belanja").await;
    runner.pick_exactly(spinach.id).await;
    stage.check().await;
    runner.finish_shopping(number).await;
    buyer.reads(".receipt .sum", &money(TOTAL)).await;
    let order = stage.order(number).await.order;
    assert_eq!((order.goods_final, order.total_final), (Some(GOODS), Some(TOTAL)));
    stage.check().await;
}

/// The first PIN is wrong: said beside the field, counted, and nothing is handed over.
async fn to_the_door(stage: &Stage, number: &str, runner: &Person, buyer: &Person) {
    runner.leave(number).await;
    assert_eq!(runner.text_of(".collect-sum").await, money(TOTAL));
    let pin = buyer.pin().await;
    runner.hand_over(if pin == "0000" { "0001" } else { "0000" }).await;
    runner.reads("#pin-wrong", "PIN belum cocok. Sisa 4 kali mencoba.").await;
    assert_eq!(stage.order(number).await.order.state, OrderState::Delivering);
    stage.check().await;
    runner.hand_over(&pin).await;
    buyer.reads(".order-head", "diterima").await;
    assert_eq!(stage.order(number).await.order.state, OrderState::Delivered);
    stage.check().await;
}

/// The runner is 500 short. Without a reason it is refused beside the field, and what was typed stays.
async fn bring_too_little(stage: &Stage, town: &Town, manager: &Person) {
    let runner = town.runners[0];
    let form = Person::return_form(MARKET, runner);
    manager.goto(&format!("/kelola/{MARKET}/kas")).await;
    manager.count_return(MARKET, runner, BROUGHT, "").await;
    manager.reads(&format!("{form} .wrong"), "Tulis alasannya").await;
    assert_eq!(manager.value_of(&format!("[id='counted-{runner}']")).await, BROUGHT.amount().to_string());
    assert_eq!(stage.balance(AccountKind::RunnerFloat, runner).await, TOTAL);
    stage.check().await;
    manager.count_return(MARKET, runner, BROUGHT, "kembalian kurang").await;
    manager.until("the return", async || manager.count(&form).await == 0).await;
    assert_eq!(stage.balance(AccountKind::RunnerFloat, runner).await, Rupiah::ZERO);
    assert_eq!(stage.balance(AccountKind::CashBox, town.market).await, BROUGHT);
    assert_eq!(stage.balance(AccountKind::CashDifference, town.market).await, TOTAL - BROUGHT);
    manager.wait_for_text("kembalian kurang").await;
    stage.check().await;
}

/// The box holds 200 too much. The same refusal, and the day is open until a reason is told.
async fn find_too_much(stage: &Stage, town: &Town, manager: &Person) {
    let counted = COUNTED.amount().to_string();
    manager.close_box(MARKET, &counted, "").await;
    manager.reads("#reason-wrong", "Tulis alasannya").await;
    assert_eq!(manager.value_of("#counted").await, counted);
    assert_eq!(stage.balance(AccountKind::CashBox, town.market).await, BROUGHT);
    stage.check().await;
    manager.close_box(MARKET, &counted, "uang kecil kemarin").await;
    manager.until("the closing", async || manager.count("form[action$='/kas/tutup']").await == 0).await;
    assert_eq!(stage.balance(AccountKind::CashBox, town.market).await, COUNTED);
    assert_eq!(stage.balance(AccountKind::CashDifference, town.market).await, TOTAL - COUNTED);
    stage.check().await;
}

/// Three stalls and the runner are paid; the stall that lost its line gets nothing.
async fn pay(stage: &Stage, town: &Town, manager: &Person) {
    let batch = manager.prepare_settlement(MARKET).await;
    let expected = [Rupiah(37_000), Rupiah(30_400), Rupiah(72_500), Rupiah(4_000)];
    assert_eq!(manager.every_text("table.payouts td.money").await, expected.map(money));
    // Whoever prepared it cannot approve it.
    assert_eq!(manager.count("form[action$='/setuju']").await, 0);
    let treasurer = stage.first(Role::Treasurer, Scope::City).await;
    let treasurer = stage.person(treasurer.phone.as_str()).await;
    treasurer.approve().await;
    treasurer.complained_of_nothing().await;
    manager.pay_everyone(&batch).await;
    stage.check().await;
    assert_eq!(stage.balance(AccountKind::CashBox, town.market).await, COUNTED - expected.into_iter().sum());
    for (inhabitant, sold) in [(7, Rupiah::ZERO), (8, Rupiah(37_000)), (9, Rupiah(30_400)), (10, Rupiah(72_500))] {
        let trader = stage.person(&phone(inhabitant)).await;
        trader.goto("/jual/uang").await;
        trader.reads(".facts div:nth-child(1)", &money(sold)).await;
        trader.reads(".facts div:nth-child(2)", &money(sold)).await;
        trader.complained_of_nothing().await;
    }
}
