//! A visitor's first order, from the search field to the trader's money, with nothing going wrong.

use kernel::id::OfferId;
use kernel::{Role, Rupiah, Scope};
use ledger::AccountKind;
use market::orders::{OrderDetail, OrderState};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on, both};

use super::buying::MALANG_DOOR;
use super::person::Person;
use super::stage::{Stage, money, turn};

/// Where the plain run shops.
pub const MARKET: &str = "oro-oro-dowo";
/// A number that nobody in the city has yet.
pub const NEW_PHONE: &str = "+62 813-3400-1234";

#[test]
fn a_first_order_ends_as_the_traders_money() {
    let _turn = turn();
    both(async |house| run(&Stage::malang(&house).await).await);
}

/// A city that grew: whichever server a request comes to, it knows the session, the basket and what changed.
#[test]
fn a_first_order_with_three_replicas() {
    let _turn = turn();
    let scratch = Scratch::make();
    block_on(async {
        let house = TestHouse::new(store::Db::open(&store::Options::postgres(scratch.url())).await.unwrap());
        let stage = Stage::replicated(&house).await;
        run(&stage).await;
        let asked = stage.proxy.as_ref().unwrap().asked();
        assert!(asked.iter().all(|count| *count > 20), "each server had its share: {asked:?}");
    });
}

async fn run(stage: &Stage) {
    let buyer = stage.visitor().await;
    let number = buy(stage, &buyer).await;
    stage.check().await;
    buyer.mark().await;
    let market = stage.order(&number).await.order.market;

    accept(stage, &number).await;
    stage.check().await;
    let manager = stage.person(stage.manager(market).await.phone.as_str()).await;
    let runner = stage.runner(market).await;
    manager.goto(&format!("/kelola/{MARKET}")).await;
    manager.assign(MARKET, &number, runner.id).await;
    stage.check().await;

    let total = pick(stage, &number, runner.phone.as_str(), &buyer).await;
    buyer.is_still_marked().await;
    buyer.complained_of_nothing().await;
    assert_eq!(stage.balance(AccountKind::RunnerFloat, runner.id).await, total);

    settle(stage, &manager, &number, total).await;
    manager.complained_of_nothing().await;
    traders_see_their_money(stage, &number).await;
}

/// Searches, fills the basket from two stalls, signs in on the way to the checkout, orders; gives the number.
pub async fn buy(stage: &Stage, buyer: &Person) -> String {
    buyer.goto("/").await;
    buyer.fill("q", "lombok cilik").await;
    buyer.send("form.find").await;
    buyer.reads(".good h3", "Cabai rawit merah").await;
    buyer.goto(&format!("/cari?q=lombok+cilik&pasar={MARKET}")).await;
    // Chilli is also sold in small bags; a quarter of a kilogram is weighed.
    buyer.click_css(".good:not(.is-out) h3 a[href*='/cabai-rawit-merah-kg?']").await;
    let chilli: OfferId = buyer.value_of("input[name=offer]:checked").await.parse().unwrap();
    buyer.take("¼ kg", None).await;
    buyer.basket_holds(1).await;

    let (product, spinach) = spinach_elsewhere(stage, chilli);
    buyer.look_at(&product, spinach).await;
    buyer.take("2 ikat", None).await;
    buyer.basket_holds(2).await;
    buyer.goto("/keranjang").await;
    assert_eq!((buyer.count(".group").await, buyer.count(".line").await), (2, 2));
    let goods = price_of(stage, chilli, 250) + price_of(stage, spinach, 2_000);
    assert_eq!(buyer.text_of("aside .sum dd").await, money(goods));

    buyer.click("Pesan sekarang").await;
    buyer.arrive("/masuk").await;
    buyer.sign_in(NEW_PHONE, "Ratna").await;
    buyer.arrive("/pesan").await;
    buyer.write_door(&MALANG_DOOR).await;
    buyer.choose_slot().await;
    let number = buyer.place().await;
    let detail = stage.order(&number).await;
    assert_eq!((detail.lines.len(), detail.seller_orders.len(), detail.order.goods_estimate), (2, 2, goods));
    assert_eq!((detail.order.recipient.as_str(), detail.order.rt, detail.order.rw), ("Ratna", 3, 4));
    buyer.reads(".receipt .sum", &money(detail.order.total_estimate())).await;
    number
}

/// Spinach of another stall than the chilli's: product and offer.
fn spinach_elsewhere(stage: &Stage, chilli: OfferId) -> (String, OfferId) {
    let (catalogue, now) = (stage.app.catalogue.read(), stage.app.desk.now());
    let stall = catalogue.offer(chilli).unwrap().stall.id;
    let market = catalogue.market(MARKET).unwrap().id;
    let found = catalogue.offers_of_market(market).find(|view| {
        view.product.slug.starts_with("bayam")
            && view.stall.id != stall
            && view.availability(now).is_open()
            && view.offer.stock.milli() >= 2_000
    });
    let view = found.expect("spinach at another stall");
    (view.product.slug.clone(), view.offer.id)
}

fn price_of(stage: &Stage, offer: OfferId, milli: i64) -> Rupiah {
    stage.app.catalogue.read().offer(offer).unwrap().offer.price.times_milli(milli).unwrap()
}

