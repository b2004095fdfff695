//! Wallets that are opened by a link: GoPay and ShopeePay at Midtrans, beside its codes, with one account and one statement.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::time::{DAY, HOUR, MINUTE};
use kernel::{BusinessDate, Rupiah};
use ledger::AccountKind;
use market::MarketError;
use market::disbursements::ResultError;
use market::orders::model::SubstitutionPolicy::Refund;
use market::orders::place;
use market::payments::reconcile;
use market::payments::reconcile::statement::{self, Upload};
use market::payments::{self, IntentState, ReturnState};
use providers::payments::Cash;
use providers::payments::midtrans::MidtransMethod;
use testkit::{TestHouse, both};

use super::gateways::{Double, midtrans_by, tell};
use crate::api::client::Client;
use crate::goods::Visit;
use crate::town::Town;

const GOPAY: &str = "midtrans-gopay";

async fn town(house: &TestHouse) -> (Client, Double) {
    let back = || "https://laris.test/bayar/kembali".to_owned();
    let methods = vec![
        MidtransMethod::Qris { acquirer: "gopay".to_owned() },
        MidtransMethod::Gopay { return_url: back() },
        MidtransMethod::ShopeePay { return_url: back() },
    ];
    let (double, providers) = midtrans_by(house, methods).await;
    let mut town = Town::build(house).await;
    town.desk.payments = std::iter::once(Arc::new(Cash) as _).chain(providers).collect();
    (Client::of(town).await, double)
}

pub async fn ordered(town: &Town, key: &str, payment: &str) -> kernel::id::OrderId {
    let quote = town.quote(vec![town.line("beras-d", 1_000, Refund)]).await.unwrap();
    let command = place::PlaceOrder { payment: payment.to_owned(), ..town.command(&quote, town.slot().await) };
    place::place(&town.desk, &town.actor(town.buyer).await, key, command).await.unwrap()
}

