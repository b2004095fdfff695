//! The pages: the buyer's card, the staff's list, and money that goes back.

use axum::http::StatusCode;
use kernel::Rupiah;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::orders::{OrderState, cancel, staff};
use market::payments::printed;
use market::payments::{self, hold};
use testkit::both;

use super::{picture, stick, sticker};
use crate::goods::{Visit, client};
use crate::settlement::check;
use crate::town::Town;

#[test]
fn a_buyer_pays_by_the_sticker_and_two_people_find_the_money() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        let (buyer, manager) = (Visit::of(&client, town.buyer).await, Visit::of(&client, town.manager).await);
        let treasurer = Visit::of(&client, town.treasurer).await;
        let code = "/kelola/pasar-contoh/bayar/kode";
        let refused = manager.post(code, "code-key-1", &[("payload", "bukan kode")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("bukan kode"), "what was typed is not lost");
        assert_eq!(manager.post(code, "code-key-2", &[("payload", &sticker())]).await.status, StatusCode::SEE_OTHER);

        let (order, intent) = super::ordered(town, "printed-pages").await;
        let number = town.detail(order).await.order.number;
        let page = buyer.get(&format!("/pesanan/{number}")).await;
        for words in ["PASAR CONTOH", "Gambar bukan bukti", "/bukti", "Kode ditampilkan sampai"] {
            assert!(page.html.contains(words), "{words}: {}", page.html);
        }
        let proof = format!("/pesanan/{number}/bukti");
        let wrong = buyer.upload(&proof, "proof-wrong", &[], ("picture", b"bukan gambar")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("aria-describedby=\"picture-wrong picture-hint\""), "{}", wrong.html);
        assert_eq!(buyer.upload(&proof, "proof-good", &[], ("picture", &picture(400))).await.status, StatusCode::SEE_OTHER);
        let page = buyer.get(&format!("/pesanan/{number}")).await;
        assert!(page.html.contains("Jangan membayar lagi") && !page.html.contains("name=\"picture\""), "{}", page.html);

        let list = manager.get("/kelola/pasar-contoh/bayar").await;
        assert!(list.html.contains(&number) && list.html.contains("Gambar bukan bukti"), "{}", list.html);
        let claim = printed::of_order(&town.desk, &town.desk.system(), order).await.unwrap()[0].id;
        let shown = treasurer.get(&format!("/bukti/{claim}")).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(Visit::of(&client, town.stranger).await.get(&format!("/bukti/{claim}")).await.status, StatusCode::NOT_FOUND);
        let amount = intent.amount.amount().to_string();
        let done = manager.post("/kelola/pasar-contoh/bayar/catat", "record-page", &[("number", &number), ("amount", &amount)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(!manager.get("/kelola/pasar-contoh/bayar").await.html.contains("/cocok"), "not by the same person");
        let list = treasurer.get("/kelola/pasar-contoh/bayar").await;
        assert!(list.html.contains(&format!("/kelola/pasar-contoh/bayar/{claim}/cocok")), "{}", list.html);
        let city = treasurer.get("/kota/pengembalian").await;
        assert!(city.html.contains("/kelola/pasar-contoh/bayar"), "where something waits: {}", city.html);
        let today = town.desk.today().to_string();
        let fields = [("reference", "RRN 77"), ("amount", amount.as_str()), ("date", today.as_str())];
        treasurer.post(&format!("/kelola/pasar-contoh/bayar/{claim}/cocok"), "confirm-page", &fields).await;
        let page = buyer.get(&format!("/pesanan/{number}")).await;
        assert!(page.html.contains("Lunas"), "{}", page.html);
        check(town).await;

        return_by_hand(town, &buyer, &manager, &treasurer, order, &number).await;
    });
}