/// Each trader sees the order come in and has everything.
pub async fn accept(stage: &Stage, number: &str) {
    for part in stage.order(number).await.seller_orders {
        let trader = stage.person(stage.seller(part.stall).await.phone.as_str()).await;
        trader.goto("/jual").await;
        trader.reads(".incoming", number).await;
        trader.accept_all().await;
        trader.complained_of_nothing().await;
    }
}

/// The walk, up to the door: the runner and what is to be paid.
pub async fn bring(stage: &Stage, number: &str, phone: &str) -> (Person, Rupiah) {
    let runner = stage.person(phone).await;
    runner.start_shopping(number).await;
    let detail = stage.order(number).await;
    assert_eq!(runner.stops().await, walk(stage, &detail));
    let sold_by = |unit: &str| detail.lines.iter().find(|line| line.unit == unit).expect("a line");
    let (chilli, spinach) = (sold_by("kg"), sold_by("ikat"));
    runner.weigh(chilli.id, "260").await;
    runner.is_picked(chilli.id).await;
    runner.pick_exactly(spinach.id).await;
    stage.check().await;
    runner.finish_shopping(number).await;
    runner.leave(number).await;

    let detail = stage.order(number).await;
    let total = detail.order.total_final.expect("a final total");
    let goods = chilli.price.times_milli(260).unwrap() + spinach.estimate;
    assert_eq!(detail.order.goods_final, Some(goods));
    assert_eq!(total, (goods + detail.order.delivery_fee + detail.order.service_fee).rounded_to(100));
    assert_eq!(runner.text_of(".collect-sum").await, money(total));
    (runner, total)
}

/// The walk and the door; the buyer follows on the page that stays open. Gives what was paid.
async fn pick(stage: &Stage, number: &str, phone: &str, buyer: &Person) -> Rupiah {
    let (runner, total) = bring(stage, number, phone).await;
    buyer.reads(".receipt .sum", &money(total)).await;
    runner.hand_over(&buyer.pin().await).await;
    buyer.reads(".order-head", "diterima").await;
    assert_eq!(stage.order(number).await.order.state, OrderState::Delivered);
    stage.check().await;
    runner.goto("/kurir/uang").await;
    assert_eq!(runner.text_of(".owed-sum").await, money(total));
    runner.complained_of_nothing().await;
    total
}

/// The places of an order's stalls, in walking order.
fn walk(stage: &Stage, detail: &OrderDetail) -> Vec<String> {
    let catalogue = stage.app.catalogue.read();
    let mut stalls: Vec<_> = detail.lines.iter().map(|line| catalogue.stall_by_id(line.stall).unwrap().stall).collect();
    stalls.sort_by_key(|stall| stall.walking_order);
    stalls.iter().map(|stall| format!("{}-{}", stall.block, stall.number)).collect()
}

/// The runner's cash comes in, the day is closed, the treasurer approves, the manager pays.
async fn settle(stage: &Stage, manager: &Person, number: &str, total: Rupiah) {
    let order = stage.order(number).await.order;
    let runner = order.runner.unwrap();
    manager.goto(&format!("/kelola/{MARKET}/kas")).await;
    manager.count_return(MARKET, runner, total, "").await;
    manager.until("the return", async || manager.count(&Person::return_form(MARKET, runner)).await == 0).await;
    assert_eq!(stage.balance(AccountKind::CashBox, order.market).await, total);
    stage.check().await;
    manager.close_box(MARKET, &total.amount().to_string(), "").await;
    manager.until("the closing", async || manager.count("form[action$='/kas/tutup']").await == 0).await;
    stage.check().await;

    let batch = manager.prepare_settlement(MARKET).await;
    stage.check().await;
    let treasurer = stage.first(Role::Treasurer, Scope::City).await;
    let treasurer = stage.person(treasurer.phone.as_str()).await;
    treasurer.approve().await;
    treasurer.complained_of_nothing().await;
    stage.check().await;
    manager.pay_everyone(&batch).await;
    stage.check().await;
    assert_eq!(stage.balance(AccountKind::PayoutClearing, order.market).await, Rupiah::ZERO);
    let earned = order.delivery_fee.share(stage.app.desk.city.settings.runner_share_bp);
    assert_eq!(stage.balance(AccountKind::CashBox, order.market).await, total - order.goods_final.unwrap() - earned);
}

/// What was sold stands on each trader's page, and that it was paid.
async fn traders_see_their_money(stage: &Stage, number: &str) {
    let detail = stage.order(number).await;
    for part in &detail.seller_orders {
        let sold: Rupiah = detail.lines.iter().filter(|line| line.stall == part.stall).filter_map(|line| line.total).sum();
        assert_eq!(stage.balance(AccountKind::StallPayable, part.stall).await, Rupiah::ZERO);
        let trader = stage.person(stage.seller(part.stall).await.phone.as_str()).await;
        trader.goto("/jual/uang").await;
        assert_eq!(trader.text_of(".owed-sum").await, money(Rupiah::ZERO));
        trader.reads(".facts div:nth-child(1)", &money(sold)).await;
        trader.reads(".facts div:nth-child(2)", &money(sold)).await;
        trader.complained_of_nothing().await;
    }
}