#[test]
fn the_buyer_opens_the_wallet_and_the_door_still_has_a_code() {
    both(async |house| {
        let (client, double) = town(&house).await;
        let town = &client.town;
        let order = ordered(town, "wallet-1", GOPAY).await;
        let number = town.detail(order).await.order.number;
        let (path, runner) = (format!("/pesanan/{number}"), town.actor(town.runners[0]).await);
        let (buyer, manager) = (Visit::of(&client, town.buyer).await, town.actor(town.manager).await);
        let page = buyer.get(&path).await.html;
        assert!(page.contains(" GoPay</p>"), "on the receipt: {page}");
        assert!(page.contains("Bayar dengan GoPay") && page.contains("Tampilkan QRIS"), "{page}");
        assert!(matches!(payments::ask_wallet(&town.desk, &manager, order).await, Err(MarketError::NotAllowed)));
        let ask = format!("{path}/qris");
        assert_eq!(buyer.post(&ask, "wallet-ask-1", &[("cara", "dompet")]).await.status, StatusCode::SEE_OTHER);
        let page = buyer.get(&path).await.html;
        assert!(page.contains("href=\"https://simulator.example/gopay?ref=") && page.contains("Buka GoPay"), "{page}");
        assert!(!page.contains("pay-qr"), "a link is no code");
        let link = payments::ask_wallet(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();

        // Nobody else is shown the link. At the door a code is asked for, and the link opens nothing any more.
        market::delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
        let (_, paying) = payments::of_order(&town.desk, &runner, order).await.unwrap();
        assert_eq!(paying.open.map(|open| open.id), Some(link.id));
        let code = payments::ask(&town.desk, &runner, order).await.unwrap();
        assert_eq!((code.provider.as_str(), code.amount), ("midtrans", link.amount));
        assert!(double.books().statement().contains(&format!("{},Payment,{}.00,0.00,cancel", link.reference, link.amount.amount())));
        let page = buyer.get(&path).await.html;
        assert!(page.contains("pay-qr") && page.contains("Bayar dengan GoPay saja"), "{page}");

        // The buyer pays in the wallet all the same; the notification comes to the account's one address.
        assert_eq!(buyer.post(&ask, "wallet-ask-2", &[("cara", "dompet")]).await.status, StatusCode::SEE_OTHER);
        let link = payments::ask_wallet(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        double.pay(&link.reference);
        let back = format!("/bayar/kembali?order_id={}&result=success", link.reference);
        let stranger = Visit::of(&client, town.stranger).await;
        assert_eq!(stranger.get(&back).await.to, "/pesanan", "not theirs");
        assert_eq!(buyer.get("/bayar/kembali?order_id=tidak-ada").await.to, "/pesanan");
        assert_eq!(buyer.get(&back).await.to, format!("{path}#bayar"));
        assert!(buyer.get(&path).await.html.contains("Lunas"), "asked on the way back, before anybody told");
        assert_eq!(tell(&client.router, "midtrans", &double.telling(&link.reference)).await, StatusCode::OK);
        let (_, paying) = payments::of_order(&town.desk, &town.desk.system(), order).await.unwrap();
        assert_eq!((paying.due, paying.receipts.len()), (Rupiah::ZERO, 1));
        assert_eq!(paying.receipts[0].provider, GOPAY);
        super::bring(town, order, "wallet-1").await;
        super::hand_over(town, order, Rupiah::ZERO).await.unwrap();
        assert!(buyer.get(&path).await.html.contains("Lunas dengan GoPay"), "the receipt names what brought the money");
    });
}

/// An order by each way of paying, and one more that nobody pays.
async fn pay_by_all(town: &Town, double: &Double) {
    let buyer = town.actor(town.buyer).await;
    for (key, payment) in [("settle-1", "midtrans"), ("settle-2", GOPAY), ("settle-3", "midtrans-shopeepay"), ("settle-4", GOPAY)] {
        let order = ordered(town, key, payment).await;
        let asked = if payment == "midtrans" {
            payments::ask(&town.desk, &buyer, order).await.unwrap()
        } else {
            payments::ask_wallet(&town.desk, &buyer, order).await.unwrap()
        };
        if key != "settle-4" {
            double.pay(&asked.reference);
            assert!(payments::look(&town.desk, &asked.reference).await.unwrap());
        }
        let state = if key == "settle-4" { IntentState::Pending } else { IntentState::Paid };
        let (_, paying) = payments::of_order(&town.desk, &buyer, order).await.unwrap();
        assert_eq!(paying.open.is_some(), state.is_open(), "{key}");
    }
}

#[test]
fn one_statement_settles_every_way_of_paying() {
    both(async |house| {
        let (client, double) = town(&house).await;
        let town = &client.town;
        let day = town.desk.today();
        pay_by_all(town, &double).await;
        house.clock.advance(DAY);
        assert_eq!(reconcile::run_due(&town.desk).await.unwrap(), 0, "no file is there");
        let treasurer = town.actor(town.treasurer).await;
        let missing = statement::missing(&town.desk, &treasurer).await.unwrap();
        assert_eq!(missing.iter().map(|it| (it.account, it.date)).collect::<Vec<_>>(), [("midtrans", day)]);

        let visit = Visit::of(&client, town.treasurer).await;
        let page = visit.get("/kota/rekonsiliasi").await.html;
        assert!(page.contains("Laporan yang belum ada") && page.contains("Nov, Midtrans"), "{page}");
        let (path, date, today) = ("/kota/rekonsiliasi/laporan", day.to_string(), town.desk.today().to_string());
        let fields = [("account", "midtrans"), ("date", date.as_str())];
        for (number, (fields, bad, words)) in [
            (&fields[..], "Order ID,Fee\nA,0\n", "Nama yang dikenal"),
            (&fields[..], "Order ID,Amount,Fee\nA,lima,0\n", "rupiah bulat"),
            (&fields[..], "bukan tabel", "bukan lembar kerja"),
            (&[("account", "cash"), fields[1]], "Order ID,Amount,Fee\nA,5,0\n", "Pilih cara bayar"),
            (&[fields[0], ("date", today.as_str())], "Order ID,Amount,Fee\nA,5,0\n", "belum selesai"),
            (&fields[..1], "Order ID,Amount,Fee\nA,5,0\n", "date-wrong"),
        ]
        .into_iter()
        .enumerate()
        {
            let refused = visit.upload(path, &format!("statement-bad-{number}"), fields, ("file", bad.as_bytes())).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {}", refused.html);
            assert!(refused.html.contains(words) && refused.html.contains("role=\"alert\""), "{number}: {}", refused.html);
        }
        let file = double.books().statement();
        let taken = visit.upload(path, "statement-good", &fields, ("file", file.as_bytes())).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.html);
        assert_eq!(taken.to, "/kota/rekonsiliasi", "three ways of paying, three days");
        assert_eq!(statement::missing(&town.desk, &treasurer).await.unwrap(), []);
        let days = reconcile::days(&town.desk, &treasurer, None).await.unwrap();
        assert_eq!(days.iter().map(|day| (day.matched, day.open)).collect::<Vec<_>>(), [(1, 0); 3]);
        let (paid, _, fees) = double.books().totals();
        let mut tx = house.db.reader().await.unwrap();
        let bank: Rupiah =
            ledger::balances(&mut tx, town.desk.city_id(), AccountKind::Bank).await.unwrap().iter().map(|it| it.amount).sum();
        assert_eq!(bank, paid - fees);
        drop(tx);

        corrected(town, &visit, (day, &file)).await;
    });
}

#[test]
fn the_day_of_a_statement_is_the_day_of_payment_or_return() {
    both(async |house| {
        let (client, double) = town(&house).await;
        let town = &client.town;
        let (day, buyer, treasurer) = (town.desk.today(), town.actor(town.buyer).await, town.actor(town.treasurer).await);
        let order = ordered(town, "wallet-night", "midtrans").await;
        house.clock.advance(18 * HOUR + 28 * MINUTE);
        let asked = payments::ask(&town.desk, &buyer, order).await.unwrap();
        house.clock.advance(MINUTE);
        double.pay(&asked.reference);
        // Paid at 23:59, heard of at 00:01.
        house.clock.advance(2 * MINUTE);
        assert!(payments::look(&town.desk, &asked.reference).await.unwrap());
        assert_eq!(town.desk.today(), day.plus_days(1));
        let missing = async || {
            let missing = statement::missing(&town.desk, &treasurer).await.unwrap();
            missing.iter().map(|it| it.date).collect::<Vec<_>>()
        };
        assert_eq!(missing().await, [day]);
        // Of the next day there is money that went back, and nothing else.
        market::orders::cancel::cancel(&town.desk, &buyer, "wallet-night-cancel", order, "").await.unwrap();
        payments::run(&town.desk).await.unwrap();
        let (_, paying) = payments::of_order(&town.desk, &buyer, order).await.unwrap();
        assert_eq!(paying.returns[0].state, ReturnState::Sent);
        house.clock.advance(DAY);
        assert_eq!(missing().await, [day, day.plus_days(1)]);
    });
}

/// A corrected file takes the place of the first for all ways of paying; a day can be compared again from what is kept.
async fn corrected(town: &Town, visit: &Visit<'_>, (day, file): (BusinessDate, &str)) {
    let (treasurer, manager) = (town.actor(town.treasurer).await, town.actor(town.manager).await);
    let upload = |text: &str, is_sure: bool| Upload {
        account: "midtrans".to_owned(),
        date: day,
        name: "laporan.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
        is_sure,
    };
    let open = async || reconcile::days(&town.desk, &treasurer, None).await.unwrap().iter().map(|day| day.open).collect::<Vec<_>>();
    let refused = statement::take(&town.desk, &manager, upload(file, true)).await;
    assert!(matches!(refused, Err(ResultError::Market(MarketError::NotAllowed))));

    // Each way's only line is left out in turn: its day misses it, the others stand.
    for line in file.lines().filter(|line| line.ends_with("settlement")) {
        let shorter = file.replace(&format!("{line}\n"), "");
        let refused = statement::take(&town.desk, &treasurer, upload(&shorter, false)).await;
        assert!(matches!(refused, Err(ResultError::Market(MarketError::Shorter { before: 3, now: 2 }))));
        statement::take(&town.desk, &treasurer, upload(&shorter, true)).await.unwrap();
        assert_eq!(open().await.iter().sum::<i64>(), 1, "{line}");
        let again = statement::take(&town.desk, &treasurer, upload(file, false)).await.unwrap();
        assert_eq!((again.lines, again.skipped, again.days.len()), (3, 1, 3));
        assert_eq!(open().await, [0; 3], "{line}");
    }
    // What another account asked for is missing here, not settled there.
    let strange = format!("{file}orang-lain,Payment,5000,35,settlement\n");
    let taken = statement::take(&town.desk, &treasurer, upload(&strange, false)).await.unwrap();
    reconcile::run_again(&town.desk, &treasurer, taken.days[0]).await.unwrap();
    assert_eq!(open().await.iter().sum::<i64>(), 1);
    let trail = visit.get("/kota/jejak").await.html;
    assert!(trail.contains("Laporan penyedia dimasukkan"), "{trail}");
}