/// Called off: the buyer gives an account, one prepares, another confirms.
async fn return_by_hand(
    town: &Town,
    buyer: &Visit<'_>,
    manager: &Visit<'_>,
    treasurer: &Visit<'_>,
    order: kernel::id::OrderId,
    number: &str,
) {
    cancel::cancel(&town.desk, &town.actor(town.buyer).await, "cancel-page", order, "").await.unwrap();
    payments::run(&town.desk).await.unwrap();
    let page = buyer.get(&format!("/pesanan/{number}")).await;
    assert!(page.html.contains("Rekening untuk pengembalian"), "{}", page.html);
    let account = format!("/pesanan/{number}/rekening");
    let hostile = [("bank", "=BCA"), ("account_number", "123-456-7890"), ("holder", "=Sari")];
    let refused = buyer.post(&account, "account-page-0", &hostile).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"=BCA\"", "value=\"123-456-7890\"", "value=\"=Sari\" ", "aria-describedby=\"holder-wrong\""] {
        assert!(refused.html.contains(kept), "{kept}: {}", refused.html);
    }
    assert!(!manager.get("/kelola/pasar-contoh/pengembalian").await.html.contains("1234567890"), "no holder is a formula");
    let typed = [("bank", "=BCA"), ("account_number", "123-456-7890"), ("holder", "Sari")];
    assert_eq!(buyer.post(&account, "account-page", &typed).await.status, StatusCode::SEE_OTHER);
    let id = payments::of_order(&town.desk, &town.desk.system(), order).await.unwrap().1.returns[0].id;
    let at = format!("/kelola/pasar-contoh/pengembalian/{id}");
    assert!(manager.get("/kelola/pasar-contoh/pengembalian").await.html.contains("1234567890"));
    manager.post(&format!("{at}/siapkan"), "prepare-page", &[]).await;
    assert!(!manager.get("/kelola/pasar-contoh/pengembalian").await.html.contains("/sahkan"), "not by the same person");
    assert!(treasurer.get("/kota/pengembalian").await.html.contains(&format!("{at}/sahkan")));
    treasurer.post(&format!("{at}/kembali"), "back-page", &[("reason", "Nama tidak cocok")]).await;
    assert!(buyer.get(&format!("/pesanan/{number}")).await.html.contains("Nama tidak cocok"));
    buyer.post(&account, "account-page-2", &typed).await;
    manager.post(&format!("{at}/siapkan"), "prepare-page-2", &[]).await;
    treasurer.post(&format!("{at}/sahkan"), "confirm-page-2", &[("reference", "TRX 5")]).await;
    let page = buyer.get(&format!("/pesanan/{number}")).await;
    assert!(page.html.contains("sudah ditransfer ke rekening"), "{}", page.html);
    let csv = treasurer.get("/kota/pengembalian.csv").await.html;
    assert!(csv.contains("TRX5") && csv.contains("1234567890") && csv.contains("\"'=BCA\"") && !csv.contains(",=BCA"), "{csv}");
    check(town).await;
}

#[test]
fn a_runner_at_the_door_hears_of_a_payment_that_waits() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        stick(town).await;
        let (order, intent) = super::ordered(town, "door-waits").await;
        super::at_the_door(town, order).await;
        let (runner, manager) = (Visit::of(&client, town.runners[0]).await, town.actor(town.manager).await);
        let door = format!("/kurir/antar/{}", town.detail(order).await.order.number);
        let due = payments::of_order(&town.desk, &town.desk.system(), order).await.unwrap().1.due;
        let notice = "masih dicocokkan petugas";
        let page = runner.get(&door).await.html;
        assert!(!page.contains(notice) && page.contains("id=\"bayar\""), "{page}");

        let buyer = town.actor(town.buyer).await;
        let shown = printed::show_proof(&town.desk, &client.app.studio, &buyer, "door-proof", order, picture(400)).await.unwrap();
        let page = runner.get(&door).await.html;
        let asked = web::format::rupiah(kernel::Lang::Id, intent.amount.amount());
        assert!(page.contains(&format!("Ada pembayaran {asked} lewat")) && page.contains(notice), "{page}");
        assert!(page.contains("Telepon pengelola") && !page.contains("id=\"bayar\""), "nobody scans twice: {page}");
        assert!(page.contains(&format!("name=\"cash\" form=\"serahkan\" value=\"{}\"", due.amount())), "it counts when staff say so");

        // What the manager saw on the list counts more than what was asked for.
        printed::record(&town.desk, &manager, "door-record", order, Rupiah(12_300)).await.unwrap();
        assert!(runner.get(&door).await.html.contains("Ada pembayaran Rp12.300 lewat"));
        printed::reject(&town.desk, &manager, "door-reject", shown, "Tidak ada di daftar bank").await.unwrap();
        let page = runner.get(&door).await.html;
        assert!(!page.contains(notice) && page.contains("Tidak ada di daftar bank"), "{page}");
        super::paid(town, order, due, "door-paid").await;
        let page = runner.get(&door).await.html;
        assert!(!page.contains(notice) && page.contains("Lunas") && page.contains("value=\"0\""), "{page}");
        check(town).await;
    });
}

