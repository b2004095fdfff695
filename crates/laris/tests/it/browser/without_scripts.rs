//! The buyer's whole run with JavaScript switched off. What others do meanwhile goes through the services.

use kernel::Quantity;
use kernel::id::OrderId;
use market::delivery;
use market::delivery::handover::Proof;
use market::orders::{OrderState, SubstitutionState};
use market::picking::{self, PickInput};
use testkit::both;

use super::buying::TOWN_DOOR;
use super::person::Person;
use super::stage::{Stage, money, turn};
use crate::town::Town;

#[test]
fn a_buyer_needs_no_scripts() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let buyer = stage.visitor_without_scripts().await;
        let number = buy(&town, &buyer).await;
        let order = stage.order(&number).await.order.id;
        buyer.reads(".receipt .sum", &money(stage.order(&number).await.order.total_estimate())).await;

        ask(&town, order).await;
        buyer.goto(&format!("/pesanan/{number}")).await;
        buyer.wait_for_text("Kurir bertanya").await;
        buyer.press_words("Tidak usah").await;
        buyer.until("the question to be gone", async || buyer.count(".question").await == 0).await;
        assert_eq!(stage.order(&number).await.substitutions[0].state, SubstitutionState::Refused);
        stage.check().await;

        deliver(&town, order, &buyer, &number).await;
        stage.check().await;
        again_and_cancelled(&stage, &buyer, &number).await;
        sign_out(&buyer).await;
        buyer.complained_of_nothing().await;
    });
}

/// From the home page through market and product to the basket, sign-in and order, all by links and forms.
async fn buy(town: &Town, buyer: &Person) -> String {
    buyer.goto("/").await;
    buyer.click_css("a[href='/pasar/pasar-contoh']").await;
    buyer.fill("nama", "bayam").await;
    buyer.send("form[role=search]:has([name=nama])").await;
    // One tap on a card adds the least that is sold.
    buyer.press(".good form button").await;
    buyer.basket_holds(1).await;
    buyer.look_at("cabai-rawit", town.offer("rawit-a")).await;
    buyer.take("Rp15.000", None).await;
    buyer.basket_holds(2).await;

    buyer.goto("/keranjang").await;
    // The spinach becomes two bunches, to be asked about.
    let line = ".line:has(a[href*='bayam'])";
    buyer.click_css(&format!("{line} summary")).await;
    buyer.click_css(&format!("{line} label:has(input[value=ask])")).await;
    let field = buyer.attribute_of(&format!("{line} input[name=quantity]"), "id").await.unwrap();
    buyer.fill(&field, "2 ikat").await;
    buyer.press(&format!("{line} button[value=save]")).await;
    buyer.until("two bunches", async || buyer.value_of(&format!("{line} input[name=quantity]")).await.starts_with('2')).await;
    assert_eq!(buyer.text_of("aside .sum dd").await, "Rp21.000");

    buyer.click("Pesan sekarang").await;
    buyer.arrive("/masuk").await;
    buyer.sign_in("0812 0000 0001", "").await;
    buyer.arrive("/pesan").await;
    buyer.write_door(&TOWN_DOOR).await;
    buyer.choose_slot().await;
    buyer.place().await
}

/// The runner finds no spinach, and asks.
async fn ask(town: &Town, order: OrderId) {
    let manager = town.actor(town.manager).await;
    delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
    let runner = town.actor(town.runners[0]).await;
    let lines = town.detail(order).await.lines;
    let line = lines.iter().find(|line| line.offer == town.offer("bayam-a")).unwrap();
    let none = PickInput { version: line.version, picked: Quantity::ZERO, price: None, device: None };
    picking::record_pick(&town.desk, &runner, "no-spinach", order, line.id, none).await.unwrap();
    picking::propose(&town.desk, &runner, "ask-spinach", order, line.id, town.offer("sawi-b"), None).await.unwrap();
}

/// The rest is weighed and brought; the page, asked for again, says what it costs and that it is done.
async fn deliver(town: &Town, order: OrderId, buyer: &Person, number: &str) {
    let (desk, runner) = (&town.desk, town.actor(town.runners[0]).await);
    let lines = town.detail(order).await.lines;
    let line = lines.iter().find(|line| line.offer == town.offer("rawit-a")).unwrap();
    let input = PickInput { version: line.version, picked: line.quantity, price: None, device: None };
    picking::record_pick(desk, &runner, "pick-chilli", order, line.id, input).await.unwrap();
    picking::finish_picking(desk, &runner, order).await.unwrap();
    delivery::start_delivery(desk, &runner, order).await.unwrap();
    let due = town.detail(order).await.order.total_final.unwrap();
    assert_eq!(due.amount(), 15_000 + 6_000);
    buyer.goto(&format!("/pesanan/{number}")).await;
    buyer.reads(".receipt .sum", &money(due)).await;
    let pin = Proof::Pin(buyer.pin().await);
    delivery::hand_over(desk, &runner, "no-scripts-door", order, pin, due, None).await.unwrap();
    buyer.goto(&format!("/pesanan/{number}")).await;
    buyer.reads(".order-head", "diterima").await;
}

/// The same again, to the address that was kept; then it is not wanted after all.
async fn again_and_cancelled(stage: &Stage, buyer: &Person, number: &str) {
    buyer.press_words("Pesan lagi").await;
    buyer.goto("/keranjang").await;
    assert_eq!(buyer.count(".line").await, 2);
    buyer.click("Pesan sekarang").await;
    buyer.arrive("/pesan").await;
    if buyer.count("input[name=address][value=new]:checked, input[type=hidden][name=address]").await > 0 {
        buyer.write_door(&TOWN_DOOR).await;
    }
    buyer.choose_slot().await;
    let second = buyer.place().await;
    assert_ne!(second, number);
    buyer.click("Batalkan pesanan").await;
    buyer.fill("reason", "salah pesan").await;
    buyer.press_words("Ya, batalkan").await;
    buyer.reads(".order-head", "batal").await;
    assert_eq!(stage.order(&second).await.order.state, OrderState::Cancelled);
    stage.check().await;
    buyer.goto("/pesanan").await;
    assert_eq!(buyer.count("a[href^='/pesanan/2']").await, 2);
}

async fn sign_out(buyer: &Person) {
    buyer.goto("/akun").await;
    buyer.send("form[action='/keluar']").await;
    buyer.until("the sign-out", async || !buyer.path().await.starts_with("/keluar")).await;
    buyer.goto("/pesanan").await;
    buyer.arrive("/masuk").await;
}
