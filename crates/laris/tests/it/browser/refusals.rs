//! What pages say when it does not go: each names the trouble beside its place, and nothing typed is lost.

use kernel::Rupiah;
use kernel::id::OfferId;
use market::orders::model::SubstitutionPolicy::Refund;
use testkit::both;
use testkit::browser::Browser;

use super::buying::{CHECKOUT_FORM, TOWN_DOOR};
use super::person::Person;
use super::stage::{Stage, turn};
use crate::town::Town;

/// The buyer of the town.
const BUYER: &str = "081200000001";

/// What stands in the checkout's address form.
async fn door_typed(buyer: &Person) -> [String; 5] {
    let mut typed = [const { String::new() }; 5];
    for (place, name) in typed.iter_mut().zip(["ward", "street", "rt", "rw", "landmark"]) {
        *place = buyer.value_of(&format!("#{name}")).await;
    }
    typed
}

/// Signed in, with goods in the basket, before a checkout form that is filled in.
async fn at_checkout(stage: &Stage, goods: &[(&str, OfferId, &str)]) -> Person {
    let buyer = stage.person(BUYER).await;
    for (product, offer, quantity) in goods {
        buyer.look_at(product, *offer).await;
        buyer.take(quantity, None).await;
    }
    buyer.basket_holds(goods.len()).await;
    buyer.goto("/pesan").await;
    buyer.write_door(&TOWN_DOOR).await;
    buyer.choose_slot().await;
    buyer
}

#[test]
fn quantities_that_are_none_are_refused_where_they_were_typed() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let visitor = stage.visitor().await;
        for (product, offer, typed, said) in [
            ("cabai-rawit", "rawit-a", "0", "Jumlahnya nol"),
            ("cabai-rawit", "rawit-a", "-1", "tidak boleh kurang dari nol"),
            ("cabai-rawit", "rawit-a", "10⁹", "Jumlahnya"),
            ("cabai-rawit", "rawit-a", "1000000000 kg", "terlalu banyak"),
            ("cabai-rawit", "rawit-a", "kg", "belum terbaca"),
            ("cabai-rawit", "rawit-a", "entahlah", "belum terbaca"),
            ("cabai-rawit", "rawit-a", "10 gram", "Paling sedikit"),
            ("cabai-rawit", "rawit-a", "2 ikat", "dijual per kg"),
            ("bayam", "bayam-a", "½ ikat", "Paling sedikit 1 ikat"),
            ("bayam", "bayam-a", "1,5 ikat", "Dijual per 1 ikat"),
        ] {
            visitor.look_at(product, town.offer(offer)).await;
            visitor.fill("note", "yang muda").await;
            visitor.take(typed, Some("Tanya saya dulu")).await;
            visitor.reads("#quantity-wrong", said).await;
            assert_eq!(visitor.value_of("#quantity").await, typed);
            assert_eq!(visitor.value_of("#note").await, "yang muda", "after {typed}");
            visitor.wait_for("input[name=substitution][value=ask]:checked").await;
            assert_eq!(visitor.count("#errors").await, 1);
        }
        assert_eq!(visitor.count(".basket-bar").await, 0, "nothing was put in");
        for (typed, kept) in [("1,5 kg", "1½ kg"), ("seprapat", "¼ kg"), ("Rp5.000", "Rp5.000")] {
            visitor.look_at("cabai-rawit", town.offer("rawit-a")).await;
            visitor.take(typed, None).await;
            visitor.wait_for(".basket-bar").await;
            visitor.goto("/keranjang").await;
            assert_eq!(visitor.value_of(".line input[name=quantity]").await, kept);
            visitor.press(".line button[value=remove]").await;
            visitor.until("an empty basket", async || visitor.count(".line").await == 0).await;
        }
        visitor.complained_of(&[422]).await;
    });
}

#[test]
fn stock_that_went_meanwhile_is_named_and_the_form_is_kept() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let goods = [("cabai-rawit", town.offer("rawit-a"), "4 kg"), ("beras-5kg", town.offer("beras-d"), "1 sak")];
        let buyer = at_checkout(&stage, &goods).await;
        let typed = door_typed(&buyer).await;
        town.order(vec![town.line("rawit-a", 2_000, Refund)], "somebody-faster").await;
        buyer.send(CHECKOUT_FORM).await;
        buyer.reads("#errors", "cabai-rawit").await;
        assert_eq!(stage.orders_of(BUYER).await, 1, "only the faster order");
        assert_eq!(town.stock("beras-d").await, 50_000, "nothing half-written");
        stage.check().await;
        buyer.reads("#accept_prices-box", "tinggal 3 kg, tidak dibelikan").await;
        assert_eq!(door_typed(&buyer).await, typed);
        buyer.goto("/keranjang").await;
        buyer.reads(".line.has-problem", "cabai-rawit").await;
        assert_eq!(buyer.count(".line").await, 2);
        buyer.press(".line.has-problem .notice button").await;
        buyer.until("the problem to be gone", async || buyer.count(".line.has-problem").await == 0).await;
        buyer.complained_of(&[409, 422]).await;
    });
}

#[test]
fn a_dearer_price_wants_a_yes() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let buyer = at_checkout(&stage, &[("cabai-rawit", town.offer("rawit-a"), "½ kg")]).await;
        let seller = town.actor(town.sellers[0]).await;
        market::catalogue::service::set_price(stage.house.house(), &seller, town.offer("rawit-a"), Rupiah(70_000)).await.unwrap();
        buyer.send(CHECKOUT_FORM).await;
        buyer.reads("#accept_prices-box", "Rp70.000").await;
        assert_eq!(stage.orders_of(BUYER).await, 0);
        assert_eq!(buyer.value_of("#street").await, TOWN_DOOR.street);
        buyer.click_css("label:has(#accept_prices)").await;
        buyer.place().await;
        assert_eq!(stage.orders_of(BUYER).await, 1);
        stage.check().await;
        buyer.complained_of(&[409, 422]).await;
    });
}

