//! Which pages of the lively morning are taken, and as whom.

use kernel::Role;

use super::camera::Camera;
use super::morning::{MARKET, OTHER_MARKET, Seen};
use super::people::{buyer, city, staff};

/// All of them.
pub async fn take_all(camera: &Camera, seen: &Seen) {
    as_visitor(camera).await;
    as_buyer(camera, seen).await;
    as_trader(camera, seen).await;
    as_runner(camera, seen).await;
    by_code(camera, seen).await;
    as_manager(camera, seen).await;
    as_city(camera, seen).await;
}

async fn as_visitor(camera: &Camera) {
    camera.leave().await;
    for (name, path) in [
        ("market-far", "/pasar/blimbing"),
        ("cluster", "/pasar/kuliner"),
        ("shop", "/lapak/kue-basah-pandanwening"),
        ("search-typo", "/cari?q=berss+5kg"),
        ("search-nothing", "/cari?q=helikopter"),
        ("demo", "/demo"),
        ("api", "/api"),
        ("not-found", "/tidak-ada"),
        ("basket-empty", "/keranjang"),
        ("sign-in", "/masuk"),
    ] {
        camera.take(name, path).await;
    }
    quantity_wrong(camera).await;
    code(camera).await;
}

async fn quantity_wrong(camera: &Camera) {
    if !camera.wants("product-wrong") {
        return;
    }
    let browser = camera.browser();
    browser.goto("/produk/cabai-rawit-merah-kg").await;
    browser.fill("quantity", "-1").await;
    browser.click_css("form.product-form button[name=action]").await;
    browser.wait_for("#quantity-wrong").await;
    camera.take_this("product-wrong").await;
}

async fn code(camera: &Camera) {
    let browser = camera.browser();
    browser.goto("/masuk").await;
    browser.fill("Nomor HP", "0813 3400 1234").await;
    browser.click("Kirim kode").await;
    browser.wait_for(".demo-code").await;
    camera.take_this("sign-in-code").await;
}

async fn as_buyer(camera: &Camera, seen: &Seen) {
    camera.enter(buyer(0).as_str()).await;
    let browser = camera.browser();
    for product in ["cabai-rawit-merah-kg", "bayam-hijau", "tempe-daun", "telur-ayam-kg"] {
        browser.goto(&format!("/cari?q={}&pasar={MARKET}", product.replace("-kg", "").replace('-', "+"))).await;
        browser.click_css(".good:not(.is-out) form button").await;
        browser.wait_for(".basket-bar").await;
    }
    camera.take("home-signed-in", "/").await;
    camera.take("market-basket", &format!("/pasar/{MARKET}")).await;
    camera.take("basket", "/keranjang").await;
    camera.take("checkout", "/pesan").await;
    camera.take("standing-new", "/langganan/baru").await;
    camera.take("order-placed", &format!("/pesanan/{}", seen.fresh)).await;
    camera.take("order-delivered", &format!("/pesanan/{}", seen.delivered)).await;
    camera.take("account", "/akun").await;
    camera.enter(buyer(1).as_str()).await;
    camera.take("order-on-the-way", &format!("/pesanan/{}", seen.on_the_way)).await;
    camera.enter(buyer(2).as_str()).await;
    camera.take("order-question", &format!("/pesanan/{}", seen.asking)).await;
    camera.enter(buyer(11).as_str()).await;
    camera.take("orders-empty", "/pesanan").await;
}

async fn as_trader(camera: &Camera, seen: &Seen) {
    camera.enter(seen.trader.as_str()).await;
    camera.take("trader", "/jual").await;
    if camera.wants("trader-refuse") {
        camera.browser().goto("/jual").await;
        camera.browser().click_css(".incoming summary").await;
        camera.take_this("trader-refuse").await;
    }
    camera.take("trader-prices", "/jual/harga").await;
    camera.take("trader-goods", "/jual/barang").await;
    if camera.wants("trader-picture") {
        camera.browser().goto("/jual/barang").await;
        camera.browser().click_css(".ware summary").await;
        camera.browser().click_css(".ware a[href$='/gambar']").await;
        camera.browser().wait_for("#picture").await;
        camera.take_this("trader-picture").await;
    }
    camera.enter(staff(Role::Seller, MARKET, 3).as_str()).await;
    camera.take("trader-calm", "/jual").await;
}