#[test]
fn the_sticker_is_a_choice_where_there_is_one() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        let buyer = Visit::of(&client, town.buyer).await;
        let put = [("offer", town.offer("telur-d").to_string()), ("quantity", "1".to_owned())];
        let put: Vec<(&str, &str)> = put.iter().map(|(name, value)| (*name, value.as_str())).collect();
        buyer.post("/keranjang/tambah", "basket-key", &put).await;
        assert!(!buyer.get("/pesan").await.html.contains("value=\"static\""));
        stick(town).await;
        let form = buyer.get("/pesan").await;
        assert!(form.html.contains("value=\"static\"") && form.html.contains("QRIS cetak pasar"), "{}", form.html);
    });
}

#[test]
fn what_is_paid_first_waits_and_ends() {
    both(async |house| {
        let mut town = Town::build(&house).await;
        let mut city = (*town.desk.city).clone();
        city.settings.pay_first_minutes = 30;
        town.desk.city = std::sync::Arc::new(city);
        stick(&town).await;
        let (desk, manager) = (&town.desk, town.actor(town.manager).await);
        let seller = town.actor(town.sellers[3]).await;
        let mine = async || staff::of_stall(desk, &seller, town.stalls[3]).await.unwrap().len();
        let ((paid, intent), (unpaid, _)) = (super::ordered(&town, "first-paid").await, super::ordered(&town, "first-unpaid").await);
        let (judged, _) = super::ordered(&town, "first-judged").await;
        assert!(hold::held_until(desk, paid).await.unwrap().is_some());
        assert_eq!(mine().await, 0, "no stall sees them");
        let refused = market::delivery::assign(desk, &manager, paid, town.runners[0]).await;
        assert_eq!(crate::settlement::code(refused), "wrong_state");
        let part = town.detail(paid).await.seller_orders[0].id;
        let early = market::picking::decide(desk, &seller, "first-early", part, vec![]).await;
        assert_eq!(crate::settlement::code(early), "wrong_state");

        super::paid(&town, paid, intent.amount - Rupiah(1), "first-a").await;
        assert_eq!(mine().await, 0, "a rupiah is missing");
        super::paid(&town, paid, Rupiah(1), "first-b").await;
        assert_eq!((hold::held_until(desk, paid).await.unwrap(), mine().await), (None, 1));
        market::picking::decide(desk, &seller, "first-decide", part, vec![]).await.unwrap();
        check(&town).await;

        printed::record(desk, &manager, "first-judged", judged, intent.amount).await.unwrap();
        house.clock.advance(31 * kernel::time::MINUTE);
        assert_eq!(market::picking::timers::run(desk).await.unwrap().decided, 0, "no stall is late for what it never saw");
        assert_eq!(payments::run(desk).await.unwrap().called_off, 1);
        let ended = town.detail(unpaid).await.order;
        assert_eq!((ended.state, ended.reason.as_str()), (OrderState::Cancelled, "unpaid"));
        assert_eq!(town.detail(judged).await.order.state, OrderState::Placed, "staff look at a payment");
        check(&town).await;
        // In cash nobody waits.
        town.order(vec![town.line("telur-d", 1_000, Drop)], "first-cash").await;
        assert_eq!(mine().await, 2);
        assert_eq!(payments::run(desk).await.unwrap().called_off, 0);
        check(&town).await;
    });
}