#[test]
fn a_slot_that_filled_up_is_said_at_the_slots() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let buyer = at_checkout(&stage, &[("bayam", town.offer("bayam-a"), "1 ikat")]).await;
        let typed = door_typed(&buyer).await;
        fill_first_slot(&town).await;
        buyer.send(CHECKOUT_FORM).await;
        buyer.reads("#slot-wrong", "penuh").await;
        assert_eq!(door_typed(&buyer).await, typed);
        stage.check().await;
        buyer.click_css("label.choice:has(input[name=slot]:not([disabled]))").await;
        buyer.place().await;
        stage.check().await;
        buyer.complained_of(&[409, 422]).await;
    });
}

/// Orders until the next window has no place left: 400 a window, a quarter kept for "as soon as possible".
async fn fill_first_slot(town: &Town) {
    let slot = town.slot().await;
    for number in 0..300 {
        town.order(vec![town.line("bayam-a", 1_000, Refund)], &format!("fill-{number:04}")).await;
    }
    assert_ne!(town.slot().await, slot);
}

#[test]
fn the_same_form_twice_is_one_order() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let buyer = at_checkout(&stage, &[("beras-5kg", town.offer("beras-d"), "1 sak")]).await;
        let first_tab = buyer.client().window().await.unwrap();
        let other_tab = buyer.client().new_window(true).await.unwrap().handle;
        buyer.client().switch_to_window(other_tab.clone()).await.unwrap();
        buyer.goto("/pesan").await;
        buyer.write_door(&TOWN_DOOR).await;
        buyer.choose_slot().await;

        buyer.client().switch_to_window(first_tab).await.unwrap();
        let twice = "const form = document.querySelector(\"form[action='/pesan']\");
            const send = () => fetch('/pesan', { method: 'POST', body: new URLSearchParams(new FormData(form)) })
                .then(async (it) => it.ok ? it.url : it.status + new DOMParser().parseFromString(await it.text(), 'text/html').querySelector('main').textContent);
            return Promise.all([...Array(6)].map(send))";
        let seen = buyer.script(twice).await;
        let seen: Vec<&str> = seen.as_array().unwrap().iter().filter_map(|url| url.as_str()).collect();
        assert!(seen.iter().all(|url| url.contains("/pesanan/") && *url == seen[0]), "{seen:?}");
        assert_eq!(stage.orders_of(BUYER).await, 1);

        buyer.client().switch_to_window(other_tab).await.unwrap();
        buyer.send(CHECKOUT_FORM).await;
        buyer.until("an answer", async || buyer.path().await != "/pesan" || buyer.count("#errors").await > 0).await;
        assert_eq!(stage.orders_of(BUYER).await, 1, "the other tab ordered again");
        assert_eq!(town.stock("beras-d").await, 49_000);
        stage.check().await;
        buyer.complained_of(&[409, 422]).await;
    });
}

#[test]
fn another_market_is_another_basket() {
    let _turn = turn();
    both(async |house| {
        let stage = Stage::malang(&house).await;
        let visitor = stage.visitor().await;
        for stall in ["oro-oro-dowo-f-1", "sawojajar-d-1"] {
            visitor.goto(&format!("/lapak/{stall}")).await;
            visitor.press(".good:not(.is-out) form button").await;
            visitor.wait_for(".good .has-some").await;
        }
        visitor.goto("/keranjang").await;
        assert_eq!(visitor.count(".group").await, 1);
        visitor.wait_for_text("Keranjang Anda di tempat lain").await;
        visitor.complained_of_nothing().await;
    });
}

#[test]
fn doors_that_are_not_ones_own_stay_shut() {
    let _turn = turn();
    both(async |house| {
        let (stage, town) = Stage::town(&house).await;
        let order = town.order(vec![town.line("rawit-a", 500, Refund)], "private-order").await;
        let number = town.detail(order).await.order.number;
        let visitor = stage.visitor().await;
        for path in ["/pesanan", "/pesan", "/akun", "/jual", "/kurir", "/kelola/pasar-contoh", "/kota/pelunasan"] {
            visitor.goto(path).await;
            visitor.arrive("/masuk").await;
        }
        visitor.complained_of_nothing().await;
        let stranger = stage.person("0812-0000-0002").await;
        for path in ["/jual", "/kurir", "/kelola/pasar-contoh", "/kelola/pasar-contoh/kas", "/kota/pelunasan", "/kota/jejak"] {
            stranger.goto(path).await;
            stranger.wait_for_text("Bukan bagian Anda").await;
        }
        for path in [&format!("/pesanan/{number}"), "/lapak/tidak-ada", "/pasar/tidak-ada", "/produk/tidak-ada", "/tidak-ada"] {
            stranger.goto(path).await;
            stranger.wait_for_text("Halaman ini tidak ada").await;
        }
        stranger.complained_of(&[403, 404]).await;
        phone_numbers(&stranger).await;
    });
}

/// Numbers that are none are refused at the field, with the number kept; the eight ways to write one are one number.
async fn phone_numbers(browser: &Browser) {
    browser.forget().await;
    for (typed, said) in [("021 555 0101", "bukan nomor HP"), ("0812", "tidak pas"), ("nomorku", "hanya angka")] {
        browser.goto("/masuk").await;
        browser.fill("Nomor HP", typed).await;
        browser.click("Kirim kode").await;
        browser.wait_for_text(said).await;
        assert_eq!(browser.script("return document.querySelector('#phone').value").await, typed);
    }
}
