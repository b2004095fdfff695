//! Wallets that are opened by a link: GoPay and ShopeePay at Midtrans, beside its codes, with one account and one statement.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::Rupiah;
use kernel::time::DAY;
use ledger::AccountKind;
use market::MarketError;
use market::disbursements::ResultError;
use market::orders::model::SubstitutionPolicy::Refund;
use market::orders::place;
use market::payments::reconcile::{self, statement};
use market::payments::{self, IntentState};
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

async fn ordered(town: &Town, key: &str, payment: &str) -> kernel::id::OrderId {
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
        let names: Vec<_> = missing.iter().map(|it| (it.provider.as_str(), it.date)).collect();
        assert_eq!(names, [("midtrans", day), (GOPAY, day), ("midtrans-shopeepay", day)]);

        let visit = Visit::of(&client, town.treasurer).await;
        let page = visit.get("/kota/rekonsiliasi").await.html;
        assert!(page.contains("Laporan yang belum ada") && page.contains("GoPay"), "{page}");
        let (path, date) = ("/kota/rekonsiliasi/laporan", day.to_string());
        let fields = [("provider", "midtrans"), ("date", date.as_str())];
        for (number, (fields, bad, words)) in [
            (&fields[..], "Order ID,Fee\nA,0\n", "Nama yang dikenal"),
            (&fields[..], "Order ID,Amount,Fee\nA,lima,0\n", "rupiah bulat"),
            (&fields[..], "bukan tabel", "laporan"),
            (&[("provider", "cash"), fields[1]], "Order ID,Amount,Fee\nA,5,0\n", "Pilih cara bayar"),
            (&[fields[0], ("date", "2999-01-01")], "Order ID,Amount,Fee\nA,5,0\n", "belum dimulai"),
            (&fields[..1], "Order ID,Amount,Fee\nA,5,0\n", "laporan"),
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
        let page = visit.get(&taken.to).await.html;
        assert!(page.contains("Semuanya cocok"), "{page}");
        assert_eq!(statement::missing(&town.desk, &treasurer).await.unwrap(), []);
        let days = reconcile::days(&town.desk, &treasurer, None).await.unwrap();
        assert_eq!(days.iter().map(|day| (day.matched, day.open)).collect::<Vec<_>>(), [(1, 0); 3]);
        let (paid, _, fees) = double.books().totals();
        let mut tx = house.db.reader().await.unwrap();
        let bank: Rupiah =
            ledger::balances(&mut tx, town.desk.city_id(), AccountKind::Bank).await.unwrap().iter().map(|it| it.amount).sum();
        assert_eq!(bank, paid - fees);
        drop(tx);

        // A corrected file takes the place of the first; a day can be compared again from what is kept.
        let wrong = file.replacen("settlement", "expire", 1);
        let manager = town.actor(town.manager).await;
        let refused = statement::take(&town.desk, &manager, "midtrans", day, "x", wrong.clone().into_bytes()).await;
        assert!(matches!(refused, Err(ResultError::Market(MarketError::NotAllowed))));
        statement::take(&town.desk, &treasurer, "midtrans", day, "x", wrong.into_bytes()).await.unwrap();
        let open: i64 = reconcile::days(&town.desk, &treasurer, None).await.unwrap().iter().map(|day| day.open).sum();
        assert_eq!(open, 1, "one payment is missing there now");
        let again = statement::take(&town.desk, &treasurer, "midtrans", day, "y", file.into_bytes()).await.unwrap();
        reconcile::run_again(&town.desk, &treasurer, again.day).await.unwrap();
        let open: i64 = reconcile::days(&town.desk, &treasurer, None).await.unwrap().iter().map(|day| day.open).sum();
        assert_eq!(open, 0);
        let trail = visit.get("/kota/jejak").await.html;
        assert!(trail.contains("Laporan penyedia dimasukkan"), "{trail}");
    });
}