async fn as_runner(camera: &Camera, seen: &Seen) {
    camera.enter(staff(Role::Runner, MARKET, 0).as_str()).await;
    camera.take("runner", "/kurir").await;
    camera.take("runner-pick", "/kurir/belanja").await;
    camera.enter(staff(Role::Runner, MARKET, 1).as_str()).await;
    camera.take("runner-door", &format!("/kurir/antar/{}", seen.on_the_way)).await;
    camera.take("runner-pick-empty", "/kurir/belanja").await;
}

/// The code at the door, as buyer and runner see it, the trial wallet, and both pages once it is paid.
async fn by_code(camera: &Camera, seen: &Seen) {
    if !camera.wants("qris") && !camera.wants("wallet") {
        return;
    }
    let (order, door) = (format!("/pesanan/{}", seen.on_the_way), format!("/kurir/antar/{}", seen.on_the_way));
    let browser = camera.browser();
    camera.enter(buyer(1).as_str()).await;
    browser.goto(&order).await;
    browser.click_css(".pay-card form button").await;
    browser.wait_for(".pay-qr").await;
    camera.take_this("qris-buyer").await;
    camera.enter(staff(Role::Runner, MARKET, 1).as_str()).await;
    camera.take("qris-runner", &format!("{door}#bayar")).await;
    camera.enter(buyer(1).as_str()).await;
    browser.goto(&order).await;
    browser.click_css(".pay-card a[href^='/coba-bayar/']").await;
    browser.wait_for("form[action^='/coba-bayar/']").await;
    camera.take_this("wallet").await;
    browser.click_css("form[action^='/coba-bayar/'] button").await;
    browser.wait_for("main .good-news").await;
    browser.goto(&order).await;
    browser.wait_for(".pay-card .good-news").await;
    camera.take_this("qris-buyer-paid").await;
    camera.enter(staff(Role::Runner, MARKET, 1).as_str()).await;
    camera.take("qris-runner-paid", &door).await;
}

async fn as_manager(camera: &Camera, seen: &Seen) {
    camera.enter(staff(Role::Manager, MARKET, 0).as_str()).await;
    for (name, path) in [
        ("manager-board", format!("/kelola/{MARKET}")),
        ("manager-order", format!("/kelola/{MARKET}/pesanan/{}", seen.asking)),
        ("manager-order-delivered", format!("/kelola/{MARKET}/pesanan/{}", seen.delivered)),
        ("manager-stalls", format!("/kelola/{MARKET}/lapak")),
        ("manager-gallery", format!("/kelola/{MARKET}/gambar")),
        ("manager-imports", format!("/kelola/{MARKET}/impor")),
        ("manager-runners", format!("/kelola/{MARKET}/kurir")),
        ("manager-phone", format!("/kelola/{MARKET}/telepon")),
        ("manager-cash", format!("/kelola/{MARKET}/kas")),
        ("manager-settlements", format!("/kelola/{MARKET}/pelunasan")),
        ("manager-batch", format!("/kelola/{MARKET}/pelunasan/{}", seen.batch_paying)),
    ] {
        camera.take(name, &path).await;
    }
    camera.enter(staff(Role::Manager, OTHER_MARKET, 0).as_str()).await;
    camera.take("manager-batch-waiting", &format!("/kelola/{OTHER_MARKET}/pelunasan/{}", seen.batch_waiting)).await;
}

async fn as_city(camera: &Camera, seen: &Seen) {
    camera.enter(city(Role::Treasurer).as_str()).await;
    camera.take("city-batch", &format!("/kota/pelunasan/{}", seen.batch_waiting)).await;
    camera.leave().await;
}
